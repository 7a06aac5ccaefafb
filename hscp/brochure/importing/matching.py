"""Matching each wanted record to a record of the database."""

from hscp.brochure.importing.record_types import RECORD_TYPES, Named, Target, Wanted
from hscp.brochure.importing.renames import match_renamed
from training.enums import CourseFormat
from training.models import Course


def match(wanted, stored, renamed):
    """Give each of `wanted` its target: a stored record, or a new one. `renamed` is what an editor said: see renames.py.

    Exact names are matched first, so that a weaker likeness does not take a record.
    """
    taken = set()
    for each in wanted:
        each.target = stored.find(each.model, *each.key)
        taken.add(each.target)
    match_renamed(wanted, stored, renamed, taken)
    for each in wanted:
        if each.target is None:
            target = _match_by_short_form(each, stored) or _match_by_format(each, stored)
            if target is not None and target not in taken:
                each.target = target
                taken.add(target)
    for each in wanted:
        if each.target is None:
            deleted_id = stored.deleted_id(each.model, *each.key)
            each.target = Target(each.model, each.title, deleted_id=deleted_id, new_label=each.label)


def _match_by_short_form(wanted, stored):
    """The record stored under the short form of a title, such as the one in a contents list."""
    forms = [wanted.fields.get(name) for name in wanted.record_type.also]
    keys = [wanted.record_type.key_of(form) for form in forms if form]
    return next(
        (target for key in keys if (target := stored.find(wanted.model, key, wanted.qualifier))), None
    )


def _match_by_format(wanted, stored):
    """The one course of that title, if the format is not stated in the document or in the record."""
    if wanted.model is not Course:
        return None
    key, qualifier = wanted.key
    if qualifier == CourseFormat.NOT_STATED:
        return stored.find_in_any(Course, key)
    return stored.find(Course, key, CourseFormat.NOT_STATED)


class Resolver:
    """Finds the Target of a value that points at a record."""

    def __init__(self, wanted, stored):
        self._wanted = {(each.model, *each.key): each for each in wanted}
        self._stored = stored

    def __call__(self, value):
        """Return the Target of a Wanted, a Named or a stored record; None for None and for an unknown name."""
        if isinstance(value, Wanted):
            return value.target
        if isinstance(value, Named):
            return self._named(value)
        return None if value is None else self._stored.target_of(value)

    def _named(self, named):
        key = RECORD_TYPES[named.model].key_of(named.title)
        if wanted := self._wanted.get((named.model, key, named.qualifier)):
            return wanted.target
        found = self._stored.find(named.model, key, named.qualifier)
        if found or named.qualifier or not RECORD_TYPES[named.model].qualifier:
            return found
        # Named by its title alone: enough where no other record of the kind has it.
        return self._stored.find_in_any(named.model, key)
