"""Example sessions for a first look: dated from today, booked by invented people, and removed by one command.

Every session has `is_example`, which pages and messages show. The bookings are made by `training.booking.places` like any other;
the people have addresses that `training.mail.invented_addresses` knows, so that no email is ever sent to them.
"""

from collections import defaultdict
from datetime import datetime, time, timedelta
from itertools import cycle, islice

from django.db import transaction
from django.utils import timezone

from hscp.records.saving import content_change
from training.booking.places import book, cancel_session, close_waiting_list, give_back
from training.enums import CAME, Attendance, BookingState, SessionState, Source
from training.examples.example_sessions import PAST, UPCOMING, people_from
from training.follow_up.attendance import mark
from training.mail.invented_addresses import DOMAIN
from training.models import Booking, Course, Evaluation, Session, Trainer

# A typical register: most came; of eleven, one did not, one sent apologies and one left early.
MARKS = (
    *[Attendance.ATTENDED] * 3,
    Attendance.NO_SHOW,
    *[Attendance.ATTENDED] * 2,
    Attendance.PART,
    *[Attendance.ATTENDED] * 2,
    Attendance.APOLOGY,
    Attendance.ATTENDED,
)
FOLLOW_UP_AFTER = timedelta(days=91)


def load_examples(at=None):
    """Make the example sessions around `at` (aware datetime, default now) and return how many.

    Does nothing if there is a session already. Leaves out sessions whose course does not exist.
    """
    at = at or timezone.now()
    if Session.objects.exists():
        return 0
    examples = (*UPCOMING, *PAST)
    courses = {
        course.slug: course for course in Course.objects.live().filter(slug__in={e.course for e in examples})
    }
    if not courses:
        return 0
    with content_change() as change:
        trainers = [
            Trainer.objects.create(
                name=f"Example trainer {letter}", email=f"trainer-{letter.lower()}@{DOMAIN}"
            )
            for letter in "AB"
        ]
        made = [
            _make(example, courses[example.course], trainers[number % 2], number, at)
            for number, example in enumerate(examples)
            if example.course in courses
        ]
        change.touched(*made)
    return len(made)


@transaction.atomic
def remove_examples():
    """Remove every example session with everything that belongs to it, and the example trainers. Return how many sessions.

    A trainer who also has a real session stays.
    """
    sessions = Session.objects.filter(is_example=True)
    with content_change() as change:
        removed = list(sessions)
        change.touched(*removed)
        Booking.objects.filter(session__in=removed).delete()
        sessions.delete()
    Trainer.objects.filter(email__endswith=f"@{DOMAIN}", sessions=None).delete()
    return len(removed)


def _make(example, course, trainer, number, at):
    """Make one session with its bookings, and if it is in the past its register and evaluations."""
    starts = _starts(example, timezone.localdate(at))
    weeks_before, days_before = example.booking_opens_weeks_before, example.limit_ends_days_before
    is_ours = example.capacity is not None
    session = Session.objects.create(
        course=course,
        state=SessionState.OPEN,
        is_example=True,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=example.minutes),
        place=example.place,
        capacity=example.capacity,
        cancel_by=starts - timedelta(days=2) if is_ours else None,
        booking_opens_at=starts - timedelta(weeks=weeks_before) if weeks_before else None,
        quota_released_at=starts - timedelta(days=days_before) if days_before else None,
        information="<p>Join or arrive five minutes early. Bring something to write on.</p>",
        **example.fields,
    )
    session.trainers.add(trainer)
    # Neighbouring sessions share people, so that some have taken several courses.
    everybody = people_from(number * 7)
    booked_at = min(at, starts - timedelta(weeks=3))
    bookings = _book(session, islice(everybody, example.booked), Source.IMPORT, booked_at)
    late = example.cancelled + example.late
    for booking in bookings[: example.cancelled]:
        give_back(booking_id=booking.pk, at=min(at, starts - timedelta(weeks=1)))
    for booking in bookings[example.cancelled : late]:
        give_back(booking_id=booking.pk, at=starts - timedelta(days=1))
    if example.called_off:
        cancel_session(session_id=session.pk, by=None, at=min(at, starts - timedelta(weeks=1)))
    elif starts < at:
        close_waiting_list(session_id=session.pk, at=starts)
        _book(session, islice(everybody, example.on_the_day), Source.ON_THE_DAY, starts)
        _mark(session)
        _evaluate(session, at)
    return session


def _starts(example, today):
    """Return when the session starts: a local time, in a week counted from the week of `today`."""
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(weeks=example.week, days=example.weekday)
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(example.starts)))


def _book(session, people, source, at):
    people = list(people)
    if not people:
        return []
    key = f"example-{session.pk}-{source}"
    bookings = book(session_id=session.pk, people=people, key=key, source=source, at=at)
    session.bookings.filter(pk__in=[booking.pk for booking in bookings]).update(created_at=at)
    return bookings


def _mark(session):
    """Fill in the register. Everybody who came without a booking attended."""
    marks, chosen = cycle(MARKS), defaultdict(list)
    for booking in session.bookings.filter(state=BookingState.CONFIRMED).order_by("turn"):
        on_the_day = booking.source == Source.ON_THE_DAY
        chosen[Attendance.ATTENDED if on_the_day else next(marks)].append(booking.pk)
    for attendance, pks in chosen.items():
        mark(booking_ids=pks, attendance=attendance, by=None, at=session.ends_at)


def _evaluate(session, at):
    """Answer for every second person who came what they thought and, after three months, what has changed."""
    came = session.bookings.filter(attendance__in=CAME).order_by("turn")
    later = session.ends_at + FOLLOW_UP_AFTER < at
    answers = []
    for number, booking in enumerate(came[::2]):
        whose = {"session": session, "organisation_type": booking.organisation_type}
        before = 2 + number % 2
        answers.append(
            Evaluation(
                **whose,
                moment=Evaluation.Moment.AFTER,
                confidence_before=before,
                confidence_after=before + 1 + number % 3 // 2,
            )
        )
        booking.evaluated_at = session.ends_at + timedelta(days=1)
        if later:
            change = list(Evaluation.Change)[number % 3]
            answers.append(Evaluation(**whose, moment=Evaluation.Moment.LATER, practice_changed=change))
            booking.followed_up_at = session.ends_at + FOLLOW_UP_AFTER
        booking.save(update_fields=["evaluated_at", "followed_up_at"])
    Evaluation.objects.bulk_create(answers)
