"""A version of a record with those of its parts, and the records that versions refer to.

A revision holds everything that one act changed: an import or a bulk action may hold many records. Comparing and going
back therefore look at one record and its parts only.
"""

from collections import defaultdict

import reversion
from django.contrib.contenttypes.models import ContentType
from reversion.models import Version

from hscp.records.parts import part_relations


def with_parts(version):
    """Return `version` and the versions of all the record's parts in the same revision, the record first."""
    part_models = _part_models(version._model)
    by_model = defaultdict(list)
    if part_models:
        types = ContentType.objects.get_for_models(*part_models).values()
        rows = version.revision.version_set.filter(content_type__in=list(types)).order_by("pk")
        for row in rows:
            by_model[row._model].append(row)
    found = [version]
    for owner in found:  # grows while it is walked: parts of parts follow their owners
        for relation in recorded_parts(owner._model):
            found += [
                row
                for row in by_model[relation.related_model]
                if str(row.field_dict[relation.field.attname]) == owner.object_id
            ]
    return found


def recorded_parts(model):
    """Return the relations of `model` to those parts that revisions keep."""
    return [relation for relation in part_relations(model) if reversion.is_registered(relation.related_model)]


def _part_models(model):
    """Return the models of the parts of `model`, and of their parts."""
    found = []
    for relation in recorded_parts(model):
        found += [relation.related_model, *_part_models(relation.related_model)]
    return found


def references(versions):
    """Yield (version, field, primary key) for every record that `versions` refer to."""
    for row in versions:
        for field in version_fields(row._model):
            value = row.field_dict.get(field.attname)
            if field.many_to_many:
                for pk in value or []:
                    yield row, field, field.related_model._meta.pk.to_python(pk)
            elif field.is_relation and value is not None:
                yield row, field, value


def names_of_deleted(missing):
    """Return {(model, primary key): the last known name} for records that no longer exist."""
    names = {}
    for model, pk in missing:
        last = (
            Version.objects.get_for_object_reference(model, pk).order_by("-pk").first()
            if reversion.is_registered(model)
            else None
        )
        names[model, pk] = f"“{last.object_repr}”" if last else f"a {model._meta.verbose_name}"
    return names


def version_fields(model):
    """Return the fields of `model` that a version holds: its own and its simple many-to-many ones."""
    many = [field for field in model._meta.many_to_many if field.remote_field.through._meta.auto_created]
    return [*model._meta.concrete_fields, *many]
