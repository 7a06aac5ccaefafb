"""The list of people whose data was erased: keyed hashes of their addresses, kept apart from the backups.

A backup that is restored brings back both the data and the list of its own day. So the list is also written to a file, and
read from it after the restore; `hscp.privacy.subject_access.replay` then erases those people again.
"""

import re
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from hscp.email_addresses import email_key
from hscp.privacy.models import ErasedPerson
from hscp.privacy.personal_fields import Declaration, personal
from hscp.privacy.retention import delete_rows, kept_since

_CODE = re.compile(r"[0-9a-f]{64}")


class NotTheList(Exception):
    """A file is not a list of the erased."""


def code_of(email):
    """Return the code of `email`, the same however the address is spelt. Nobody can work the address out from it."""
    return _code(email_key(email))


def codes_of(email):
    """Return the codes under which the person may be on the list: the first portals knew spellings by their case alone."""
    return {code_of(email), _code(email.strip().casefold())}


def _code(text):
    return salted_hmac(
        "training.erased", text, secret=settings.HSCP_ERASURE_KEY, algorithm="sha256"
    ).hexdigest()


def remember(code, at):
    """Put a code on the list with the time of the erasure. Of two times the later counts."""
    person, created = ErasedPerson.objects.get_or_create(email_hash=code)
    latest = at if created else max(at, person.erased_at)
    ErasedPerson.objects.filter(pk=person.pk).update(erased_at=latest)


def is_on_list(email):
    """Return whether the person with `email` is on the list."""
    return ErasedPerson.objects.filter(email_hash__in=codes_of(email)).exists()


def times():
    """Return {code: time of the erasure} of everybody on the list."""
    return dict(ErasedPerson.objects.values_list("email_hash", "erased_at"))


def as_lines():
    """Return the list as lines of text."""
    return [
        f"{person.email_hash} {person.erased_at.isoformat()}"
        for person in ErasedPerson.objects.order_by("pk")
    ]


@transaction.atomic
def read(lines):
    """Put everybody of `lines`, as `as_lines` gives them, on the list. Raises NotTheList, and then changes nothing."""
    for line in lines:
        code, _, time = line.strip().partition(" ")
        try:
            at = datetime.fromisoformat(time)
        except ValueError:
            at = None
        if not _CODE.fullmatch(code) or at is None or at.tzinfo is None:
            raise NotTheList("This file is not a list that `replay_erasures --write` made.")
        remember(code, at)


def _erasures(at, only_count):
    over = ErasedPerson.objects.filter(erased_at__lte=kept_since("erasures", at))
    return delete_rows(over, only_count)


PERSONAL_DATA = Declaration(
    fields={"training.ErasedPerson.email_hash": personal("erasures")},
    jobs={"erasures": _erasures},
)
