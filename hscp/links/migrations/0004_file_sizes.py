"""The files that records had as fields get their size, so that no page has to open them."""

from contextlib import suppress

from django.db import migrations


def forwards(apps, schema_editor):
    for file in apps.get_model("links", "LibraryFile").objects.filter(size=None).order_by("pk"):
        with suppress(OSError):
            file.size = file.upload.size
            file.save(update_fields=["size"])


class Migration(migrations.Migration):
    dependencies = [
        ("links", "0003_file_versions"),
        ("resources", "0007_move_links"),
        ("training", "0009_move_links"),
    ]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
