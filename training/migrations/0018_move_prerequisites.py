from django.db import migrations


def move(apps, schema_editor):
    """Each course to take first becomes a row; pages go on saying the same."""
    Course = apps.get_model("training", "Course")
    Row = apps.get_model("training", "CoursePrerequisite")
    Row.objects.bulk_create(
        Row(course_id=course, required_id=required)
        for course, required in Course.objects.exclude(prerequisite=None).values_list("pk", "prerequisite")
    )


def move_back(apps, schema_editor):
    """The first row of each course becomes its only one: the old field held no more."""
    Course = apps.get_model("training", "Course")
    Row = apps.get_model("training", "CoursePrerequisite")
    first = {}
    for course, required in Row.objects.order_by("order", "pk").values_list("course", "required"):
        first.setdefault(course, required)
    for course, required in first.items():
        Course.objects.filter(pk=course).update(prerequisite=required)


class Migration(migrations.Migration):
    dependencies = [("training", "0017_entry_rules_questions_and_charges")]

    operations = [migrations.RunPython(move, move_back)]
