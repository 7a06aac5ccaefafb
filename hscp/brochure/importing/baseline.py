"""The names and values that an import remembers, to tell an editor's work from its own at the next import."""

from hscp.brochure.importing.record_types import Target
from hscp.brochure.importing.three_way_comparison import NOTHING
from hscp.brochure.models import ImportedValue, KnownName


def remember(plan, choices):
    """Store the names and values of an applied plan. Writes only what is not remembered already."""
    stored = plan.stored
    names, values = {}, []
    for entry in plan.entries:
        target = entry.target
        if target.record is None:
            continue
        content_type = stored.content_types[target.model]
        for wanted in entry.wanted:
            if stored.known.get((target.model, *wanted.key)) != target.pk:
                key, qualifier = wanted.key
                names[content_type.pk, key, qualifier] = KnownName(
                    content_type=content_type, key=key, qualifier=qualifier, object_id=target.pk
                )
        for field, value in _values(entry, stored, choices).items():
            if stored.imported(target, field) != value:
                values.append(
                    ImportedValue(
                        source=stored.source,
                        content_type=content_type,
                        object_id=target.pk,
                        field=field,
                        value=value,
                    )
                )
    KnownName.objects.bulk_create(
        names.values(),
        update_conflicts=True,
        unique_fields=["content_type", "key", "qualifier"],
        update_fields=["object_id"],
    )
    ImportedValue.objects.bulk_create(
        values,
        update_conflicts=True,
        unique_fields=["source", "content_type", "object_id", "field"],
        update_fields=["value"],
    )


def _values(entry, stored, choices):
    """What the record now holds because the document says so, as {field: JSON}."""
    kept = entry.kept | {each.field for each in entry.differences if each.field and not choices.takes(each)}
    values = {name: _as_json(value) for name, value in entry.said.items() if name not in kept}
    name = entry.record_type.name
    if stored.imported(entry.target, name) is NOTHING or name not in kept:
        values[name] = getattr(entry.target.record, name)
    if entry.record_type.alias:
        values[entry.record_type.alias] = entry.forms
    for list_type, comparison in entry.lists.items():
        values[list_type.name] = [
            [_as_json(item), section, _as_json(attribute)]
            for (item, section), attribute in comparison.wanted.items()
            if not isinstance(item, Target) or item.pk is not None
        ]
    return values


def _as_json(value):
    return value.pk if isinstance(value, Target) else value
