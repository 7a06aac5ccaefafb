"""Add bookings to the database that HSCP_DATABASE_URL names: `python -m tests.recovery.fill 100000`, twenty for each session."""

import os
import sys

PLACES, BATCH = 20, 2_000


def main(number):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hscp.settings")
    import django

    django.setup()
    from datetime import timedelta

    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage
    from django.utils import timezone

    from tests.factories import make_file
    from training.enums import BookingState, OrganisationType, Role
    from training.models import Booking, BookingEvent, Course, Session

    for each in range(20):
        make_file(default_storage.save(f"library/guide-{each}.pdf", ContentFile(os.urandom(500_000))))
    course, now = Course.objects.first(), timezone.now()
    sessions = Session.objects.bulk_create(
        [
            Session(
                course=course,
                starts_at=now + timedelta(days=turn % 300, minutes=turn),
                ends_at=now + timedelta(days=turn % 300, minutes=turn + 90),
                capacity=PLACES,
                place="Village Hall, Winchester",
            )
            for turn in range(-(-number // PLACES))
        ],
        batch_size=BATCH,
    )
    bookings = Booking.objects.bulk_create(
        (
            Booking(
                session=sessions[turn // PLACES],
                state=BookingState.CONFIRMED,
                place=turn % PLACES + 1,
                turn=turn % PLACES + 1,
                key=f"drill-{turn}",
                name=f"Person {turn}",
                email=f"person-{turn}@example.org",
                organisation=f"School {turn % 700}",
                organisation_type=OrganisationType.values[0],
                role=Role.values[0],
            )
            for turn in range(number)
        ),
        batch_size=BATCH,
    )
    BookingEvent.objects.bulk_create(
        (BookingEvent(booking=each, session=each.session, what="booked", at=now) for each in bookings),
        batch_size=BATCH,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
