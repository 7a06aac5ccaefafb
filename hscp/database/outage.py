"""What the parts of the portal say to each other of a database that is away."""

from contextlib import contextmanager
from contextvars import ContextVar

# In the environment of a request: the database is known to be away, so that nothing need try to reach it.
DATABASE_AWAY = "hscp.database_away"
# The same: it answers, but each answer takes so long that readers would notice.
DATABASE_SLOW = "hscp.database_slow"
_known = ContextVar("what is known of the database: DATABASE_AWAY, DATABASE_SLOW or nothing", default="")


def is_away(request):
    """Return whether the database was known to be away when `request` came in."""
    return bool(request.META.get(DATABASE_AWAY))


@contextmanager
def known_of_database(request):
    """Say to what the block calls, which may not know the `request`, what is known of the database."""
    token = _known.set(next((name for name in (DATABASE_AWAY, DATABASE_SLOW) if request.META.get(name)), ""))
    try:
        yield
    finally:
        _known.reset(token)


def is_known_to_be_away():
    """Return whether the request that is being answered came in while the database was known to be away."""
    return _known.get() == DATABASE_AWAY


def is_known_to_be_slow():
    """Return whether it came in while the database was known to be slow."""
    return _known.get() == DATABASE_SLOW


def works_without_database(view):
    """Decorate a view that answers while the database is away; the others answer 503 then, before they try."""
    view.works_without_database = True
    return view
