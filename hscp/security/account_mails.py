"""What the holder of an account is written: an invitation, a link where they forgot their password, a notice of a new one or of
another address.

They stand in the outbox of staff (`hscp.editing.models.EditorMail`), which `send_mail_queue` sends: no request waits for a mail
server, and none tells by the time it takes whom it wrote to.
"""

import uuid
from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from hscp.editing.models import EditorMail
from hscp.models import User
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record
from hscp.security.password_links import FORGOTTEN_FOR, LINK_HERE, lasts_for
from hscp.web.wording import counted, duration, full_name

INVITATION, FORGOTTEN, CHANGED = "account-invitation:", "account-forgotten:", "account-changed:"
# It goes to a mailbox that the account has no more, so it says nothing of how mail reaches its holder: `problem_of_last`.
FORMER = "former-address:"
# Nobody can fill a colleague's mailbox: whoever asks for more is answered the same, and nothing is sent.
MOST_FORGOTTEN, FORGOTTEN_WITHIN = 3, timedelta(hours=1)


def write_invitation(user, *, by):
    """Write `user` an invitation to set a first password, from `by` (a user), in the place of one that still waits."""
    EditorMail.objects.filter(to=user, once__startswith=INVITATION, done_at=None).delete()
    again = settings.HSCP_ADDRESS + reverse("admin_password_reset")
    context = {
        "by": full_name(by),
        "roles": sorted(user.groups.values_list("name", flat=True)),
        "again": again,
        "lasts": _in_words(lasts_for(user)),
    }
    _mail(user, INVITATION, "Your account for the HSCP Safeguarding Portal", "invitation", context).save()


def ask_for_password(email):
    """Write whoever has `email`, as typed by somebody, a mail with a link to set a new password: at most MOST_FORGOTTEN in an hour.

    The work is the same whether anybody has the address: one row at least, to nobody if need be, which is deleted when the
    mails are sent. The audit trail says who was asked for, without the address.
    """
    people = list(User.objects.filter(email__iexact=email, email__gt="", is_active=True, is_staff=True))
    since = timezone.now() - FORGOTTEN_WITHIN
    lately = EditorMail.objects.filter(
        once__startswith=FORGOTTEN, created_at__gt=since, to__email__iexact=email
    )
    written = Counter(lately.values_list("to", flat=True))
    mails = [_forgotten(person) for person in people if written[person.pk] < MOST_FORGOTTEN]
    EditorMail.objects.bulk_create(mails or [_to_nobody()])
    record(AuditKind.RESET_ASKED, about=people[0] if people else "no account")


def write_of_changed_password(user):
    """Tell `user` that their password was changed."""
    if user.email:
        at = timezone.localtime()
        contact = settings.HSCP_CONTACT_EMAIL
        ask = settings.HSCP_ADDRESS + reverse("admin_password_reset")
        context = {"at": at, "contact": contact, "ask": ask}
        _mail(user, CHANGED, "Your password was changed", "password_changed", context).save()


def write_of_changed_address(user, *, before):
    """Tell whoever reads the mailbox `before`, the address that `user` had until now, that the account has another one.

    It does not say which. Nobody is told of another spelling of the same address, or of an account that nobody has signed in to
    yet: there the address was mistyped.
    """
    if not before or before.casefold() == user.email.casefold() or user.last_login is None:
        return
    context = {"at": timezone.localtime(), "contact": settings.HSCP_CONTACT_EMAIL}
    subject = "The email address of your account was changed"
    mail = _mail(user, FORMER, subject, "address_changed", context)
    mail.address = before
    mail.save()


def problem_of_last(user):
    """Return in words why the last mail about the account of `user` could not be sent so far, or ""."""
    mails = EditorMail.objects.filter(to=user, once__startswith="account-").order_by("-created_at", "-pk")
    return mails.values_list("problem", flat=True).first() or ""


def _forgotten(person):
    context = {"lasts": _in_words(lasts_for(person) if person else FORGOTTEN_FOR)}
    subject = "A new password for the HSCP Safeguarding Portal"
    return _mail(person, FORGOTTEN, subject, "forgotten", context)


def _to_nobody():
    mail = _forgotten(None)
    mail.done_at, mail.problem = timezone.now(), "Nobody is written to."
    return mail


def _mail(to, kind, subject, template, context):
    body = render_to_string(f"accounts/{template}.txt", {"user": to, "link": LINK_HERE, **context})
    return EditorMail(to=to, once=f"{kind}{uuid.uuid4()}", subject=subject, body=body)


def _in_words(time):
    return counted(time.days, "day") if time.days else duration(time.seconds // 60)
