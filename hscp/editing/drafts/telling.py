"""What readers are told when a draft is published: the line that its changes suggest, until an editor rewords it."""

from collections import Counter

from django.db import models

from hscp.editing.snapshots import parse_key
from hscp.links.models import Link
from hscp.records.parts import is_guarded, owner_field
from hscp.records.publishable import Publishable
from hscp.records.rich_text import RichTextField
from hscp.records.rich_text.plain_text import words_to_find
from hscp.updates.enums import Change
from hscp.updates.telling import NOTHING, Line, is_reworded
from hscp.web.wording import counted

# A line has so many pieces; the rest are "more".
_PIECES = 3
_NEW_LINK, _NO_LINK = "a new link", "a link taken away"
# What every record has, which is not what its page says.
_OWN = {field.name for field in Publishable._meta.get_fields()} - {"title"}


def suggested(record, changes):
    """Return the Line about `changes` of a stored `record`, as `hscp.editing.changes.diff` gives them; NOTHING for no news.

    A record that a row names is named if the public sees it. Makes one query at most for each kind of row.
    """
    found = []
    rows = Counter()
    for key, (before, after) in changes.items():
        model, _ = parse_key(key)
        if model is type(record):
            found += _of_fields(model, before, after, skip=_OWN)
        elif model is Link or _names_link(model):
            found.append((Change.LINK, _NO_LINK if after is None else _NEW_LINK))
        elif is_guarded(model):
            continue
        elif before is None and (named := _named(model, after)) is not None:
            found += [(Change.CONTENTS, named)] if named else []
        elif before is None or after is None:
            rows[model, before is None] += 1
        elif _of_fields(model, before, after, skip={"order"}):
            found.append((Change.TEXT, f"{model._meta.verbose_name} reworded"))
    for (model, is_new), number in rows.items():
        one, many = model._meta.verbose_name, model._meta.verbose_name_plural
        words = (
            counted(number, f"new {one}", f"new {many}")
            if is_new
            else f"{counted(number, one, many)} taken out"
        )
        found.append((Change.CONTENTS, words.removeprefix("1 ")))
    return _line(dict.fromkeys(found))


def kept_line(draft):
    """Return what an editor decided that readers are told of `draft`: a Line or NOTHING, None where nobody has."""
    if draft.telling is None:
        return None
    return Line(**draft.telling) if draft.telling else NOTHING


def as_kept(line):
    """Return `line`, a Line, NOTHING or None, as Draft.telling has it."""
    if line is None:
        return None
    return {"change": str(line.change), "words": line.words, "major": line.major} if line else {}


def _line(pieces):
    if not pieces:
        return NOTHING
    changes = [change for change, _ in pieces]
    first = next(each for each in (Change.CONTENTS, Change.LINK, Change.TEXT) if each in changes)
    words = [words for _, words in sorted(pieces, key=lambda piece: piece[0] != first)]
    more = f", and {len(words) - _PIECES} more" if len(words) > _PIECES else ""
    return Line(first, f"{', '.join(words[:_PIECES])}{more}")


def _of_fields(model, before, after, *, skip):
    """Return [(Change, words)] for the texts of an object that say something else than before."""
    found = []
    for name in after:
        field = model._meta.get_field(name)
        old, new = before.get(name), after[name]
        if (
            name in skip
            or old == new
            or not isinstance(field, (models.CharField, models.TextField))
            or field.choices
        ):
            continue
        if name == "title":
            found.append((Change.TEXT, f"called “{old}” before"))
        elif is_reworded([_text(field, old)], [_text(field, new)]):
            found.append(
                (Change.TEXT, f"“{field.verbose_name[:1].upper()}{field.verbose_name[1:]}” reworded")
            )
    return found


def _text(field, value):
    return words_to_find(value or "") if isinstance(field, RichTextField) else value or ""


def _names_link(model):
    return any(field.related_model is Link for field in model._meta.concrete_fields)


def _named(model, row):
    """Return "new toolkit: “Title”" for a row that names a record, "" where the public does not see that; None for any other row."""
    owner = owner_field(model)
    for field in model._meta.concrete_fields:
        if field == owner or not field.is_relation or not issubclass(field.related_model, Publishable):
            continue
        if row.get(field.name) is None:
            continue
        record = field.related_model.objects.live().filter(pk=row[field.name]).first()
        return f"new {field.verbose_name}: “{record.title}”" if record else ""
    return None
