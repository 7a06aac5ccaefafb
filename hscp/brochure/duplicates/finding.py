"""Records that look alike: they stay apart, and an editor is asked whether they are one."""

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
    """Two records, at least one of them new, and why they may be one."""

    first: Target
    second: Target
    reason: str


@dataclass(frozen=True)
class _Known:
    target: Target
    key: str
    qualifier: str


def find_pairs(entries, stored):
    """Return the pairs among new records, and between new and stored ones. Nobody was asked about a new record yet.

    Two records that were both there before are not compared: whoever made the second could see the first.
    """
    new = defaultdict(list)
    for entry in entries:
        if entry.outcome == "created" and entry.target.model in MERGEABLE:
            new[entry.target.model].append(_known(entry.target, entry.wanted[0].qualifier))
    pairs = []
    for model, made in new.items():
        name = RECORD_TYPES[model].qualifier
        for target in stored.targets[model].values():
            pairs += _pairs(_known(target, getattr(target.record, name) if name else ""), made)
        for number, one in enumerate(made):
            pairs += _pairs(one, made[number + 1 :])
    return pairs


def _known(target, qualifier):
    return _Known(target, RECORD_TYPES[target.model].key_of(target.title), qualifier)


def _pairs(one, others):
    return [Pair(one.target, other.target, reason) for other in others if (reason := _reason(one, other))]


def _reason(one, other):
    """Why two records of a kind may be one; "" if nothing says so."""
    if one.qualifier == other.qualifier or CourseFormat.NOT_STATED in (one.qualifier, other.qualifier):
        return look_alike(one.target.title, other.target.title)
    if one.key != other.key:
        return ""
    return f"The same title {_apart[one.target.model]}."


# What keeps two records of one title apart.
_apart = {Toolkit: "for two audiences", Course: "in two formats"}
