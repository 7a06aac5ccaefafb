"""Fill in the addresses as they are compared now, and make a row of each course that is to be taken first.

Two addresses that used to count as different may turn out to be one. Nobody loses a place or a turn by that: of a person's
several live bookings of one session, the earliest stays as it is, and the others are kept as those of a shared mailbox, told
apart by the name and, where that is the same too, by their number. The nightly check names them for staff to sort out. Of
several entries for the dates of one course the earliest stays: the others would only bring the same mail again.
"""

from django.db import migrations

from hscp.email_addresses import email_key

_LIVE = ("confirmed", "offered", "requested", "waiting")
_AT_A_TIME = 500


def fill_identity(apps, schema_editor):
    Booking, Interest = (apps.get_model("training", name) for name in ("Booking", "Interest"))
    seen, changed = set(), []
    for booking in Booking.objects.exclude(email="").order_by("session_id", "turn", "pk").iterator():
        booking.email_key = email_key(booking.email)
        if booking.state in _LIVE:
            if (booking.session_id, booking.email_key) in seen:
                booking.shared_name = _free_name(booking, seen)
                seen.add((booking.session_id, booking.email_key, booking.shared_name))
            seen.add((booking.session_id, booking.email_key))
        changed.append(booking)
    Booking.objects.bulk_update(changed, ["email_key", "shared_name"], batch_size=_AT_A_TIME)
    seen, again, kept = set(), [], []
    for interest in Interest.objects.order_by("course_id", "pk").iterator():
        interest.email_key = email_key(interest.email)
        key = (interest.course_id, interest.email_key)
        (again if key in seen else kept).append(interest)
        seen.add(key)
    Interest.objects.filter(pk__in=[interest.pk for interest in again]).delete()
    Interest.objects.bulk_update(kept, ["email_key"], batch_size=_AT_A_TIME)


def forget_identity(apps, schema_editor):
    """The fields go with the migration before; a mark that was not known before becomes the nearest that was."""
    for name in ("Booking", "DayMark"):
        apps.get_model("training", name).objects.filter(attendance="not_told").update(attendance="no_show")


def _free_name(booking, seen):
    """Return the name that tells this booking from the others of its address."""
    name = " ".join(booking.name.split()).casefold()[:120] or "unnamed"
    if (booking.session_id, booking.email_key, name) in seen:
        return f"{name} ({booking.pk})"
    return name


def move_prerequisites(apps, schema_editor):
    """Each course to take first becomes a row; pages go on saying the same."""
    Course = apps.get_model("training", "Course")
    Row = apps.get_model("training", "CoursePrerequisite")
    Row.objects.bulk_create(
        Row(course_id=course, required_id=required)
        for course, required in Course.objects.exclude(prerequisite=None).values_list("pk", "prerequisite")
    )


def move_prerequisites_back(apps, schema_editor):
    """The first row of each course becomes its only one: the old field held no more."""
    Course = apps.get_model("training", "Course")
    Row = apps.get_model("training", "CoursePrerequisite")
    first = {}
    for course, required in Row.objects.order_by("order", "pk").values_list("course", "required"):
        first.setdefault(course, required)
    for course, required in first.items():
        Course.objects.filter(pk=course).update(prerequisite=required)


class Migration(migrations.Migration):
    dependencies = [("training", "0013_bookings_teams_and_needs")]

    operations = [
        migrations.RunPython(move_prerequisites, move_prerequisites_back),
        migrations.RunPython(fill_identity, forget_identity),
    ]
