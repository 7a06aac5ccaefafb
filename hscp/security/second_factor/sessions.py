"""What a session knows of the second step: who has given a password and is to give the rest, and who has given both.

Until the second step nobody is signed in: the session only says whose password was right, and holds for half an hour.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import login
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from hscp.models import User
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record
from hscp.security.sessions import STARTED

# Long enough to install an app; an hour is how long an answer of a passkey is remembered.
WAITS_FOR = timedelta(minutes=30)
# How long nothing is asked again before devices are changed (ASVS 5, 7.5.1).
FRESH_FOR = timedelta(minutes=10)
_WAITING, _PASSED, _CONFIRMED = "second_step_of", "second_step_at", "confirmed_at"
# What the pages of devices keep in the session.
NEW_APP, NEW_PASSKEY, KNOWN_PASSKEY = "new_app", "new_passkey", "known_passkey"


@dataclass(frozen=True)
class Waiting:
    """Somebody who has given their password and not the second step; `next_page` is where they were going."""

    user: User
    backend: str
    next_page: str


def needs_second_step(user):
    """Return whether the password alone does not sign `user` in: it never does in production, nor for who has a device."""
    return settings.HSCP_SECOND_FACTOR or user.sign_in_devices.exists()


def begin(request, user, next_page):
    """Note that `user`, as `authenticate` returned them, gave the right password and goes to `next_page`, an address of ours."""
    # Whoever knew the session before knows it no longer, and nobody is signed in with it.
    request.session.flush()
    request.session[_WAITING] = {
        "user": user.pk,
        "backend": user.backend,
        "hash": user.get_session_auth_hash(),
        "at": timezone.now().timestamp(),
        "next": next_page,
    }


def waiting(request):
    """Return who is to give the second step (Waiting), or None. A password or devices that were changed since end it."""
    noted = request.session.get(_WAITING)
    if not noted or timezone.now().timestamp() - noted["at"] > WAITS_FOR.total_seconds():
        return None
    user = User.objects.filter(pk=noted["user"], is_active=True, is_staff=True).first()
    if user is None or not constant_time_compare(noted["hash"], user.get_session_auth_hash()):
        return None
    return Waiting(user, noted["backend"], noted["next"])


def finish(request, who):
    """Sign in `who` (Waiting), who has given both steps."""
    # A new session: of the one before, nothing is needed any more.
    request.session.flush()
    login(request, who.user, backend=who.backend)
    note_second_step(request)
    record(AuditKind.SIGNED_IN, by=who.user)


def note_second_step(request):
    """Note that who is signed in has given the second step now."""
    request.session[_PASSED] = timezone.now().timestamp()


def note_password(request):
    """Note that who is signed in has given their password again now."""
    request.session[_CONFIRMED] = timezone.now().timestamp()


def is_let_in(request):
    """Return whether the session holds for what staff do: with the second step, or where none is asked for."""
    return not settings.HSCP_SECOND_FACTOR or _PASSED in request.session


def is_fresh(request):
    """Return whether who is signed in proved who they are within FRESH_FOR."""
    last = max(request.session.get(name, 0) for name in (_PASSED, _CONFIRMED, STARTED))
    return timezone.now().timestamp() - last < FRESH_FOR.total_seconds()
