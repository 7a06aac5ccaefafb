"""The links in emails: to one booking, and to one person's own training record. Only the hash of a token is kept.

A token is 128 random bits. One that was altered or cut short, has expired or never existed finds nothing, all in the same way.
"""

import hashlib
import secrets

from django.db.models import Q
from django.utils import timezone

from hscp.privacy.retention import kept_since
from training.models import ManageLink, RecordLink

_TOKEN_BYTES = 16


def issue(booking):
    """Make a link to `booking` and return its token, which nobody can read from the database again."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    ManageLink.objects.create(booking=booking, token_hash=hash_of(token))
    return token


def issue_all(bookings):
    """Make a link to each of `bookings`, in one write, and return {id of the booking: token}."""
    tokens = {booking.pk: secrets.token_urlsafe(_TOKEN_BYTES) for booking in bookings}
    ManageLink.objects.bulk_create(
        ManageLink(booking_id=pk, token_hash=hash_of(token)) for pk, token in tokens.items()
    )
    return tokens


def working_links(at=None):
    """Return the links to bookings that still work at `at` (aware datetime, default now), with booking and session.

    A link made after the session, such as the one to the questions three months on, works as long from then on.
    """
    since = kept_since("manage_links", at or timezone.now())
    return ManageLink.objects.filter(
        Q(booking__session__ends_at__gt=since) | Q(created_at__gt=since), booking__anonymised_at=None
    ).select_related("booking__session__course")


def link_for(token, at=None):
    """Return the working ManageLink that `token` opens at `at`, or None."""
    return working_links(at).filter(token_hash=hash_of(token)).first()


def issue_record(email):
    """Make a link to the training record of the person with `email` and return its token."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    RecordLink.objects.create(email=email, token_hash=hash_of(token))
    return token


def email_for(token, at=None):
    """Return the email whose record `token` opens at `at` (aware datetime, default now), or None."""
    since = kept_since("record_links", at or timezone.now())
    return (
        RecordLink.objects.filter(token_hash=hash_of(token), created_at__gt=since)
        .values_list("email", flat=True)
        .first()
    )


def hash_of(token):
    """Return what the database keeps of a token: its SHA-256, in hexadecimal."""
    # A random token needs no slow hash and no salt: there is nothing to guess from.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
