"""Whether a session can still be booked, as lists and filters see it: one answer, worked out by the database."""

from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from training.enums import Availability


def annotations(at=None):
    """Return what `SessionQuerySet.with_availability` adds: `held`, how many places are held, and `availability`.

    Tells at `at` (aware datetime, default now). The first condition that holds decides.
    """
    # Bookings are written on top of sessions, so their module imports that of sessions.
    from training.enums import HOLDING
    from training.models.bookings import Booking

    at = at or timezone.now()
    bookings = Booking.objects.filter(session=OuterRef("pk"), state__in=HOLDING).order_by()
    held = bookings.values("session").annotate(number=Count("pk")).values("number")
    return {
        "held": Coalesce(Subquery(held), 0),
        "availability": Case(
            When(state="cancelled", then=Value(Availability.CANCELLED)),
            When(starts_at__lte=at, then=Value(Availability.BEGUN)),
            When(
                Q(state__in=["closed", "draft"]) | Q(booking_closes_at__lte=at),
                then=Value(Availability.CLOSED),
            ),
            When(booking_opens_at__gt=at, then=Value(Availability.NOT_YET)),
            When(capacity__isnull=True, then=Value(Availability.ELSEWHERE)),
            When(capacity__gt=F("held"), then=Value(Availability.PLACES)),
            When(waiting_list=True, then=Value(Availability.WAITING)),
            default=Value(Availability.FULL),
            output_field=models.CharField(),
        ),
    }
