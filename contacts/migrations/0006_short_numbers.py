"""Put 999 and its like under short numbers, in what the public sees and in every change to it."""

from django.db import migrations

# A short number has as many digits as these or fewer; every other number is longer. Numbers are stored in their usual form.
_MOST_DIGITS = 6
_NEW = ("answers_when_closed", "source", "exceptions")


def _is_short(kind, value):
    return kind == "phone" and value.isdigit() and len(value) <= _MOST_DIGITS


def forwards(apps, schema_editor):
    points = apps.get_model("contacts", "ContactPoint").objects
    for pk, value in points.filter(kind="phone").values_list("pk", "value"):
        if _is_short("phone", value):
            points.filter(pk=pk).update(kind="short")
    _rewrite(
        apps,
        lambda values: {**values, "kind": "short"} if _is_short(values["kind"], values["value"]) else values,
    )


def backwards(apps, schema_editor):
    """Before, a number that takes texts or a chat had no kind of its own."""
    old = {"short": "phone", "text": "phone", "chat": "web"}
    points = apps.get_model("contacts", "ContactPoint").objects
    for new, before in old.items():
        points.filter(kind=new).update(kind=before)
    points.filter(bank_holidays="own").update(bank_holidays="closed")
    hours = apps.get_model("contacts", "OpeningHours").objects
    hours.exclude(nth=0, season="", weekday__lte=7).delete()
    _rewrite(
        apps,
        lambda values: {
            **{name: value for name, value in values.items() if name not in _NEW},
            "kind": old.get(values["kind"], values["kind"]),
            "bank_holidays": "closed" if values["bank_holidays"] == "own" else values["bank_holidays"],
            "hours": [row for row in values["hours"] if len(row) == 3 and row[0] <= 7],
        },
    )


def _rewrite(apps, convert):
    """Convert what each change, decided or not, holds of a number."""
    for change in apps.get_model("contacts", "ContactChange").objects.iterator():
        old = change.before, change.after
        change.before, change.after = (values and convert(values) for values in old)
        if old != (change.before, change.after):
            change.save(update_fields=["before", "after"])


class Migration(migrations.Migration):
    dependencies = [("contacts", "0005_hours_and_kinds")]

    operations = [migrations.RunPython(forwards, backwards)]
