from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("training", "0009_move_links")]

    operations = [
        migrations.RemoveConstraint(
            model_name='course',
            name='training_course_link_or_file',
        ),
        migrations.RemoveField(
            model_name='course',
            name='file',
        ),
        migrations.RemoveField(
            model_name='course',
            name='link',
        ),
    ]
