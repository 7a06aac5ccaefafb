"""How long somebody stays signed in: three hours after their last request, twelve hours at most.

Django ends a session so long after it was last written, and writes it only where something in it changes. Whose each is, and
from where, stands in `StaffSession`, so that people see where they are signed in.
"""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from django.contrib.auth import logout
from django.db import InterfaceError, OperationalError
from django.urls import reverse
from django.utils import timezone

from hscp.database.outage import is_away
from hscp.models import StaffSession
from hscp.security.signed_in.descriptions import browser_of, network_of
from hscp.security.signed_in.ending import ABSOLUTE

# A session is written again at most so often: a request more or less does not matter.
WRITTEN_EVERY = timedelta(minutes=5)
STARTED, SEEN = "signed_in_at", "seen_at"


def begin(sender, request, user, **kwargs):
    """Note when a session begins, and whose it is: hscp/apps.py has it called when somebody signs in."""
    request.session[STARTED] = request.session[SEEN] = timezone.now().timestamp()
    note(request, user)


def note(request, user):
    """Write down that `user` has the session of the request, and uses it now: where it begins or gets another key, and as it is used."""
    session = request.session
    if session.session_key is None:
        session.save()
    seen = {
        "user": user,
        "seen_at": timezone.now(),
        "network": network_of(request),
        "browser": browser_of(request),
    }
    began_at = datetime.fromtimestamp(session[STARTED], UTC)
    StaffSession.objects.update_or_create(
        session_id=session.session_key, defaults=seen, create_defaults={**seen, "began_at": began_at}
    )


class StaffSessionMiddleware:
    """Keeps the session of somebody who works in the admin, and ends one that is too old. Readers have none.

    Without the database nobody is known to be signed in. The request goes on to where its form is given back.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith(reverse("admin:index")) and not is_away(request):
            with suppress(OperationalError, InterfaceError):
                self._keep_or_end(request)
        return self.get_response(request)

    def _keep_or_end(self, request):
        if not request.user.is_authenticated:
            return
        now = timezone.now().timestamp()
        session = request.session
        if now - session.setdefault(STARTED, now) >= ABSOLUTE.total_seconds():
            logout(request)
        elif now - session.get(SEEN, 0) >= WRITTEN_EVERY.total_seconds():
            session[SEEN] = now
            note(request, request.user)
