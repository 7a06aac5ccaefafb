"""One change to the bookings of a session at a time, and what is raised if it cannot be made."""

from contextlib import contextmanager

from django.db import OperationalError, transaction

from training.models import Session


class CannotBook(Exception):
    """A booking is refused; the message tells the person why. `field` names the field of the form to correct, if any."""

    def __init__(self, message, field=""):
        super().__init__(message)
        self.field = field


class Busy(CannotBook):
    """Others held the session for longer than the database waits. Nothing was changed, so the form can be sent again."""

    def __init__(self):
        super().__init__(
            "Many people are booking at the moment, so nothing was changed. Wait a minute, then try again."
        )


class SentBefore(CannotBook):
    """A form was sent again whose bookings of the people `names` have ended since. The same people need a new form's key."""

    def __init__(self, names):
        super().__init__(
            f"This page was sent before, and the booking that it made for {' and '.join(names)} has been cancelled, handed "
            "over or has ended since. Nothing was booked now. To book again, check the page and send it once more."
        )


# PostgreSQL's codes for a lock not got in time, a statement cancelled while it waited for one, and a deadlock.
_WAITED_TOO_LONG = {"55P03", "57014", "40P01"}


@contextmanager
def one_at_a_time():
    """Run the block, or the function it decorates, in a transaction, and raise Busy if it cannot get a lock in time."""
    try:
        with transaction.atomic():
            yield
    except OperationalError as error:
        cause = error.__cause__
        if (
            getattr(cause, "sqlstate", None) in _WAITED_TOO_LONG
            or getattr(cause, "sqlite_errorname", "") == "SQLITE_BUSY"
        ):
            raise Busy from error
        raise


def lock(session_id):
    """Lock the session's row until the transaction ends and return it with its course. Raises CannotBook if it is gone.

    Code that changes a session or its number of places takes the lock first, so that nobody books in between. SQLite
    ignores the lock: its transactions are IMMEDIATE.
    """
    session = (
        Session.objects.select_for_update(of=("self",)).select_related("course").filter(pk=session_id).first()
    )
    if session is None:
        raise CannotBook("This session no longer exists.")
    return session
