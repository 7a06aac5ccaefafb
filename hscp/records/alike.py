"""The stored records whose title looks like another: those that an editor may mean."""

from hscp.records.alike_titles import AlikeTitles
from hscp.records.titles import look_alike

MOST = 10


def alike_records(model, title, *, but=None):
    """Return the records of `model` whose title or another name looks like `title`, at most 10, without the one with key `but`."""
    records = model._default_manager.exclude(pk=but).order_by("title", "pk")
    named = [
        (pk, name)
        for pk, stored, aliases in records.values_list("pk", "title", "aliases")
        for name in (stored, *filter(None, map(str.strip, aliases.splitlines())))
    ]
    alike = AlikeTitles([title], among=[name for _, name in named])
    found = [pk for pk, name in named if alike.like(name) and look_alike(name, title)]
    chosen = records.in_bulk(list(dict.fromkeys(found))[:MOST])
    return sorted(chosen.values(), key=lambda record: (record.title, record.pk))
