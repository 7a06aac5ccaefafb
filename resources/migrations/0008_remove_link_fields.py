from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("resources", "0007_move_links")]

    operations = [
        migrations.RemoveConstraint(
            model_name="resource",
            name="resources_resource_link_or_file",
        ),
        migrations.RemoveConstraint(
            model_name="toolkit",
            name="resources_toolkit_link_or_file",
        ),
        migrations.RemoveField(
            model_name="resource",
            name="file",
        ),
        migrations.RemoveField(
            model_name="resource",
            name="link",
        ),
        migrations.RemoveField(
            model_name="toolkit",
            name="file",
        ),
        migrations.RemoveField(
            model_name="toolkit",
            name="link",
        ),
    ]
