"""Followers, changes, and the mails about them."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.utils import timezone

from hscp.following.enums import What
from hscp.following.links import token_of
from hscp.following.models import Follow, Follower
from hscp.search.index.documents import refresh
from hscp.search.index.entries import sources
from hscp.search.models import SearchDocument
from hscp.updates.enums import Change, FacetName
from hscp.updates.models import Update, UpdateFacet
from training.booking.links import hash_of
from training.models import Message

ANN = "ann@example.org"
LONG_AGO = timedelta(days=60)


@pytest.fixture(autouse=True)
def _no_limits_from_before():
    cache.clear()


def follower(email=ANN, *parts, **fields):
    """Make somebody who has followed `parts` (What, or (What, record or area)) for some time; everything by default."""
    since = timezone.now() - LONG_AGO
    defaults = {
        "email": email,
        "email_key": email,
        "token_hash": hash_of(token_of(email)),
        "confirmed_at": since,
        "numbers_up_to": since,
        "digest_up_to": since,
    }
    person = Follower.objects.create(**(defaults | fields))
    for part in parts or (What.EVERYTHING,):
        what, of = part if isinstance(part, tuple) else (part, None)
        values = {"area": of} if isinstance(of, str) else {"record": of}
        Follow.objects.create(
            follower=person, what=what, sheet=1 if what == What.SHEET else 0, since=since, **values
        )
    return person


def changed(record, change=Change.NUMBER, words="new number", *, ago=timedelta(hours=1), themes=(), area=""):
    """Write the line that readers are told of `record`, so long `ago`."""
    kind = next(source.kind for source in sources() if source.model is type(record))
    if not SearchDocument.objects.filter(kind=kind, object_id=record.pk).exists():
        refresh(record)
    update = Update.objects.create(
        content_type=ContentType.objects.get_for_model(record),
        object_id=record.pk,
        kind=kind,
        change=change,
        words=words,
        said_at=timezone.now() - ago,
    )
    facets = [(FacetName.THEME, theme.slug) for theme in themes] + ([(FacetName.AREA, area)] if area else [])
    UpdateFacet.objects.bulk_create(
        UpdateFacet(update=update, name=name, value=value) for name, value in facets
    )
    return update


def mails(kind=None):
    """Return the Messages about changes in the order of their addresses, of one kind if it is given."""
    messages = Message.objects.filter(kind__startswith="follow_").order_by("to", "pk")
    return list(messages.filter(kind=kind) if kind else messages)
