"""The link with which a colleague decides what a lead may see. It is in each mail to the colleague, so it is made anew each time.

It is signed, and nothing of it is kept: it works for as long as the pair of lead and colleague is known.
"""

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.urls import reverse

_SALT = "training.team.consent"


def consent_link(member):
    """Return the address where the colleague of a TeamMember decides."""
    # Numbers are used again in SQLite: the moment makes sure that it is the same pair.
    token = signing.dumps([member.pk, member.created_at.isoformat()], salt=_SALT)
    return settings.HSCP_ADDRESS + reverse("training:team_consent", args=[token])


def member_in(token):
    """Return the fields by which the TeamMember of a token is found, or None for what is no token of ours."""
    try:
        pk, made = signing.loads(token, salt=_SALT)
        return {"pk": pk, "created_at": datetime.fromisoformat(made)}
    except (signing.BadSignature, ValueError, TypeError):
        return None
