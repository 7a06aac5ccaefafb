"""The interest register: people who want to hear when a course gets dates, and the courses with most of them.

A person gets a mail with a link to leave when they join, and one when there are dates. The link's token is worked out
from the key, so that joining again sends the same one; the database holds only its hash.
"""

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from hscp.email_addresses import email_key
from training.booking.links import hash_of
from training.enums import Availability
from training.mail import kinds
from training.mail.outbox import tell_person
from training.models import Course, Interest, Session


@transaction.atomic
def join(course, *, email, organisation_type):
    """Put a person on the list of a course, and send the mail with the link to leave. Somebody already on it stays as they are.

    The answer is the same for both, so nobody learns who is on the list; a person on it gets the mail again.
    """
    # Two requests at once must not both find nobody.
    course = Course.objects.select_for_update(of=("self",)).get(pk=course.pk)
    token = _token(course.pk, email)
    if not Interest.objects.filter(course=course, email_key=email_key(email)).exists():
        Interest.objects.create(
            course=course, email=email, organisation_type=organisation_type, token_hash=hash_of(token)
        )
    tell_person(kinds.INTEREST_CONFIRM, email, course=course.title, link=_leave_address(token))


@transaction.atomic
def leave(token):
    """Take the person whom `token` names off the list. Return whether somebody was on it."""
    return bool(Interest.objects.filter(token_hash=hash_of(token)).delete()[0])


def course_of(token):
    """Return the Course whose list the person of `token` is on, or None."""
    interest = Interest.objects.filter(token_hash=hash_of(token)).select_related("course").first()
    return interest and interest.course


@transaction.atomic
def tell_of_dates(at=None):
    """Tell each person whose course has a session with a place to book, once. Return how many were told."""
    at = at or timezone.now()
    bookable = _bookable(at)
    due = (
        Interest.objects.select_for_update(of=("self",))
        .filter(Exists(bookable.filter(course=OuterRef("course"))), told_at=None)
        .select_related("course")
        .order_by("pk")
    )
    told = 0
    for interest in due:
        tell_person(
            kinds.INTEREST,
            interest.email,
            course=interest.course.title,
            course_page=settings.HSCP_ADDRESS + interest.course.get_absolute_url(),
        )
        interest.told_at = at
        interest.save(update_fields=["told_at"])
        told += 1
    return told


def demand(at=None):
    """Return the courses that somebody waits for, each with `interested` (how many people) and `has_dates`.

    Those without dates come first, and among them the one that most people wait for.
    """
    return (
        Course.objects.filter(pk__in=Interest.objects.values("course"))
        .annotate(
            interested=Count("interests"),
            has_dates=Exists(_bookable(at or timezone.now()).filter(course=OuterRef("pk"))),
        )
        .order_by("has_dates", "-interested", "title", "pk")
    )


def _bookable(at):
    """Return the public sessions with a place to book at `at`, here or elsewhere.

    A full one is none, not even with a waiting list: a person's one mail would be spent on it.
    """
    return (
        Session.objects.public()
        .with_availability(at)
        .filter(availability__in=(Availability.PLACES, Availability.ELSEWHERE))
    )


def _leave_address(token):
    return settings.HSCP_ADDRESS + reverse("training:interest_leave", args=[token])


def _token(course_id, email):
    return salted_hmac(
        "training.interest", f"{course_id}:{email_key(email)}", algorithm="sha256"
    ).hexdigest()[:32]
