"""Sessions at the same time that one person has booked: told to the person and to staff, and refused to nobody."""

from training.booking.identity import is_for
from training.enums import LIVE, SCHEDULED
from training.models import Booking


def overlapping(booking):
    """Return the person's other live bookings whose sessions overlap with that of `booking`, in order of their start.

    Of sessions that take several days, the days count. Makes one query where there is none, and one more for the days.
    """
    session = booking.session
    if not booking.email_key:
        return []
    others = (
        Booking.objects.filter(
            email_key=booking.email_key,
            state__in=LIVE,
            session__state__in=SCHEDULED,
            session__starts_at__lt=session.ends_at,
            session__ends_at__gt=session.starts_at,
        )
        .exclude(session=booking.session_id)
        .select_related("session__course")
        .prefetch_related("session__days")
        .order_by("session__starts_at", "pk")
    )
    found = [other for other in others if is_for(booking, other.name)]
    mine = session.parts if found else []
    return [
        other
        for other in found
        if any(start < end and begin < finish for start, finish in mine for begin, end in other.session.parts)
    ]
