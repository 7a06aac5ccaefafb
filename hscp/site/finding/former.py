"""Finds records by what they were once called: addresses, titles, the code on a poster; and by what a draft or a change would bring."""

import json
import re
from collections import defaultdict

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from reversion.models import Version

from contacts.models import ContactChange, Pathway
from hscp.brochure.models import KnownName
from hscp.editing.models import Draft
from hscp.models import OldAddress, ShortAddress

# The most that each of these may find: beyond it, more words are needed.
MOST = 100


def known_as(asked, kinds):
    """Return {model: {key: why}} of the records of `kinds` that `asked` finds by something other than what is in their tables now.

    The number of queries depends on what was asked, not on what there is.
    """
    found = defaultdict(dict)
    models = {
        ContentType.objects.get_for_model(kind.model).pk: kind.model for kind in kinds if kind.is_content
    }
    if asked.slug or asked.roots:
        _by_old_address(asked, models, found)
    if asked.slug:
        _by_code(asked, models, found)
    if asked.roots:
        for kind, name in ((KnownName, "key"), (Version, "object_repr"), (Draft, "changes")):
            _by_text(kind, name, asked, models, found)
    if asked.digits and Pathway in models.values():
        _by_waiting_number(asked, found)
    return found


_WHY = {KnownName: "former title", Version: "former title", Draft: "in its draft"}


def _by_text(kind, name, asked, models, found):
    holds = Q()
    for root in asked.roots:
        holds &= Q(**{f"{name}__icontains": root})
    rows = kind.objects.filter(holds, content_type__in=models).order_by()
    for type_id, key in rows.values_list("content_type", "object_id").distinct()[:MOST]:
        found[models[type_id]].setdefault(int(key), _WHY[kind])


def _by_old_address(asked, models, found):
    """By a path that a page had: the whole of it, its last part, or words in it."""
    holds = Q()
    for part in (asked.slug,) if asked.slug else asked.roots:
        holds &= Q(old_path__icontains=part)
    slugs = {
        new_path.rstrip("/").rpartition("/")[2]
        for new_path in OldAddress.objects.filter(holds).values_list("new_path", flat=True)[:MOST]
    } - {""}
    if not slugs:
        return
    for model in models.values():
        for key in model._base_manager.filter(slug__in=slugs).values_list("pk", flat=True):
            found[model].setdefault(key, "former address")


def _by_code(asked, models, found):
    for type_id, key in ShortAddress.objects.filter(code=asked.slug).values_list("content_type", "object_id"):
        if type_id in models:
            found[models[type_id]].setdefault(key, "short address")


def _by_waiting_number(asked, found):
    """By a number that waits for a second person: there are never many."""
    waiting = ContactChange.objects.filter(state=ContactChange.State.WAITING)
    for key, after in waiting.values_list("pathway", "after")[:1000]:
        if asked.digits in re.sub(r"[^\d\"]", "", json.dumps(after).replace("+44", "0")):
            found[Pathway].setdefault(key, "a number that waits for a second person")
