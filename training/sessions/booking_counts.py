"""How many people have a place, an offer or a turn on the waiting list of each session."""

from django.db.models import Count, Q

from training.enums import HOLDING, BookingState


def with_booking_counts(sessions):
    """Annotate a queryset of sessions with `held` (places taken or offered), `offered` and `waiting`."""

    def number(**condition):
        return Count("bookings", filter=Q(**condition), distinct=True)

    return sessions.annotate(
        held=number(bookings__state__in=HOLDING),
        offered=number(bookings__state=BookingState.OFFERED),
        waiting=number(bookings__state=BookingState.WAITING),
    )
