"""Give the themes and toolkits that are stored already their short addresses."""

from django.db import migrations

from hscp.records.short_addresses import code_from

ENDINGS = {
    "professionals": "toolkit",
    "parents_and_carers": "parents",
    "children_and_young_people": "young-people",
}


def give_codes(apps, schema_editor):
    content_type = apps.get_model("contenttypes", "ContentType")
    short_address = apps.get_model("hscp", "ShortAddress")
    taken = set(short_address.objects.values_list("code", flat=True))
    for app, name, code_for in (
        ("themes", "theme", lambda theme: code_from(theme.short_title or theme.title)),
        ("resources", "toolkit", lambda kit: code_from(kit.title, ENDINGS[kit.audience_group])),
    ):
        for record in apps.get_model(app, name).objects.order_by("pk"):
            kind, _ = content_type.objects.get_or_create(app_label=app, model=name)
            base = code = code_for(record) or name
            number = 1
            while code in taken:
                number += 1
                code = f"{base}-{number}"
            taken.add(code)
            short_address.objects.create(code=code, content_type=kind, object_id=record.pk)


class Migration(migrations.Migration):
    dependencies = [
        ("hscp", "0002_short_addresses"),
        ("themes", "0004_poster_words"),
        ("resources", "0002_initial"),
    ]

    operations = [migrations.RunPython(give_codes, migrations.RunPython.noop)]
