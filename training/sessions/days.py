"""The days of a session that takes several: what is allowed, and storing them with the session's own start and end."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from training.models import DayMark, SessionDay

MOST_DAYS = 30


def plan(session, parts):
    """Give `session` these `parts` (list of Part), not stored yet: it starts with the first and ends with the last.

    Bookings, reminders and closing follow the first day; certificates and evaluation the last. Raises ValidationError for parts
    out of order or two on one day, and for a day that people are marked on and that is no more.
    """
    refuse_disorder(parts)
    _refuse_changing_the_past(session, parts)
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
    stored = {day.starts_at: day for day in session.days.all()}
    kept = {part.starts_at for part in session.held_parts}
    gone = [day.pk for start, day in stored.items() if start not in kept]
    if gone:
        # The marks on the register were for a day that is no more. Those of the other days stay with their rows.
        DayMark.objects.filter(day__in=gone).delete()
        session.days.filter(pk__in=gone).delete()
    for part in session.held_parts:
        day = stored.get(part.starts_at)
        if day is None:
            session.days.create(starts_at=part.starts_at, ends_at=part.ends_at)
        elif day.ends_at != part.ends_at:
            day.ends_at = part.ends_at
            day.save(update_fields=["ends_at"])


def _refuse_changing_the_past(session, parts, at=None):
    """Raise ValidationError if a day that has begun, with marks on its register, is none of `parts`: it took place."""
    if not session.pk:
        return
    kept = {part.starts_at for part in parts}
    begun = SessionDay.objects.filter(session=session.pk, starts_at__lte=at or timezone.now())
    for day in begun.exclude(starts_at__in=kept).exclude(marks=None).distinct():
        raise ValidationError(
            f"{timezone.localtime(day.starts_at):%-d %B %Y} has marks on its register, so it took place. Leave that day as it was, "
            "or take the marks off first."
        )


def follow(session):
    """Set the start and end of `session` to those of its stored days: they decide, where something else changed its times alone."""
    if session.held_parts is None and len(stored := session.parts) > 1:
        session.starts_at, session.ends_at = stored[0].starts_at, stored[-1].ends_at
