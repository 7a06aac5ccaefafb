"""Records that a document names anew: a new record that may be one that the document no longer names, under another title.

That is only ever asked. An editor's answer makes the plan again, with the stored record in place of the new one.
"""

from dataclasses import dataclass

from hscp.brochure.importing.likeness import Likeness
from hscp.brochure.importing.record_types import Target
from hscp.brochure.models import MERGEABLE


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
    models = {each.target.model for each in new}
    former = [target for target in no_longer if target.model in models]
    if not former:
        return []
    likeness = Likeness(entries, former)
    found = []
    for entry in new:
        for target in former:
            if target.model is entry.target.model:
                share, reason = likeness.of(entry, target)
                if reason:
                    found.append((share, len(found), entry, target, reason))
    asked, used = [], set()
    for _, _, entry, target, reason in sorted(found, key=lambda each: (-each[0], each[1])):
        if entry.target not in used and target not in used:
            used |= {entry.target, target}
            asked.append(Rename(rename_key(entry.wanted[0]), entry.target, target, reason))
    return asked
