"""Finding records that look alike: they stay apart until an editor decides whether they are the same."""

from collections import defaultdict
from dataclasses import dataclass

from hscp.brochure.importing.record_types import RECORD_TYPES, Target
from hscp.brochure.models import MERGEABLE
from hscp.brochure.reading.titles import look_alike
from resources.models import Toolkit
from training.enums import CourseFormat
from training.models import Course


@dataclass(frozen=True)
class Pair:
    """Two records, at least one of them new, and why they may be the same."""

    first: Target
    second: Target
    reason: str


@dataclass(frozen=True)
class _Candidate:
    target: Target
    key: str
    qualifier: str


def find_pairs(entries, stored):
    """Return the pairs among new records, and between new and stored ones. No editor has decided about those yet.

    Two records that both existed before are not compared: whoever made the second could see the first.
    """
    new = defaultdict(list)
    for entry in entries:
        if entry.outcome == "created" and entry.target.model in MERGEABLE:
            new[entry.target.model].append(_candidate(entry.target, entry.wanted[0].qualifier))
    pairs = []
    for model, made in new.items():
        name = RECORD_TYPES[model].qualifier
        for target in stored.targets[model].values():
            pairs += _pairs(_candidate(target, getattr(target.record, name) if name else ""), made)
        for number, one in enumerate(made):
            pairs += _pairs(one, made[number + 1 :])
    return pairs


def _candidate(target, qualifier):
    return _Candidate(target, RECORD_TYPES[target.model].key_of(target.title), qualifier)


def _pairs(one, others):
    return [Pair(one.target, other.target, reason) for other in others if (reason := _reason(one, other))]


def _reason(one, other):
    """Why two records of a kind may be the same; "" if nothing suggests it."""
    if one.qualifier == other.qualifier or CourseFormat.NOT_STATED in (one.qualifier, other.qualifier):
        return look_alike(one.target.title, other.target.title)
    if one.key != other.key:
        return ""
    return f"The same title {_why_apart[one.target.model]}."


# Why two records with the same title stay apart.
_why_apart = {Toolkit: "for two audiences", Course: "in two formats"}
