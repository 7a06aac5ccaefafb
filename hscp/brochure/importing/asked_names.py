"""Which stored records the names in a document may mean: found by their names alone, without reading the records."""

from collections import defaultdict

from hscp.brochure.importing.record_types import RECORD_TYPES, Named


def names_asked(wanted):
    """Return {model: the keys of every name by which `wanted` records ask for a stored one}."""
    asked = defaultdict(set)
    for each in wanted:
        record_type = each.record_type
        asked[each.model].add(each.key[0])
        asked[each.model] |= {
            record_type.key_of(form) for name in record_type.also if (form := each.fields.get(name))
        }
        pointed_at = [*each.fields.values(), *each.guesses.values()]
        pointed_at += [
            value
            for rows in each.lists.values()
            for item, _, attribute in rows
            for value in (item, attribute)
        ]
        for value in pointed_at:
            if isinstance(value, Named):
                asked[value.model].add(RECORD_TYPES[value.model].key_of(value.title))
    return asked


def records_named(model, keys):
    """Return the primary keys of the stored records of `model` that have one of `keys` as a title or another name.

    How titles are matched is no business of a database, so that every name is read here, and nothing else.
    """
    record_type = RECORD_TYPES[model]
    if record_type.key:
        found = model._default_manager.filter(**{f"{record_type.key}__in": keys})
        return set(found.values_list("pk", flat=True))
    whole = [record_type.name, *record_type.also]
    lines = [*filter(None, [record_type.alias])]
    found = set()
    for pk, *texts in model._default_manager.values_list("pk", *whole, *lines).iterator():
        # A title is one name, even with a break in it that a document cannot have.
        names = [*texts[: len(whole)], *(line for text in texts[len(whole) :] for line in text.splitlines())]
        if any(name.strip() and record_type.key_of(name) in keys for name in names):
            found.add(pk)
    return found
