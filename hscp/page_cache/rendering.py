"""The page being rendered for the cache, and until when it is right. Outside of that, what is said here is not heard."""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

_current = ContextVar("rendering", default=None)


@dataclass
class Rendering:
    """A page in the making: right until `expires_at` (aware datetime), and cached unless something says otherwise."""

    expires_at: datetime
    is_cacheable: bool = True


@contextmanager
def rendering(expires_at):
    """Yield the Rendering of the page that the block renders, right until `expires_at` at the longest."""
    page = Rendering(expires_at)
    token = _current.set(page)
    try:
        yield page
    finally:
        _current.reset(token)


def changes_at(moment):
    """Say that what the page shows will no longer be true at `moment` (aware datetime), such as when an office closes."""
    page = _current.get()
    if page is not None and moment < page.expires_at:
        page.expires_at = moment


def do_not_cache():
    """Say that the page is for this request alone, such as one that repeats what somebody typed."""
    page = _current.get()
    if page is not None:
        page.is_cacheable = False
