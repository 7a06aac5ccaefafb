"""Records that a document names anew: a new record that may be one that the document no longer names, under another title.

That is only ever asked. An editor's answer makes the plan again, with the stored record in place of the new one.
"""

from dataclasses import dataclass

from hscp.brochure.importing.record_types import PACK_LISTS, Target
from hscp.brochure.models import MERGEABLE
from hscp.records.titles import look_alike
from themes.models import Theme

# From this share on, two packs that hold the same are asked about, whatever their titles.
SHARE = 0.5
FEWEST = 2


@dataclass(frozen=True)
class Rename:
    """A question: is the new record `key` the `former` one? `reason` says why it is asked."""

    key: str
    new: Target
    former: Target
    reason: str


def rename_key(wanted):
    """Return the text by which an answer names a wanted record, the same each time the document is read."""
    return f"{wanted.model._meta.label_lower}.{'.'.join(wanted.key)}"


def match_renamed(wanted, stored, renamed, taken):
    """Give those of `wanted` that have no target yet the stored records that an editor named, {rename_key: primary key}."""
    for each in wanted:
        pk = renamed.get(rename_key(each)) if each.target is None else None
        target = stored.target(each.model, pk)
        if isinstance(target, Target) and target not in taken:
            each.target, each.renamed = target, True
            taken.add(target)


def renamed_by_model(wanted, renamed):
    """Return {model: the primary keys of the records that `wanted` name anew}."""
    found = {}
    for each in wanted:
        if pk := renamed.get(rename_key(each)):
            found.setdefault(each.model, set()).add(pk)
    return found


def questions(entries, no_longer):
    """Return a Rename for each new record that resembles one of `no_longer`, the records that the document does not name.

    Each record is asked about once, with the one most like it.
    """
    new = [each for each in entries if each.outcome == "created" and each.target.model in MERGEABLE]
    former = {}
    for target in no_longer:
        former.setdefault(target.model, []).append(target)
    held = _held_by(former.get(Theme, []) if any(each.target.model is Theme for each in new) else [])
    found = []
    for entry in new:
        for target in former.get(entry.target.model, ()):
            share, reason = _likeness(entry, target, held)
            if reason:
                found.append((share, len(found), entry, target, reason))
    asked, used = [], set()
    for _, _, entry, target, reason in sorted(found, key=lambda each: (-each[0], each[1])):
        if entry.target not in used and target not in used:
            used |= {entry.target, target}
            asked.append(Rename(rename_key(entry.wanted[0]), entry.target, target, reason))
    return asked


def _held_by(themes):
    """Return {theme key: what its pack holds, as (list, key) pairs}, with one query for each list."""
    held = {}
    for list_type in PACK_LISTS if themes else ():
        if list_type.item_model:
            rows = list_type.through.objects.filter(theme__in=[theme.pk for theme in themes])
            for theme, item in rows.values_list("theme_id", f"{list_type.item}_id"):
                held.setdefault(theme, set()).add((list_type.name, item))
    return held


def _likeness(entry, target, held):
    """Return (how alike from 0 to 2, why); (0, "") for two that are not alike."""
    if reason := look_alike(entry.target.title, target.title):
        return 2, reason
    if target.model is not Theme:
        return 0, ""
    mine = {
        (list_type.name, item.pk)
        for list_type, comparison in entry.lists.items()
        for item, _ in comparison.wanted
        if isinstance(item, Target)
    }
    theirs = held.get(target.pk, set())
    both = len(mine & theirs)
    share = both / max(len(mine), len(theirs), 1)
    if both < FEWEST or share < SHARE:
        return 0, ""
    return (
        share,
        f"{both} of the {len(mine)} things in its pack are in the pack of the other, which has {len(theirs)}.",
    )
