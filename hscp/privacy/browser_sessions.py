"""Personal data of signed-in users: their browser sessions, each of which has its own expiry time."""

from django.contrib.sessions.models import Session

from hscp.models import StaffSession
from hscp.privacy.personal_fields import Declaration, personal
from hscp.privacy.retention import delete_rows


def _sessions(at, only_count):
    # By their own expiry time, not after a number of days: an expired session is of no use to anybody.
    ended = delete_rows(Session.objects.filter(expire_date__lte=at), only_count)
    # What a release that did not know them left behind.
    delete_rows(StaffSession.objects.exclude(session__in=Session.objects.all()), only_count)
    return ended


PERSONAL_DATA = Declaration(
    fields={"sessions.Session": personal("session_end"), "hscp.StaffSession": personal("session_end")},
    jobs={"sessions": _sessions},
)
