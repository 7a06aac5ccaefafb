"""The mail to whoever keeps records about what there is to do: its text, whom it goes to, and how a command sends it."""

from dataclasses import dataclass, field
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage

from hscp.web.wording import counted

# Of one kind of work, a mail names so many records; a line says how many more there are.
MOST_NAMED = 40
_BEFORE = "This is what you keep on the safeguarding portal and what is to be done about it, once a week."


@dataclass(frozen=True)
class Entry:
    """One record in a mail: its title, the path of its page for editors, and lines about it."""

    title: str
    path: str
    lines: tuple = ()


@dataclass(frozen=True)
class Section:
    """One kind of work: its heading, what to do about it, and the Entry of each record."""

    heading: str
    help: str
    entries: list = field(default_factory=list)

    def text(self, address):
        """Return the section as it is read, with links to the portal at `address`."""
        parts = [f"{self.heading.upper()}\n{self.help}"]
        for entry in self.entries[:MOST_NAMED]:
            lines = [f"- {line}" for line in entry.lines]
            parts.append("\n".join([entry.title, f"{address}{entry.path}", *lines]))
        if (more := len(self.entries) - MOST_NAMED) > 0:
            parts.append(f"And {counted(more, 'more record')} of this kind.")
        return "\n\n".join(parts)


@dataclass(frozen=True)
class OwnerMail:
    """The mail to whoever reads at `to`, "" if nobody does: its `sections`, each with an entry at least.

    `page` is the path of the editors' page that has it all.
    """

    to: str
    sections: list
    page: str

    @property
    def number(self):
        return sum(len(section.entries) for section in self.sections)

    @property
    def subject(self):
        return f"Safeguarding portal: {counted(self.number, 'thing')} to look at"

    @property
    def summary(self):
        return f"{self.number} to look at"

    def text(self, address):
        """Return the text, with links to the editors' pages of the portal at `address`."""
        parts = [_BEFORE, *(section.text(address) for section in self.sections)]
        return "\n\n".join([*parts, f"What goes stale in the next 60 days: {address}{self.page}"]) + "\n"


def owner_address(owner):
    """Return where mail about a record of this `owner` (a user or None) is read.

    It is HSCP_CONTACT_EMAIL where the owner is missing, has left or has no address; "" if that is not set either.
    """
    is_reachable = owner is not None and owner.is_active and owner.email
    return owner.email if is_reachable else settings.HSCP_CONTACT_EMAIL


def send_to_owners(mails, address, *, dry_run, out, err, nobody):
    """Send `mails` (OwnerMail) and report each to `out` or `err` (streams of a command). Return how many could not be sent.

    The links in them lead to the portal at `address`. One that goes to nobody is printed after the line `nobody`. With
    `dry_run` all are printed and none is sent.
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
