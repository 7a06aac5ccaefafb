"""Personal data of whoever is signed in: the sessions of their browsers, which end by the clock and not after days."""

from django.contrib.sessions.models import Session

from hscp.privacy.personal_fields import Declaration, personal
from hscp.privacy.retention import delete_rows


def _sessions(at, only_count):
    # Not a number of days: a session that has run out is of no use to anybody.
    return delete_rows(Session.objects.filter(expire_date__lte=at), only_count)


PERSONAL_DATA = Declaration(
    fields={"sessions.Session": personal("session_end")},
    jobs={"sessions": _sessions},
)
