"""The days of a session that takes several: what is allowed, and storing them with the session's own start and end."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from training.models.session_times import Part

MOST_DAYS = 30


def plan(session, parts):
    """Give `session` these `parts` (list of Part), not stored yet: it starts with the first and ends with the last.

    Bookings, reminders and closing follow the first day; certificates and evaluation the last. Raises ValidationError for parts
    out of order or two on one day.
    """
    refuse_disorder(parts)
    session.held_parts = list(parts) if len(parts) > 1 else []
    session.starts_at, session.ends_at = parts[0].starts_at, parts[-1].ends_at


def refuse_disorder(parts):
    """Raise ValidationError unless each of `parts` ends on the day it starts, later than it starts, and each day comes once, in order."""
    if len(parts) > MOST_DAYS:
        raise ValidationError(f"That is {len(parts)} days. A session has at most {MOST_DAYS}.")
    for number, part in enumerate(parts):
        start, end = timezone.localtime(part.starts_at), timezone.localtime(part.ends_at)
        if end <= start:
            raise ValidationError(f"{start:%-d %B %Y}: the end must be later than the start.")
        if len(parts) > 1 and start.date() != end.date():
            raise ValidationError(f"{start:%-d %B %Y}: each day must end on the day it starts.")
        if number and timezone.localdate(parts[number - 1].starts_at) >= start.date():
            raise ValidationError(
                f"{start:%-d %B %Y} does not come after the day before it in this list. Give each day once, the earliest first."
            )


def store(session):
    """Store the parts that `session`, saved already, was given by `plan`. Does nothing if they are stored already."""
    if session.held_parts is None:
        return
    stored = [Part(day.starts_at, day.ends_at) for day in session.days.order_by("starts_at", "pk")]
    if stored != session.held_parts:
        session.days.all().delete()
        for part in session.held_parts:
            session.days.create(starts_at=part.starts_at, ends_at=part.ends_at)


def follow(session):
    """Set the start and end of `session` to those of its stored days: they decide, where something else changed its times alone."""
    if session.held_parts is None and len(stored := session.parts) > 1:
        session.starts_at, session.ends_at = stored[0].starts_at, stored[-1].ends_at
