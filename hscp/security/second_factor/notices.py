"""The mails that tell somebody what became of their second step, and administrators that one was taken away.

They wait in the outbox of staff, as the other mails about accounts do: nobody waits for a mail server to sign in.
"""

import uuid

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from hscp.editing.models import EditorMail
from hscp.security.administrators import administrators
from hscp.security.password_links import LINK_HERE
from hscp.web.wording import date_and_time, full_name


def tell(user, subject, what):
    """Write to `user` that `what` (a sentence) happened now, and what to do if it was not them."""
    _write(user, subject, {"what": what})


def tell_administrators(about, by, reason):
    """Write to every administrator that `by` (a user, None for the server's command line) took the devices of `about` away."""
    for person in administrators():
        if person != about:
            _write(
                person,
                "A second step was taken away",
                {"about": about, "by": by, "reason": reason},
                "accounts/second_factor_told.txt",
            )


def write_link(user, by):
    """Write `user` a mail with a link to set a password, after which they set up a device; `by` as above."""
    by = full_name(by, "Somebody at the command line of the server")
    subject = "Set up signing in to the HSCP Safeguarding Portal again"
    _write(user, subject, {"by": by, "link": LINK_HERE}, "accounts/second_factor_reset.txt")


def _write(to, subject, context, template="accounts/second_factor_notice.txt"):
    if not to.email:
        return
    body = render_to_string(
        template,
        {
            "user": to,
            "when": date_and_time(timezone.now()),
            "devices": settings.HSCP_ADDRESS + reverse("second_factor"),
            **context,
        },
    )
    EditorMail.objects.create(to=to, once=f"account-devices:{uuid.uuid4()}", subject=subject, body=body)
