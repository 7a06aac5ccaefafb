"""The sessions of a member of staff: those that last, and ending them at once, wherever they are."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from hscp.security.signed_in.models import StaffSession

# However busy somebody is.
ABSOLUTE = timedelta(hours=12)


def sessions_of(user):
    """Return the StaffSession rows of `user` with which they are still signed in, the last used first."""
    now = timezone.now()
    return StaffSession.objects.filter(
        user=user, session__expire_date__gt=now, began_at__gt=now - ABSOLUTE
    ).order_by("-seen_at", "pk")


def end_sessions(user, *, only=None, but=None):
    """End the sessions of `user` and return how many: all, `only` the one with this primary key, or all `but` that with this key.

    The next request with one of them is that of somebody who is not signed in.
    """
    ended = StaffSession.objects.filter(user=user)
    if only is not None:
        ended = ended.filter(pk=only)
    if but is not None:
        ended = ended.exclude(session=but)
    keys = list(ended.values_list("session", flat=True))
    lasting = sessions_of(user).filter(session__in=keys).count()
    Session.objects.filter(pk__in=keys).delete()
    # Of sessions that had gone already.
    StaffSession.objects.filter(session__in=keys).delete()
    return lasting
