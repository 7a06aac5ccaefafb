"""Where a record is used: shown before a change or deletion, and the reason for refusing a deletion.

Generic over the models' relations, so a new relation needs no code here.
"""

from dataclasses import dataclass

from django.db.models import ForeignKey, ManyToManyField, Model

from hscp.records.parts import owner_field
from hscp.records.publishable import Publishable

# For each relation: enough for an editor to act on, without flooding the page of a record that is used everywhere.
SHOWN = 200


@dataclass(frozen=True)
class Use:
    """One record that uses another. `how` is the name of the field that does so, such as "lead toolkit"."""

    record: Model
    how: str


def where_used(records):
    """Return the uses of `records`, a list of rows of one model, as a list of Use without repeats.

    A row of a pack counts as a use by its theme. A record's own parts are not uses. Makes one query for each relation,
    however many rows use the records, and returns at most SHOWN uses for each.
    """
    if not records:
        return []
    uses = {}
    for relation in type(records[0])._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and relation.is_relation and not relation.concrete):
            continue
        for record, how in _uses_by(relation, records):
            uses[record._meta.label, record.pk, how] = Use(record, how)
    return list(uses.values())


def _uses_by(relation, records):
    """Yield (record, how) for each content record that uses `records` through `relation`."""
    field, model = relation.field, relation.related_model
    if isinstance(field, ManyToManyField):
        # A many-to-many with its own model is counted by that model's foreign keys.
        if not field.remote_field.through._meta.auto_created or not issubclass(model, Publishable):
            return
        rows = model._base_manager.filter(**{f"{field.name}__in": records}).distinct()
        for row in rows.order_by("title", "pk")[:SHOWN]:
            yield row, field.verbose_name
    elif isinstance(field, ForeignKey) and not model._meta.auto_created:
        path = _path_to_record(model, field)
        if path is None:
            return
        rows = model._base_manager.filter(**{f"{field.name}__in": records})
        if path:
            rows = rows.select_related("__".join(path))
        for row in rows.order_by("__".join([*path, "title"]), "pk")[:SHOWN]:
            record = row
            for step in path:
                record = getattr(record, step)
            yield record, field.verbose_name


def _path_to_record(model, field):
    """Return the names of the foreign keys that lead from a row of `model` to the content record it is part of.

    [] for a content record itself; None if the row is not content, or if `field` is what makes it a part.
    """
    path = []
    while not issubclass(model, Publishable):
        owner = owner_field(model)
        if owner is None or owner == field:
            return None
        path.append(owner.name)
        model = owner.related_model
    return path
