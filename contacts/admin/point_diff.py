"""The diff of a number or address, field by field, as editors read it."""

from dataclasses import dataclass

from contacts.hours.opening_hours import hours_in_words
from contacts.hours.point_words import exceptions_in_words
from contacts.models import ContactPoint
from contacts.numbers.values import PUBLIC_FIELDS, exceptions_of, hours_of, whole
from hscp.web.wording import clock_24


@dataclass(frozen=True)
class FieldDiff:
    """One field: its label, and its value before and after the change as text."""

    label: str
    before: str
    after: str

    @property
    def differs(self):
        return self.before != self.after


def point_diff(before, after):
    """Return a FieldDiff for each field of two dictionaries from values_of(); {} means that the point does not exist."""
    old, new = _in_words(before), _in_words(after)
    return [FieldDiff(label, old.get(label, ""), new.get(label, "")) for label in old or new]


def _in_words(values):
    """Return {label: text} for every field of `values`; {} for {}."""
    if not values:
        return {}
    values = whole(values)
    fields = {name: ContactPoint._meta.get_field(name) for name in PUBLIC_FIELDS}
    texts = {
        "Number or address" if name == "value" else str(field.verbose_name).capitalize(): _text(
            field, values[name]
        )
        for name, field in fields.items()
    }
    return texts | {
        "Answers whenever this one is closed": _point(values["answers_when_closed"]),
        "Opening hours": "\n".join(hours_in_words(hours_of(values), clock_24)),
        "Days that differ": "\n".join(
            exceptions_in_words(exceptions_of(values), with_year=True, clock=clock_24)
        ),
    }


def _point(pk):
    """Return what a contact point is called; "" for None, and for one that is gone."""
    return str(ContactPoint.objects.filter(pk=pk).first() or "") if pk else ""


def _text(field, value):
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(dict(field.flatchoices).get(value, value))
