"""What readers are told of dates: new ones, those that moved, and those that are cancelled."""

from django.utils import timezone

from hscp.updates.enums import Change
from hscp.updates.telling import Line
from hscp.web.wording import counted
from training.enums import SessionState


def tell_of(change, session, before=None):
    """Tell readers within the ContentChange `change` how `session` differs from what it was `before` (None: it is new).

    Nobody is told of drafts, of examples, and of what has begun.
    """
    if session.is_example or session.starts_at <= timezone.now() or session.state == SessionState.DRAFT:
        return
    was_shown = before is not None and before.state != SessionState.DRAFT
    is_cancelled = session.state == SessionState.CANCELLED
    if is_cancelled and was_shown and before.state != SessionState.CANCELLED:
        words = f"{_day(session.starts_at)} is cancelled"
    elif is_cancelled:
        return
    elif not was_shown:
        words = f"new date: {_day(session.starts_at)}"
    elif before.starts_at != session.starts_at:
        words = f"{_day(before.starts_at)} is now {_day(session.starts_at)}"
    else:
        return
    change.say(session.course, Line(Change.DATES, words))


def tell_of_new(change, sessions):
    """Tell readers of `sessions`, new ones of one course, in one line."""
    now = timezone.now()
    coming = [
        session
        for session in sessions
        if session.state == SessionState.OPEN and session.starts_at > now and not session.is_example
    ]
    if len(coming) == 1:
        tell_of(change, coming[0])
    elif coming:
        first = min(session.starts_at for session in coming)
        words = f"{counted(len(coming), 'new date')}, the first on {_day(first)}"
        change.say(coming[0].course, Line(Change.DATES, words))


def _day(moment):
    return f"{timezone.localtime(moment):%-d %B %Y}"
