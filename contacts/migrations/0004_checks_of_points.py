from django.db import migrations


def move_checks_to_points(apps, schema_editor):
    """Give each contact point the check of its pathway; write a day's end as midnight, not as 23:59."""
    pathway = apps.get_model("contacts", "Pathway")
    point = apps.get_model("contacts", "ContactPoint")
    for row in pathway.objects.exclude(verified_on=None):
        point.objects.filter(pathway=row).update(
            verified_by=row.verified_by_id, verified_on=row.verified_on, next_check=row.next_check
        )
    apps.get_model("contacts", "OpeningHours").objects.filter(closes="23:59").update(closes="00:00")


class Migration(migrations.Migration):

    dependencies = [("contacts", "0003_verified_contacts")]

    operations = [
        migrations.RunPython(move_checks_to_points, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name='pathway',
            name='contacts_pathway_next_check_after_last',
        ),
        migrations.RemoveField(
            model_name='pathway',
            name='next_check',
        ),
        migrations.RemoveField(
            model_name='pathway',
            name='verified_by',
        ),
        migrations.RemoveField(
            model_name='pathway',
            name='verified_on',
        ),
    ]
