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
    for field, path in fields_of_use(type(records[0])):
        for row in rows_of_use(field, path, records)[:SHOWN]:
            record = record_of(row, path)
            uses[record._meta.label, record.pk, field.verbose_name] = Use(record, field.verbose_name)
    return list(uses.values())


def titles_of_users(records):
    """Return {primary key: titles of the records that use it} for `records`, a list of rows of one model.

    Makes one query for each relation, however many there are.
    """
    users = {record.pk: {} for record in records}
    for field, path in fields_of_use(type(records[0])) if records else ():
        if field.many_to_many:
            through, used = field.remote_field.through, field.m2m_reverse_field_name()
            rows = through._base_manager.filter(**{f"{used}__in": records})
            pairs = rows.values_list(f"{used}_id", f"{field.m2m_field_name()}__title")
        else:
            pairs = rows_of_use(field, path, records).values_list(field.attname, "__".join([*path, "title"]))
        for pk, title in pairs:
            users[pk][title] = True
    return {pk: sorted(titles) for pk, titles in users.items()}


def fields_of_use(model):
    """Yield (field, path) for each field by which a content record, or a part of one, uses records of `model`.

    `path` is the list of foreign keys that lead from a row of the field's model to the content record.
    """
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and relation.is_relation and not relation.concrete):
            continue
        field, user = relation.field, relation.related_model
        if isinstance(field, ManyToManyField):
            # A many-to-many with its own model is counted by that model's foreign keys.
            if field.remote_field.through._meta.auto_created and issubclass(user, Publishable):
                yield field, []
        elif isinstance(field, ForeignKey) and not user._meta.auto_created:
            path = _path_to_record(user, field)
            if path is not None:
                yield field, path


def rows_of_use(field, path, records):
    """Return the rows that use `records` by a field of `fields_of_use`, in the order of their records' titles."""
    rows = field.model._base_manager.filter(**{f"{field.name}__in": records})
    if field.many_to_many:
        rows = rows.distinct()
    if path:
        rows = rows.select_related("__".join(path))
    return rows.order_by("__".join([*path, "title"]), "pk")


def record_of(row, path):
    """Return the content record that a row of `rows_of_use` belongs to: the row itself where `path` is empty."""
    for step in path:
        row = getattr(row, step)
    return row


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
