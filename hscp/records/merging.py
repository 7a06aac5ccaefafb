"""Merging two records: everything that belonged to either then belongs to the one that is kept.

The relations are read from the models, so a new one is merged without a change here.
"""

from collections import Counter

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction

from hscp.editing.enums import ReviewOutcome
from hscp.editing.models import Draft
from hscp.editing.review.closing import close
from hscp.editing.undoing.steps import undoable_step
from hscp.records.parts import generic_keys, is_guarded, part_relations, unique_sets
from hscp.records.publishable import Publishable
from hscp.records.redirects import keep_old_address
from hscp.records.saving import content_change
from hscp.search.index.merged_records import move_teaching
from hscp.updates.telling import NOTHING


class CannotMerge(ValueError):
    """The two records cannot become one. The text says why, in words for an editor."""


def merge(*, keep, drop, by):
    """Merge the record `drop` into `keep`, as one revision made by the user `by`, who can undo it for an hour.

    Moves every relation to `keep`; if `keep` already has the same relation, the two rows become one with the lower
    order. `keep` takes over the other names, and values for its empty fields. The old address leads to `keep`, and
    `drop` is deleted. Returns how many rows moved, as {verbose name: number}. Raises CannotMerge for two records of
    different kinds, for a record with itself, if either is gone, and if `drop` has a draft or guarded parts (see parts.py).
    """
    with undoable_step(by=by, what=f"Merged “{drop}” into “{keep}”"), transaction.atomic():
        return _merge(keep, drop, by)


def _merge(keep, drop, by):
    if type(keep) is not type(drop):
        raise CannotMerge("Only two records of the same kind can be merged.")
    if keep.pk == drop.pk:
        raise CannotMerge("A record cannot be merged with itself.")
    model = type(keep)
    locked = {
        record.pk: record
        for record in model._base_manager.select_for_update().filter(pk__in=[keep.pk, drop.pk]).order_by("pk")
    }
    if len(locked) < 2:
        raise CannotMerge("One of the two records is no longer there.")
    keep, drop = locked[keep.pk], locked[drop.pk]
    _refuse_guarded_parts(keep, drop)
    _refuse_draft(drop)

    with content_change(by=by, comment=f"Merged “{drop}” into “{keep}”.") as change:
        change.touched(keep)
        # Both may wait for review; what was said of either stays with the record that is kept.
        close(drop, ReviewOutcome.WITHDRAWN, by=by)
        moved = Counter()
        for field in _fields_that_point_at(model):
            _move_rows(field, keep, drop, moved, change)
        _move_generic_rows(model, keep, drop)
        move_teaching(keep, drop)
        old_path, new_path = drop.get_absolute_url(), keep.get_absolute_url()
        values = _values_to_take_over(keep, drop)
        names = _names_of_both(keep, drop)
        # What it held is on the page of the other, so it is not missed.
        change.say(drop, NOTHING)
        # A unique value can only move once the record that had it is gone.
        change.delete(drop)
        _fill_empty_fields(keep, values)
        keep.aliases = "\n".join(names)
        change.save(keep)
        # An address with a fragment is part of a shared page, which stays.
        if "#" not in old_path:
            keep_old_address(old_path, new_path)
    return dict(moved)


def _refuse_draft(drop):
    """Raise CannotMerge if `drop` has a draft: nobody has decided yet what it is to say."""
    if Draft.objects.of(drop).exists():
        raise CannotMerge(f"“{drop}” has a draft. Publish the draft or throw it away first.")


def _refuse_guarded_parts(keep, drop):
    """Raise CannotMerge if `drop` has parts that need a second person's confirmation: one person alone can merge."""
    for relation in part_relations(type(drop)):
        part = relation.related_model
        if is_guarded(part) and part._base_manager.filter(**{relation.field.name: drop}).exists():
            raise CannotMerge(
                f"“{drop}” has {part._meta.verbose_name_plural} of its own, which a second person must confirm. "
                f"Add them to “{keep}” and remove them here first."
            )


def _fields_that_point_at(model):
    """Every foreign key to `model`, including those of the rows behind many-to-many fields and of hidden relations."""
    return [
        relation.field
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
    ]


