"""Web addresses and files of records become rows of their own."""

from django.db import migrations

from hscp.links.migrations._moving import move_into_fields, move_into_rows

MOVED = (("Course", "CourseLink"),)


def forwards(apps, schema_editor):
    for model, row in MOVED:
        move_into_rows(apps, "training", model, row)


def backwards(apps, schema_editor):
    for model, row in MOVED:
        move_into_fields(apps, "training", model, row)


class Migration(migrations.Migration):
    dependencies = [("training", "0008_links")]

    operations = [migrations.RunPython(forwards, backwards)]
