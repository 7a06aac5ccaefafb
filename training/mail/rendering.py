"""The words of the mails: plain text of templates/training/mail/<kind>.txt, whose first line is the subject.

A template gets prepared strings only, never a record, so no mail can tell more than intended: no access needs, no phone.
"""

import re
import textwrap

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone

from hscp.web.wording import one_line, time_spans

_WIDTH = 72
_SUBJECT_LENGTH = 200
# What a mail program would turn into a link. Anybody may type any name beside anybody's address.
_LIKE_AN_ADDRESS = re.compile(r"[/:<>]|\bwww\b|@[^\s@]*\.|\.[a-z]{2,}", re.IGNORECASE)


def render(kind, **values):
    """Return (subject, body) of a mail of `kind` (a training.mail.kinds.Kind). Each string of `values` is put on one line,
    save `text`."""
    lines = {
        name: one_line(value) if isinstance(value, str) and name != "text" else value
        for name, value in values.items()
    }
    # Not HTML, so nothing is escaped.
    context = Context(lines, autoescape=False)
    whole = get_template(kind.template).template.render(context)
    subject, _, body = whole.strip().partition("\n")
    return one_line(subject)[:_SUBJECT_LENGTH], _wrapped(body)


def about(session):
    """Return what mails say of a session: `course`, `when`, `begins` (its day), `days` (how many it takes), `where`,
    `page`, its address here, and `course_page`, where its other dates are."""
    return {
        "course": session.title,
        "when": session.when,
        "begins": f"{timezone.localtime(session.starts_at):%A %-d %B}",
        "days": len(session.parts),
        "where": session.place or session.get_setting_display(),
        "course_page": f"{settings.HSCP_ADDRESS}{session.course.get_absolute_url()}",
        "page": f"{settings.HSCP_ADDRESS}{session.get_absolute_url()}",
    }


def day_in_words(part):
    """Return one Part of a session in words: “Tuesday 9 March 2027, 9:30am to 12:30pm”."""
    return time_spans([part])


def dates(sessions):
    """Return [{"when", "where", "page"}] of `sessions` for a mail that offers them."""
    return [{name: about(session)[name] for name in ("when", "where", "page")} for session in sessions]


def greeting(name):
    """Return a person's name for “Hello”, or "" where it could be read as an address or is not one line."""
    name = one_line(name)
    return "" if _LIKE_AN_ADDRESS.search(name) else name


def _wrapped(text):
    """Return `text` with no line over 72 characters but an address, and no more than one empty line together."""
    lines = []
    for line in text.strip().splitlines():
        if len(line.split()) == 1:
            # An address: on its line, as far in as the template has it.
            lines.append(line.rstrip())
            continue
        indent = "  " if line.startswith("* ") else ""
        lines += textwrap.wrap(
            line.rstrip(), _WIDTH, break_long_words=False, break_on_hyphens=False, subsequent_indent=indent
        ) or [""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"
