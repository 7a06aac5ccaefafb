"""People who do not want to be invited: the link in each invitation, and who has said so.

A link holds a code made from the address and a signature, so nothing is kept until somebody uses it, and then only the hash of
the code. It opens nothing and shows no address.
"""

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac

from hscp.email_addresses import email_key
from training.booking.links import hash_of
from training.models import InvitationRefusal

_SALT = "training.invitations"


def unsubscribe_link(email):
    """Return the address where whoever reads the mailbox `email` (str) says that they do not want to be invited."""
    token = signing.Signer(salt=_SALT).sign(_code(email))
    return settings.HSCP_ADDRESS + reverse("training:unsubscribe", args=[token])


def mailbox_in(token):
    """Return the hash of the mailbox that a link's `token` is for, or None for what is no token of ours."""
    try:
        return hash_of(signing.Signer(salt=_SALT).unsign(token))
    except signing.BadSignature:
        return None


def mailbox_of(email):
    """Return the hash of the mailbox `email`, the same however the address is spelt."""
    return hash_of(_code(email))


def has_refused(mailbox):
    """Return whether invitations to `mailbox` (a hash of `mailbox_in` or `mailbox_of`) are refused."""
    return InvitationRefusal.objects.filter(email_hash=mailbox).exists()


def refused(addresses):
    """Return those of `addresses` to which no invitation may go, as a set. One query, however many there are."""
    hashes = set(InvitationRefusal.objects.values_list("email_hash", flat=True))
    return {address for address in addresses if hashes and mailbox_of(address) in hashes}


def refuse(mailbox):
    """Keep that `mailbox` (a hash) is not to be invited. A second call changes nothing."""
    InvitationRefusal.objects.get_or_create(email_hash=mailbox)


def allow(mailbox):
    """Take back that `mailbox` (a hash) is not to be invited."""
    InvitationRefusal.objects.filter(email_hash=mailbox).delete()


@transaction.atomic
def follow(new, old):
    """Let the address `new` of a person be left out too if their address `old` is."""
    if old and new and has_refused(mailbox_of(old)):
        refuse(mailbox_of(new))


def _code(email):
    # Keyed as the list of the erased is: a new secret key must not lose an objection.
    code = salted_hmac(_SALT, email_key(email), secret=settings.HSCP_ERASURE_KEY, algorithm="sha256")
    return code.hexdigest()[:32]
