"""Who was told in time that they have a place: nobody else can be absent without an excuse.

Somebody who joined the waiting list gets a place when it becomes available, perhaps the evening before, and a mail that was
not delivered tells nobody. The same holds for a session whose time or place changed the evening before.
"""

from django.db.models import F, Q

from training.booking.rules import GRACE
from training.enums import BookingEventKind, MessageState
from training.mail import kinds
from training.models import BookingEvent, Message

# What somebody did themselves: they know of the place from then on.
_KNOWS = (BookingEventKind.BOOKED, BookingEventKind.ACCEPTED, BookingEventKind.HANDED_OVER)
# What somebody learns by a mail: that they have got a place, or that it was agreed to.
_HEARS = (BookingEventKind.PROMOTED, BookingEventKind.APPROVED)


def not_told_in_time(bookings):
    """Return the ids of those of `bookings` (a queryset of confirmed ones) whose person was told of it too late, as a set.

    Too late is less than a day before the start, the time that they have to give it back. It takes two queries.
    """
    bookings = bookings.order_by()
    latest = {}
    events = BookingEvent.objects.filter(
        booking__in=bookings.values("pk"), what__in=(*_KNOWS, *_HEARS)
    ).order_by("pk")
    for booking, what, at, starts in events.values_list("booking_id", "what", "at", "session__starts_at"):
        latest[booking] = what in _HEARS and at > starts - GRACE
    late = {booking for booking, is_late in latest.items() if is_late}
    # A place that was handed over has the mails of two people: those of the first are marked.
    mails = Message.objects.filter(booking__in=bookings.values("pk")).exclude(once__contains=":before-")
    in_time = F("session__starts_at") - GRACE
    came_late = Q(sent_at=None) | Q(sent_at__gt=in_time)
    tells_news = Q(kind__in=(kinds.PROMOTED.name, kinds.MOVED.name, kinds.SESSION_CHANGED.name)) & came_late
    undelivered = Q(kind=kinds.CONFIRMED.name, state=MessageState.DROPPED)
    return late | set(mails.filter(tells_news | undelivered).values_list("booking_id", flat=True))
