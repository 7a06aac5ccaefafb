"""Ends the oldest entries of the audit trail, when their time is over, so that what stays can still be checked."""

from django.db import transaction

from hscp.privacy.retention import kept_since
from hscp.security.audit import guard
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.models import AuditEntry
from hscp.security.audit.trail import append


def end_old_entries(at, only_count):
    """Delete the entries whose time is over at `at`, unless `only_count`, and return how many.

    They go from the beginning, without a gap. An entry says up to which number, with the seal of the last that went.
    """
    newer = AuditEntry.objects.filter(at__gt=kept_since("audit_trail", at)).order_by("number").first()
    over = AuditEntry.objects.order_by("number")
    if newer is not None:
        over = over.filter(number__lt=newer.number)
    last = over.last()
    if last is None:
        return 0
    over = AuditEntry.objects.filter(number__lte=last.number)
    number = over.count()
    if only_count:
        return number
    with transaction.atomic():
        append(at=at, kind=AuditKind.TRAIL_SHORTENED, about=f"up to {last.number}", what=last.seal)
        guard.delete_up_to(last.number)
    return number
