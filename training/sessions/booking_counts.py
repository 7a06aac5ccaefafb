"""How many people have a place, an offer or a turn on the waiting list of each session."""

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from training.enums import HOLDING, BookingState
from training.models import Booking


def with_booking_counts(sessions):
    """Annotate a queryset of sessions with `held` (places taken or offered), `offered` and `waiting`."""

    def number(**condition):
        # Counted for each session that is shown, by the index: a join would count those of all sessions first.
        bookings = Booking.objects.filter(session=OuterRef("pk"), **condition).order_by().values("session")
        return Coalesce(Subquery(bookings.values(number=Count("pk"))), 0)

    return sessions.annotate(
        held=number(state__in=HOLDING),
        offered=number(state=BookingState.OFFERED),
        waiting=number(state=BookingState.WAITING),
    )
