"""Records that look alike: they stay apart, and an editor is asked whether they are one."""

from collections import defaultdict
from dataclasses import dataclass

from hscp.brochure.models import MERGEABLE
from hscp.brochure.records import RECORD_TYPES, Target
from hscp.brochure.titles import look_alike
from resources.models import Toolkit
from training.models import Course, CourseFormat


@dataclass(frozen=True)
class Pair:
    """Two records, at least one of them new, and why they may be one."""

    first: Target
    second: Target
    first_label: str
    second_label: str
    reason: str


def find_pairs(entries, stored):
    """Return the pairs among new records, and between new and stored ones, that nobody was asked about yet.

    Two records that were both there before are not compared: whoever made the second could see the first.
    """
    labels = {entry.target: entry.label for entry in entries}
    new = defaultdict(list)
    for entry in entries:
        if entry.outcome == "created" and entry.target.model in MERGEABLE:
            new[entry.target.model].append((entry.target, entry.label, entry.wanted[0].qualifier))
    pairs = []
    for model, made in new.items():
        qualifier = RECORD_TYPES[model].qualifier
        there = [
            (target, labels.get(target, target.label), getattr(target.record, qualifier) if qualifier else "")
            for target in stored.targets[model].values()
        ]
        for number, one in enumerate(made):
            for other in [*there, *made[:number]]:
                if reason := _reason(model, other, one):
                    pairs.append(Pair(other[0], one[0], other[1], one[1], reason))
    return pairs


def _reason(model, one, other):
    """Why two records may be one; "" if nothing says so."""
    first, second = one[0].title, other[0].title
    if one[2] == other[2] or CourseFormat.NOT_STATED in (one[2], other[2]):
        return look_alike(first, second)
    key_of = RECORD_TYPES[model].key_of
    if key_of(first) != key_of(second):
        return ""
    what = {Toolkit: "for two audiences", Course: "in two formats"}[model]
    return f"The same title {what}."
