"""What is one's own on the start page: what others ask of the person, what they sent, what they keep and what they have begun.

The number of queries is the same however many records there are: the titles of all that is named come in one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import IntegerField, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from hscp.editing.enums import ReviewOutcome
from hscp.editing.freshness.kinds import content_kinds
from hscp.editing.models import Draft, ReviewRequest
from hscp.editing.review.reviewers import publish_permission
from hscp.records.state import State
from hscp.web.wording import full_name

SHOWN = 20
_SENT_SHOWN, _BEGUN_SHOWN = 10, 10
_SENT_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Item:
    """One record on the start page: `tag` (an outcome) with its `label`, `who` has to do with it, `when`, and the `words` said."""

    kind: str
    title: str
    url: str
    when: datetime
    who: str = ""
    words: str = ""
    tag: str = ""
    label: str = ""
    to_me: bool = False


@dataclass(frozen=True)
class MyWork:
    """`waits`, `sent`, `begun`: lists of Item; `more`: whether more waits than is shown; `reviews`: whether others may ask this person."""

    waits: list
    more: bool
    sent: list
    begun: list
    reviews: bool


def my_work(user):
    """Return the MyWork of `user`. Makes four queries, and one for all titles."""
    types = ContentType.objects.get_for_models(*content_kinds())
    mine = [types[model] for model in types if user.has_perm(publish_permission(model))]
    waiting = list(
        ReviewRequest.objects.for_person(user, mine)
        .select_related("sent_by")
        .order_by("sent_at", "pk")[: SHOWN + 1]
    )
    sent = list(
        ReviewRequest.objects.sent_lately(user, since=timezone.now() - _SENT_FOR).select_related(
            "sent_to", "decided_by"
        )[:_SENT_SHOWN]
    )
    drafts = list(Draft.objects.begun_by(user)[:_BEGUN_SHOWN])
    records = _own_drafts(user, types)
    known = _titles({(each.content_type_id, each.object_id) for each in (*waiting, *sent, *drafts)}, types)
    begun = [
        _item(known, each, "change", when=each.changed_at, label="Draft beside what is live")
        for each in drafts
        if (each.content_type_id, each.object_id) in known
    ]
    begun += [
        Item(_kind(model), title, _address(model, "change", pk), when, label="Not published yet")
        for model, pk, title, when in records
    ]
    return MyWork(
        waits=[_waiting(known, each, user) for each in waiting[:SHOWN] if _is_known(known, each)],
        more=len(waiting) > SHOWN,
        sent=[_sent(known, each) for each in sent if _is_known(known, each)],
        begun=sorted(begun, key=lambda item: item.when, reverse=True)[:_BEGUN_SHOWN],
        reviews=bool(mine),
    )


def _waiting(known, request, user):
    return _item(
        known,
        request,
        "review",
        when=request.sent_at,
        who=full_name(request.sent_by),
        words=request.note,
        to_me=request.sent_to_id == user.pk,
    )


def _sent(known, request):
    is_open = request.outcome == ReviewOutcome.WAITING
    return _item(
        known,
        request,
        "review" if is_open or request.outcome == ReviewOutcome.APPROVED else "change",
        when=request.sent_at if is_open else request.decided_at,
        who=full_name(request.sent_to) if is_open else full_name(request.decided_by),
        words=request.words,
        tag=request.outcome,
        label=request.get_outcome_display(),
    )


def _item(known, row, page, **fields):
    model, title = known[row.content_type_id, row.object_id]
    return Item(_kind(model), title, _address(model, page, row.object_id), **fields)


def _is_known(known, row):
    return (row.content_type_id, row.object_id) in known


def _own_drafts(user, types):
    """Return [(model, pk, title, when)] of the records that `user` changed last and nobody has published or sent on, in one query."""
    models = list(types)
    parts = [
        model._default_manager.order_by()
        .filter(state=State.DRAFT, updated_by=user)
        .annotate(model_index=Value(index, output_field=IntegerField()))
        .values_list("model_index", "pk", "title", "updated_at")
        for index, model in enumerate(models)
    ]
    rows = parts[0].union(*parts[1:], all=True).order_by("-updated_at")[:_BEGUN_SHOWN]
    return [(models[index], pk, title, when) for index, pk, title, when in rows]


def _titles(keys, types):
    """Return {(content type, pk): (model, title)} for those of `keys` that are there, in one query, or none without keys."""
    by_type = {kind.pk: model for model, kind in types.items()}
    parts = []
    for number, model in by_type.items():
        pks = [pk for kind, pk in keys if kind == number]
        if pks:
            parts.append(
                model._base_manager.order_by()
                .filter(pk__in=pks)
                .annotate(kind_number=Value(number, output_field=IntegerField()))
                .values_list("kind_number", "pk", "title")
            )
    if not parts:
        return {}
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return {(number, pk): (by_type[number], title) for number, pk, title in rows}


def _kind(model):
    return capfirst(model._meta.verbose_name)


def _address(model, page, pk):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=[pk])
