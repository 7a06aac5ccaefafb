"""Mails to the owners of records about what there is to do: whom they go to, and how a command sends them."""

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage


def owner_address(owner):
    """Return where mail about a record of this `owner` (a user or None) is read.

    It is HSCP_CONTACT_EMAIL where the owner is missing, has left or has no address; "" if that is not set either.
    """
    is_reachable = owner is not None and owner.is_active and owner.email
    return owner.email if is_reachable else settings.HSCP_CONTACT_EMAIL


def send_to_owners(mails, address, *, dry_run, out, err, nobody):
    """Send `mails` and report each to `out` or `err` (streams of a command). Return how many could not be sent.

    A mail has `to`, `subject`, `summary` and `text(address)`, with links to the portal at `address`. One that goes to nobody is
    printed after the line `nobody`. With `dry_run` all are printed and none is sent.
    """
    failed = 0
    for mail in mails:
        if not mail.to:
            out.write(nobody)
            out.write(mail.text(address))
        elif dry_run:
            out.write(f"To: {mail.to}\nSubject: {mail.subject}\n\n{mail.text(address)}")
        else:
            failed += not _sent(mail, address, out, err)
    return failed


def _sent(mail, address, out, err):
    """Send one mail and report it. Report a failure too, so that the others are still sent."""
    try:
        EmailMessage(subject=mail.subject, body=mail.text(address), to=[mail.to]).send()
    except (SMTPException, OSError) as error:
        err.write(f"Not sent to {mail.to}: {error}")
        return False
    out.write(f"Sent to {mail.to}: {mail.summary}.")
    return True