def _move_rows(field, keep, drop, moved, change):
    """Point the rows whose `field` is `drop` at `keep`."""
    model = field.model
    rows = model._base_manager.filter(**{field.name: drop.pk}).order_by("pk")
    for row in rows:
        if model is type(keep) and row.pk == keep.pk:
            # `keep` pointed at `drop`, and must not point at itself.
            setattr(row, field.attname, None)
            row.save(update_fields=[field.attname])
            # The caller saves its own copy of `keep`.
            setattr(keep, field.attname, None)
            continue
        setattr(row, field.attname, keep.pk)
        _clear_self_grouping(row, field, keep)
        same = conflicting_row(row)
        if same is None:
            row.save()
            # The record that pointed at `drop` was saved too, so at least its date of change is new.
            change.touched(row)
            moved[str(model._meta.verbose_name)] += 1
        else:
            merge_rows(same, row)
            row.delete()


def _clear_self_grouping(row, moved_field, keep):
    """Clear the row's other, optional pointer at `keep`: a record cannot be grouped under itself."""
    pointing = [
        field
        for field in row._meta.concrete_fields
        if field.is_relation
        and field.related_model is type(keep)
        and getattr(row, field.attname) == keep.pk
        and type(row) is not type(keep)
    ]
    if len(pointing) > 1:
        optional = [field for field in pointing if field.null]
        for field in optional[: len(pointing) - 1]:
            setattr(row, field.attname, None)


def conflicting_row(row):
    """Return another row that already has one of `row`'s unique sets of values; None if there is none."""
    for names in unique_sets(type(row)):
        values = {name: getattr(row, row._meta.get_field(name).attname) for name in names}
        if None in values.values():
            continue
        found = type(row)._base_manager.filter(**values).exclude(pk=row.pk).first()
        if found is not None:
            return found
    return None


def merge_rows(row, other):
    """Merge `other` into `row`: with the lower order of the two, and with what `other` has and `row` lacks."""
    for field in row._meta.concrete_fields:
        mine, theirs = getattr(row, field.attname), getattr(other, field.attname)
        if field.name == "order":
            row.order = min(mine, theirs)
        elif mine is None and theirs is not None:
            setattr(row, field.attname, theirs)
    row.save()


def _move_generic_rows(model, keep, drop):
    """Point the rows with a generic foreign key to `drop` at `keep`, but for those of which it has one already: they go with `drop`."""
    content_type = ContentType.objects.get_for_model(model)
    for other, field in generic_keys():
        all_rows = other._base_manager.filter(**{field.ct_field: content_type})
        rows = all_rows.filter(**{field.fk_field: drop.pk})
        for names in unique_sets(other):
            rest = [name for name in names if name not in (field.ct_field, field.fk_field)]
            if field.fk_field in names and rest:
                for taken in all_rows.filter(**{field.fk_field: keep.pk}).values(*rest):
                    rows = rows.exclude(**taken)
        rows.update(**{field.fk_field: keep.pk})


def _names_of_both(keep, drop):
    """Return the other names of `keep`, then the names of `drop`, each once, without the title of `keep`."""
    names = dict.fromkeys([*keep.alias_list, drop.title, *drop.alias_list])
    names.pop(keep.title, None)
    return list(names)


def _values_to_take_over(keep, drop):
    """Return the model's own fields that are empty in `keep` but not in `drop`, as {attribute name: value}."""
    shared = {field.name for field in Publishable._meta.get_fields()}
    values = {}
    for field in keep._meta.concrete_fields:
        if field.primary_key or field.name in shared:
            continue
        value = getattr(drop, field.attname)
        if not getattr(keep, field.attname) and value:
            values[field.attname] = value
    return values


def _fill_empty_fields(keep, values):
    """Set `values` one by one, leaving out any that would break a rule: a link and a file, a record inside itself."""
    rules = [rule for rule in keep._meta.constraints if isinstance(rule, models.CheckConstraint)]
    for name, value in values.items():
        empty = getattr(keep, name)
        setattr(keep, name, value)
        try:
            for rule in rules:
                rule.validate(type(keep), keep)
        except ValidationError:
            setattr(keep, name, empty)
