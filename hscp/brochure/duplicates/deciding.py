"""An editor's decision about two records that look alike: to merge them, or to keep them apart."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hscp.brochure.importing.record_types import RECORD_TYPES
from hscp.brochure.models import Decision, ImportedValue, KnownName, PossibleDuplicate
from hscp.editing.models import Draft
from hscp.editing.undoing.steps import undoable_step
from hscp.records.merging import CannotMerge, merge


class AlreadyDecided(Exception):
    """The pair was already decided, or one of its records is gone."""

    def __init__(self):
        super().__init__("This pair has already been decided, or one of the two records no longer exists.")


def attach_records(pairs):
    """Attach to each of `pairs` its two records as `first` and `second` (None if gone), with one query per kind."""
    ids = {}
    for pair in pairs:
        ids.setdefault(pair.content_type_id, (pair.content_type, set()))[1].update(
            (pair.first_id, pair.second_id)
        )
    records = {
        key: content_type.model_class()._default_manager.in_bulk(numbers)
        for key, (content_type, numbers) in ids.items()
    }
    for pair in pairs:
        pair.first = records[pair.content_type_id].get(pair.first_id)
        pair.second = records[pair.content_type_id].get(pair.second_id)
    return pairs


@transaction.atomic
def keep_apart(*, pair_id, by):
    """Record that the two records of a pair are different. Raises AlreadyDecided."""
    _decide(_open_pair(pair_id), Decision.KEPT_APART, by)


@transaction.atomic
def merge_pair(*, pair_id, keep_id, by):
    """Merge the two records of a pair into the one with pk `keep_id`; return (kept record, {what moved: number}).

    The names of the other record go on finding the kept one, so that the next import of the same document changes
    nothing. Raises AlreadyDecided, or CannotMerge.
    """
    pair = _open_pair(pair_id)
    if keep_id not in (pair.first_id, pair.second_id):
        raise CannotMerge("The record to keep is not one of the two.")
    model = pair.content_type.model_class()
    drop_id = pair.second_id if keep_id == pair.first_id else pair.first_id
    keep, drop = model._default_manager.get(pk=keep_id), model._default_manager.get(pk=drop_id)
    return _merge(keep, drop, pair, by)


@transaction.atomic
def merge_by_hand(*, model, keep_id, drop_id, seen, by):
    """Merge two records of `model` that an editor chose; return (kept record, {what moved: number}).

    `seen` is {pk: updated_at} as the editor saw the two. Raises CannotMerge if somebody changed either since, if one is
    gone, or as `merge_pair` does. A pair that the two were is decided with it.
    """
    records = model._base_manager.select_for_update(of=("self",)).filter(pk__in=[keep_id, drop_id])
    locked = {record.pk: record for record in records.order_by("pk")}
    if keep_id == drop_id or len(locked) < 2:
        raise CannotMerge("Choose two different records. One of these is no longer there, or both are one.")
    if any(seen.get(pk) != record.updated_at for pk, record in locked.items()):
        raise CannotMerge("One of the two was changed while you looked at them. Look at them again.")
    first, second = sorted((keep_id, drop_id))
    kind = ContentType.objects.get_for_model(model)
    pairs = PossibleDuplicate.objects.select_for_update()
    pair = pairs.filter(content_type=kind, first_id=first, second_id=second).first()
    return _merge(locked[keep_id], locked[drop_id], pair, by)


def _merge(keep, drop, pair, by):
    """Merge `drop` into `keep`, with what imports know of the two; decide `pair`, if there is one. It can be undone for an hour."""
    _refuse_waiting_draft(drop)
    kind = ContentType.objects.get_for_model(drop)
    keep_id, drop_id = keep.pk, drop.pk
    with undoable_step(by=by, what=f"Merged “{drop}” into “{keep}”"):
        moved = merge(keep=keep, drop=drop, by=by)
        # What was imported into the dropped record says nothing about the kept one.
        ImportedValue.objects.filter(content_type=kind, object_id=drop_id).delete()
        _remember_names(drop, kind, keep_id)
        if pair is not None:
            _decide(pair, Decision.MERGED, by)
        _move_other_pairs(kind, pair, drop_id, keep_id)
    return keep, moved


def _refuse_waiting_draft(drop):
    """Raise CannotMerge if somebody's changes to `drop` wait: they would be lost with it."""
    if Draft.objects.of(drop).exists():
        raise CannotMerge(
            f"“{drop}” has a draft with changes that wait to be published. "
            "Open the record and publish or discard its draft first, or keep this record and drop the other."
        )


def _open_pair(pair_id):
    """Lock the pair, so that it is decided once."""
    pair = PossibleDuplicate.objects.select_for_update().filter(pk=pair_id).first()
    if pair is None or not PossibleDuplicate.objects.waiting().filter(pk=pair_id).exists():
        raise AlreadyDecided
    return pair


def _decide(pair, decision, by):
    pair.decision = decision
    pair.decided_by = by
    pair.decided_at = timezone.now()
    pair.save()


def _remember_names(drop, content_type, keep_id):
    """Make the names of the dropped record, with its audience or format, lead to the kept one."""
    record_type = RECORD_TYPES.get(type(drop))
    if record_type is None:  # no document names records of this kind
        return
    qualifier = getattr(drop, record_type.qualifier) if record_type.qualifier else ""
    for name in [drop.title, *drop.alias_list]:
        KnownName.objects.get_or_create(
            content_type=content_type,
            key=record_type.key_of(name),
            qualifier=qualifier,
            defaults={"object_id": keep_id},
        )


def _move_other_pairs(content_type, decided, drop_id, keep_id):
    """Move the dropped record's other pairs to the kept one, each once, with their decisions."""
    others = PossibleDuplicate.objects.filter(
        Q(first_id=drop_id) | Q(second_id=drop_id), content_type=content_type
    ).exclude(pk=decided.pk if decided else None)
    for pair in others.order_by("pk"):
        other = pair.second_id if pair.first_id == drop_id else pair.first_id
        first, second = sorted((other, keep_id))
        existing = PossibleDuplicate.objects.filter(
            content_type_id=pair.content_type_id, first_id=first, second_id=second
        )
        if first == second or existing.exists():
            pair.delete()
        else:
            pair.first_id, pair.second_id = first, second
            pair.save()
