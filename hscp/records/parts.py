"""The parts of a record, as opposed to what merely uses it, read from the models.

By rule, only true parts are deleted with their record: a row whose foreign key cascades is a part of the
record that key leads to. A step is part of its pathway, a row of a pack is part of its theme.
"""

import reversion
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db.models import CASCADE, ForeignKey, UniqueConstraint

from hscp.records.publishable import Publishable

_HISTORY_APPS = {"reversion", "admin"}


def part_relations(model):
    """Return the reverse relations of `model` that lead to its parts, in the order the models declare them."""
    return [
        relation
        for relation in model._meta.related_objects
        if relation.one_to_many
        and relation.on_delete is CASCADE
        and _belongs_to_content(relation.related_model)
    ]


def version_lookups(model):
    """Return the lookups that load what a version of a record of `model` holds: its parts, theirs, and what it lists."""
    lookups = [
        field.name for field in model._meta.many_to_many if field.remote_field.through._meta.auto_created
    ]
    for relation in part_relations(model):
        owner = owner_field(relation.related_model)
        if owner == relation.field and reversion.is_registered(relation.related_model):
            name = relation.get_accessor_name()
            lookups += [name, *(f"{name}__{each}" for each in version_lookups(relation.related_model))]
    return lookups


def owner_field(model):
    """Return the foreign key by which a row of `model` is part of something, or None for a record of its own."""
    if issubclass(model, Publishable):
        return None
    return next(
        (
            field
            for field in model._meta.fields
            if isinstance(field, ForeignKey)
            and field.remote_field.on_delete is CASCADE
            and _belongs_to_content(field.related_model)
        ),
        None,
    )


def is_guarded(model):
    """Whether rows of `model` are written only by their app's own function.

    A model declares this with `guarded = True`, and its parts are then guarded too. Restoring an old version of a
    record leaves these rows alone, and a record that has some is not merged into another.
    """
    if getattr(model, "guarded", False):
        return True
    owner = owner_field(model)
    return owner is not None and is_guarded(owner.related_model)


def models_except(names):
    """Return the models with a table of their own, those of many-to-many relations too, but for the apps and models of `names`.

    A name is "app" or "app.Model". The table of a many-to-many relation belongs to the model that has it.
    """
    found = []
    for model in apps.get_models(include_auto_created=True):
        owner = model._meta.auto_created or model
        if (
            model._meta.managed
            and not model._meta.proxy
            and not {owner._meta.app_label, owner._meta.label} & names
        ):
            found.append(model)
    return found


def generic_keys():
    """Return (model, field) for every generic foreign key but those of the history, which keeps what was, whatever becomes of it."""
    return [
        (model, field)
        for model in apps.get_models()
        if model._meta.app_label not in _HISTORY_APPS
        for field in model._meta.private_fields
        if isinstance(field, GenericForeignKey)
    ]


def unique_sets(model):
    """Yield the sets of field names of `model` that must be unique together, from rules over plain fields."""
    yield from (
        [field.name] for field in model._meta.concrete_fields if field.unique and not field.primary_key
    )
    yield from model._meta.unique_together
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.fields and not constraint.condition:
            yield constraint.fields


def free_fields(model):
    """Return the names of those fields of a guarded `model` that whoever may edit the record may change.

    A model declares them as `free_fields`; other guarded models have none.
    """
    return getattr(model, "free_fields", ())


def _belongs_to_content(model):
    """Whether `model` is a content record or, through its owners, part of one."""
    return issubclass(model, Publishable) or owner_field(model) is not None
