"""What a proposed number or address, with its hours, must be: checked before it waits for a second person."""

from django.core.exceptions import ValidationError

from contacts.hours.opening_hours import hours_in_words, parse_hours
from contacts.numbers.normalisation import tidy_value
from contacts.numbers.values import (
    PUBLIC_FIELDS,
    exceptions_as_values,
    exceptions_of,
    hours_as_values,
    hours_of,
    point_of,
)


def checked_values(values, pathway, point):
    """Return `values` in their usual form; raise ValidationError, by field, if they are not valid."""
    changed = point_of(values)
    for name in ("label", "note", "source"):
        setattr(changed, name, getattr(changed, name).strip())
    changed.value = tidy_value(changed.kind, changed.value)
    changed.out_of_hours = changed.out_of_hours or values["answers_when_closed"] is not None
    changed.full_clean(exclude=["pathway", "answers_when_closed"])
    checked_pointing(pathway, point, values)
    _checked_hours(values)
    return {
        **{name: getattr(changed, name) for name in PUBLIC_FIELDS},
        "answers_when_closed": values["answers_when_closed"],
        "hours": hours_as_values(hours_of(values)),
        "exceptions": exceptions_as_values(exceptions_of(values)),
    }


def checked_pointing(pathway, point, values):
    """Refuse, with ValidationError, that `point` (None: a new one) answers whenever a point is closed of which nobody knows when.

    That one must be of the same pathway and have hours of its own, so that no circle can be made of such points.
    """
    if values["answers_when_closed"] is None:
        return
    other = pathway.contact_points.filter(pk=values["answers_when_closed"]).first()
    problem = ""
    if other is None:
        problem = "The number that it follows is no longer there."
    elif point is not None and other.pk == point.pk:
        problem = "A number cannot answer whenever it is closed itself."
    elif other.answers_when_closed_id is not None:
        problem = f"“{other}” answers whenever another one is closed. Choose a number with opening hours of its own."
    elif point is not None and (follower := point.answered_when_closed_by.first()) is not None:
        problem = (
            f"“{follower}” answers whenever this one is closed, so this one needs opening hours of its own."
        )
    elif values["hours"]:
        problem = "Leave the opening hours empty: they follow from those of the other number."
    if problem:
        raise ValidationError({"answers_when_closed": problem})


def _checked_hours(values):
    """Refuse hours that overlap, and hours of bank holidays that do not fit the choice, with ValidationError."""
    try:
        # Only the parser of hours in words can judge them: it refuses hours that overlap.
        parse_hours("\n".join(hours_in_words(hours_of(values))))
    except ValidationError as error:
        raise ValidationError({"hours": error.messages}) from error
