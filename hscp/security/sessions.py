"""How long somebody stays signed in: three hours after their last request, twelve hours at most.

Django ends a session so long after it was last written, and writes it only where something in it changes.
"""

from datetime import timedelta

from django.contrib.auth import logout
from django.urls import reverse
from django.utils import timezone

ABSOLUTE = timedelta(hours=12)
# A session is written again at most so often: a request more or less does not matter.
WRITTEN_EVERY = timedelta(minutes=5)
STARTED, SEEN = "signed_in_at", "seen_at"


def begin(sender, request, **kwargs):
    """Note in the session when it begins: hscp/apps.py has it called when somebody signs in."""
    request.session[STARTED] = request.session[SEEN] = timezone.now().timestamp()


class StaffSessionMiddleware:
    """Keeps the session of somebody who works in the admin, and ends one that is too old. Readers have none."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith(reverse("admin:index")) and request.user.is_authenticated:
            now = timezone.now().timestamp()
            session = request.session
            if now - session.setdefault(STARTED, now) >= ABSOLUTE.total_seconds():
                logout(request)
            elif now - session.get(SEEN, 0) >= WRITTEN_EVERY.total_seconds():
                session[SEEN] = now
        return self.get_response(request)
