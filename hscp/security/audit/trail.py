"""Writes the audit trail.

Call `record` where something happens. The entry is written as soon as the transaction around it is kept, in one of its own, so
that a long import holds up nobody's sign-in. What is taken back leaves no entry.
"""

import logging
from datetime import UTC
from functools import partial

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from hscp.observability.metrics import AUDIT_EVENTS
from hscp.security.audit.models import AuditEntry

logger = logging.getLogger(__name__)

# Any number that no other lock of the portal has.
_LOCK = 7_305_112
FIRST_SEAL = ""


def record(kind, *, by=None, about=None, what=""):
    """Write that `kind` (AuditKind) happened: done by the user `by`, None for a command, to `about`, with the details `what`.

    `about` is a record, or text such as "training.session". Neither text may hold a name or an address of a person.
    While the database takes no entry, such as in an outage in which one can only read, it goes to the log of the server instead:
    nobody is kept from a list of delegates on the day.
    """
    entry = {
        "kind": kind,
        "at": timezone.now(),
        "by": by.pk if by is not None else None,
        "about": named(about)[:120],
        "what": what[:300],
    }
    AUDIT_EVENTS.labels(kind.value).inc()
    transaction.on_commit(partial(_write_or_log, entry))


def named(about):
    """Return how a record is named in the trail, by its kind and number. Text stays as it is, and None is ""."""
    if about is None or isinstance(about, str):
        return about or ""
    return f"{about._meta.label_lower} {about.pk}"


def append(**fields):
    """Add one entry at the end, sealed with the one before it, and return it. Opens a transaction."""
    with transaction.atomic():
        _hold_the_end()
        last = AuditEntry.objects.order_by("-number").values_list("number", "seal").first()
        number, seal = last or (0, FIRST_SEAL)
        entry = AuditEntry(number=number + 1, **fields)
        entry.seal = seal_of(entry, seal)
        entry.save(force_insert=True)
    return entry


def seal_of(entry, before):
    """Return the seal of an entry that follows the one with the seal `before`. Only who has the key can make it."""
    moment = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = (before, entry.number, moment, entry.kind, entry.by, entry.about, entry.what)
    text = "\x1f".join(map(str, parts))
    return salted_hmac("hscp.audit", text, secret=settings.HSCP_ERASURE_KEY, algorithm="sha256").hexdigest()


def _hold_the_end():
    """Let nobody else add an entry until the transaction is over. On SQLite a transaction that writes is alone anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _write_or_log(entry):
    try:
        append(**entry)
    except DatabaseError:
        logger.exception(
            "Not in the audit trail: %s by account %s, about %s, %s",
            entry["kind"].value,
            entry["by"],
            entry["about"],
            entry["what"],
        )
