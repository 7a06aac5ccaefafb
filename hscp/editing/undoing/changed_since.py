"""What has changed since a step, in sentences that name the record and the person."""

from django.contrib.contenttypes.fields import GenericRel
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.text import capfirst
from reversion.models import Version

from hscp.records.parts import generic_keys, owner_field
from hscp.records.publishable import Publishable
from hscp.web.wording import full_name

# Enough to know whom to ask. The others are counted.
SAID = 5


def changes_since(step, rows):
    """Return sentences on what is no longer as the step left it: rows that changed, and what uses the records that it made.

    `rows` is a RowsOfStep. An empty list means that the step can be undone.
    """
    changed = [_record_of(model, pk) for model, pk in rows.changed_since()]
    changed += [_record_of(type(row), row.pk) for row in _users_of_new(rows)]
    sentences = list(
        dict.fromkeys(_sentence(model, pk, step.done_at) for model, pk in dict.fromkeys(changed))
    )
    more = len(sentences) - SAID
    return [*sentences[:SAID], f"And {more} more."] if more > 0 else sentences


def _users_of_new(rows):
    """Yield the rows, none of the step's own, that point at what the step added, which an undo would remove."""
    own = {model: set(pks) for model, pks in rows.all().items()}
    for model, pks in rows.to_remove().items():
        for relation in model._meta.get_fields(include_hidden=True):
            # A generic relation points the other way: the row that was added names the record, not the record the row.
            points_here = (
                relation.auto_created and not relation.concrete and not isinstance(relation, GenericRel)
            )
            if points_here and not relation.many_to_many:
                other, name = relation.field.model, relation.field.name
                for row in other._base_manager.filter(**{f"{name}__in": pks}):
                    if row.pk not in own.get(other, ()):
                        yield row
        kind = ContentType.objects.get_for_model(model)
        for other, field in generic_keys():
            found = other._base_manager.filter(**{field.ct_field: kind, f"{field.fk_field}__in": pks})
            for row in found:
                if row.pk not in own.get(other, ()):
                    yield row


def _record_of(model, pk):
    """Return (model, primary key) of the record to which the row belongs, as far as the row is still there."""
    while not issubclass(model, Publishable) and (owner := owner_field(model)) is not None:
        found = model._base_manager.filter(pk=pk).values_list(owner.attname, flat=True).first()
        if found is None:
            break
        model, pk = owner.related_model, found
    return model, pk


def _sentence(model, pk, since):
    """Return who changed the record, or removed it, and when."""
    record = model._base_manager.filter(pk=pk).first()
    versions = Version.objects.get_for_object_reference(model, pk).select_related("revision__user")
    last = versions.filter(revision__date_created__gt=since).order_by("-pk").first()
    kind = model._meta.verbose_name
    if record is not None:
        name = f"“{record}” ({kind})"
    else:
        known = last or versions.order_by("-pk").first()
        name = f"“{known.object_repr}” ({kind})" if known else capfirst(f"a {kind}")
    user = last.revision.user if last else getattr(record, "updated_by", None)
    at = last.revision.date_created if last else getattr(record, "updated_at", None)
    what = "was changed" if record is not None else "was removed"
    who = f" by {full_name(user)}" if user else ""
    when = f" at {timezone.localtime(at):%H:%M}" if at and at >= since else ""
    return f"{name} {what}{who}{when}."
