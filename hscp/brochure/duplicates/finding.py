"""Finding records that look alike: they stay apart until an editor decides whether they are the same."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from urllib.parse import urlsplit

from hscp.brochure.importing.link_part import LinkPart
from hscp.brochure.importing.record_types import RECORD_TYPES, Target
from hscp.brochure.models import MERGEABLE
from hscp.records.alike_titles import AlikeTitles
from hscp.records.titles import look_alike
from resources.models import Toolkit
from training.enums import CourseFormat
from training.models import Course

SAME_ADDRESS = "Both lead to the same address."
MOST_AT_AN_ADDRESS = 3


@dataclass(frozen=True)
class Pair:
    """Two records, at least one of them new, and why they may be the same."""

    first: Target
    second: Target
    reason: str


@dataclass(frozen=True)
class _Candidate:
    title: str
    key: str
    qualifier: str


def find_pairs(entries, stored):
    """Return the pairs among new records, and between new and stored ones. No editor has decided about those yet.

    Two records that both existed before are not compared: whoever made the second could see the first.
    """
    new = defaultdict(list)
    for entry in entries:
        if entry.outcome == "created" and entry.target.model in MERGEABLE:
            new[entry.target.model].append(entry)
    found = []
    for model, made in new.items():
        pairs = _pairs_of(model, made, stored)
        known = {frozenset((pair.first, pair.second)) for pair in pairs}
        found += pairs
        found += [
            pair
            for pair in _pairs_by_address(model, made, stored)
            if frozenset((pair.first, pair.second)) not in known
        ]
    return found


def _pairs_by_address(model, entries, stored):
    """The pairs that lead to one page. A page that many records lead to is a list of them; courses share the page for booking."""
    part = next((part for part in RECORD_TYPES[model].parts if isinstance(part, LinkPart)), None)
    new = defaultdict(list)
    for entry in entries:
        address = part.comparable(entry.said.get("link")) if part and model is not Course else ""
        if urlsplit(address).path.strip("/"):
            new[address].append(entry.target)
    owners = part.owners_of(list(new)) if new else {}
    few = {
        address: (owners.get(address, []), targets)
        for address, targets in new.items()
        if 1 < len(owners.get(address, ())) + len(targets) <= MOST_AT_AN_ADDRESS
    }
    stored.load(model, {pk for pks, _ in few.values() for pk in pks})
    return [
        Pair(one, other, SAME_ADDRESS)
        for pks, targets in few.values()
        for one, other in combinations([*(stored.target(model, pk) for pk in pks), *targets], 2)
        if other in targets
    ]


def _pairs_of(model, entries, stored):
    titles = stored.titles(model)
    targets = [entry.target for entry in entries]
    made = [_candidate(model, entry.target.title, entry.wanted[0].qualifier) for entry in entries]
    alike = AlikeTitles([each.title for each in made], among=[title for _, title, _ in titles])
    found = []
    for pk, title, qualifier in titles:
        for number in alike.like(title):
            if reason := _reason(model, _candidate(model, title, qualifier), made[number]):
                found.append((pk, targets[number], reason))
    stored.load(model, {pk for pk, _, _ in found})
    pairs = [Pair(stored.target(model, pk), target, reason) for pk, target, reason in found]
    for number, one in enumerate(made):
        for other in alike.like(one.title):
            if other > number and (reason := _reason(model, one, made[other])):
                pairs.append(Pair(targets[number], targets[other], reason))
    return pairs


def _candidate(model, title, qualifier):
    return _Candidate(title, RECORD_TYPES[model].key_of(title), qualifier)


def _reason(model, one, other):
    """Why two records of a kind may be the same; "" if nothing suggests it."""
    if one.qualifier == other.qualifier or CourseFormat.NOT_STATED in (one.qualifier, other.qualifier):
        return look_alike(one.title, other.title)
    if one.key != other.key:
        return ""
    return f"The same title {_why_apart[model]}."


# Why two records with the same title stay apart.
_why_apart = {Toolkit: "for two audiences", Course: "in two formats"}
