"""An editor's decision about two records that look alike: to merge them, or to keep them apart."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hscp.brochure.importing.record_types import RECORD_TYPES
from hscp.brochure.models import Decision, ImportedValue, KnownName, PossibleDuplicate
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
    moved = merge(keep=keep, drop=drop, by=by)
    # What was imported into the dropped record says nothing about the kept one.
    ImportedValue.objects.filter(content_type=pair.content_type, object_id=drop_id).delete()
    _remember_names(drop, pair.content_type, keep_id)
    _decide(pair, Decision.MERGED, by)
    _move_other_pairs(pair, drop_id, keep_id)
    return keep, moved


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
    record_type = RECORD_TYPES[type(drop)]
    qualifier = getattr(drop, record_type.qualifier) if record_type.qualifier else ""
    for name in [drop.title, *drop.alias_list]:
        KnownName.objects.get_or_create(
            content_type=content_type,
            key=record_type.key_of(name),
            qualifier=qualifier,
            defaults={"object_id": keep_id},
        )


def _move_other_pairs(decided, drop_id, keep_id):
    """Move the dropped record's other pairs to the kept one, each once, with their decisions."""
    others = PossibleDuplicate.objects.filter(
        Q(first_id=drop_id) | Q(second_id=drop_id), content_type_id=decided.content_type_id
    ).exclude(pk=decided.pk)
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
