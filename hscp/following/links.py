"""The link in each mail, with which its reader confirms, changes or stops what they follow.

Its token is worked out from the address, so that every mail has the same one; the database holds only its hash.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from hscp.email_addresses import email_key
from hscp.following.models import Follower
from training.booking.links import hash_of


def token_of(email):
    """Return the token (32 characters) of the links to the mailbox `email` (str), the same however it is spelt."""
    # Keyed as the list of the erased is: with a new secret key, the links in mails must go on working.
    code = salted_hmac(
        "hscp.following", email_key(email), secret=settings.HSCP_ERASURE_KEY, algorithm="sha256"
    )
    return code.hexdigest()[:32]


def manage_address(token):
    """Return the address of the page where the person of `token` sees and changes what they follow."""
    return settings.HSCP_ADDRESS + reverse("following:manage", args=[token])


def stop_address(token):
    """Return the address that stops all mails to the person of `token`, by a button or one click in a mail program (RFC 8058)."""
    return settings.HSCP_ADDRESS + reverse("following:stop", args=[token])


def follower_of(token):
    """Return the Follower whom `token` (any text) names, or None."""
    return Follower.objects.filter(token_hash=hash_of(token)).first()
