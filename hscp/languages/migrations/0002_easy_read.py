"""Easy read is there from the beginning: it is no language that somebody would look up."""

from django.db import migrations


def add(apps, schema_editor):
    language = apps.get_model("languages", "Language")
    language.objects.using(schema_editor.connection.alias).get_or_create(
        code="easy-read", defaults={"name": "Easy read", "own_name": "Easy read", "direction": "ltr"}
    )


class Migration(migrations.Migration):
    dependencies = [("languages", "0001_initial")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
