"""The mails about review: what is written to the outbox for whom, and the daily digest.

At once to the person who is asked by name, and to the sender of what somebody else decided. Whoever may publish a kind is told
once a day of what others sent to all, if there is something new. A mail names records and quotes what was said, never their text.
"""

from datetime import time

from django.conf import settings
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone

from hscp.editing.enums import ReviewOutcome
from hscp.editing.models import EditorMail, ReviewRequest
from hscp.models import User
from hscp.web.wording import counted, full_name, printable_line

_SOMEBODY = "Somebody"

# A digest is read in the morning.
DIGEST_FROM = time(7)
_MOST_NAMED = 20
_LONGEST_SUBJECT = 200


def tell_asked(request, record):
    """Write to the person whom a ReviewRequest names."""
    lines = [
        f"{full_name(request.sent_by, _SOMEBODY)} asks you to review this {record._meta.verbose_name}:",
        f"{printable_line(str(record))}\n{_address(record)}",
    ]
    if request.note:
        lines.append(f"They write:\n{request.note}")
    _write(
        request.sent_to,
        f"asked:{request.pk}",
        _permission(record, "publish"),
        f"For your review: {printable_line(str(record))}",
        lines,
    )


def tell_sender(request, record):
    """Write to whoever sent it what somebody else decided about a ReviewRequest."""
    if request.sent_by is None or request.sent_by == request.decided_by:
        return
    who, title = full_name(request.decided_by, _SOMEBODY), printable_line(str(record))
    if request.outcome == ReviewOutcome.SENT_BACK:
        subject = f"Sent back: {title}"
        lines = [f"{who} sent this {record._meta.verbose_name} back to you:", f"{title}\n{_address(record)}"]
        lines.append(f"They write:\n{request.words}")
    else:
        subject = f"Approved: {title}"
        lines = [f"{who} approved this {record._meta.verbose_name}:", f"{title}\n{_address(record)}"]
        if request.words:
            lines.append(request.words)
    _write(request.sent_by, f"decided:{request.pk}", _permission(record, "view"), subject, lines)


def write_digests(at=None):
    """Write to everyone who may publish what waits for all of them since their last digest. Return how many digests were written.

    Nothing is written before DIGEST_FROM in London, and to nobody twice on a day, however often it runs.
    """
    now = timezone.localtime(at)
    waiting = list(
        ReviewRequest.objects.waiting()
        .filter(Q(sent_to=None) | Q(sent_to__is_active=False))
        .select_related("sent_by", "content_type")
        .prefetch_related("record")
        .order_by("sent_at", "pk")
    )
    if now.time() < DIGEST_FROM or not waiting:
        return 0
    told = dict(
        EditorMail.objects.filter(once__startswith="digest:").values_list("to").annotate(Max("created_at"))
    )
    written = 0
    for person in User.objects.filter(is_active=True, is_staff=True).exclude(email="").order_by("pk"):
        theirs = [each for each in waiting if _is_theirs(each, person)]
        last = told.get(person.pk)
        if any(last is None or each.sent_at > last for each in theirs):
            written += _write(
                person,
                f"digest:{person.pk}:{now:%Y-%m-%d}",
                "",
                f"{counted(len(theirs), 'change waits', 'changes wait')} for review",
                [*map(_line, theirs[:_MOST_NAMED]), *_more(len(theirs))],
            )
    return written


def _is_theirs(request, person):
    record = request.record
    return (
        record is not None
        and request.sent_by_id != person.pk
        and person.has_perm(_permission(record, "publish"))
    )


def _line(request):
    record = request.record
    title = printable_line(str(record))
    return f"{title} ({record._meta.verbose_name}), from {full_name(request.sent_by, _SOMEBODY)}\n{_address(record)}"


def _more(number):
    if number <= _MOST_NAMED:
        return []
    return [f"And {number - _MOST_NAMED} more: {settings.HSCP_ADDRESS}{reverse('admin:index')}"]


def _write(to, once, needs, subject, paragraphs):
    """Write a mail unless it was written before. Return whether it is new."""
    if not to.email:
        return False
    _, is_new = EditorMail.objects.get_or_create(
        once=once,
        defaults={
            "to": to,
            "needs": needs,
            "subject": subject[:_LONGEST_SUBJECT],
            "body": "\n\n".join(paragraphs) + "\n",
        },
    )
    return is_new


def _permission(record, verb):
    return f"{record._meta.app_label}.{verb}_{record._meta.model_name}"


def _address(record):
    opts = record._meta
    path = reverse(f"admin:{opts.app_label}_{opts.model_name}_review", args=[record.pk])
    return f"{settings.HSCP_ADDRESS}{path}"
