"""Applies a plan, all or nothing, in one transaction and one revision."""

from collections import Counter
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass

import reversion
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, OperationalError, transaction

from hscp.brochure.importing.baseline import remember
from hscp.brochure.importing.plan_as_data import archive_key, fingerprint, plan_as_dict
from hscp.brochure.importing.plan_entries import DELETED
from hscp.brochure.importing.record_types import RECORD_TYPES, SAVE_ORDER, Target
from hscp.brochure.importing.row_writer import RowWriter
from hscp.brochure.models import ImportRun, PossibleDuplicate
from hscp.editing.freshness.review_dates import FirstDates
from hscp.editing.undoing.steps import undoable_step
from hscp.records.publishable import Publishable
from hscp.records.redirects import keep_address
from hscp.records.saving import content_change
from hscp.records.slugs import unique_slug
from hscp.records.state import State
from hscp.web.wording import counted

ALL = "all"


class StalePlan(Exception):
    """The database has changed since the plan was made. `plan` is the new plan to look at."""

    def __init__(self, plan):
        super().__init__(
            "The records have changed since this plan was made. Look at the new plan before you agree."
        )
        self.plan = plan


class ImportBusy(Exception):
    """Another import is running."""

    def __init__(self):
        super().__init__("Another import is running. Wait until it is done, then try again.")


class CannotStore(Exception):
    """A record of the document is refused. The text names it, and the rule it breaks."""

    @classmethod
    def by_database(cls, entry, error):
        """Return the exception for a record that breaks a constraint of its table."""
        rules = {rule.name: rule.violation_error_message for rule in entry.target.model._meta.constraints}
        broken = [message for name, message in rules.items() if name in str(error)]
        why = " ".join(broken) or "It breaks a rule of the database."
        return cls(f"{entry.where}, “{entry.label}”: {why} Nothing was changed.")


@contextmanager
def _storing(entry):
    try:
        yield
    except IntegrityError as error:
        raise CannotStore.by_database(entry, error) from error


@dataclass(frozen=True)
class Choices:
    """What an editor chose: the conflicts in which the document wins (keys, or ALL), and the records to archive."""

    take_document: frozenset[str] | str = frozenset()
    archive: frozenset[str] = frozenset()

    def takes(self, difference):
        """Whether to apply a difference: every change, and those conflicts in which the document wins."""
        if difference.kept_because:
            return False
        return not difference.conflict or self.take_document == ALL or difference.key in self.take_document


@dataclass
class Applied:
    """What applying a plan did, in numbers."""

    created: int = 0
    changed: int = 0
    archived: int = 0
    conflicts_kept: int = 0
    conflicts_taken: int = 0
    possible_duplicates: int = 0

    @property
    def nothing(self):
        """Whether nothing that an editor can see was changed."""
        return not (self.created or self.changed or self.archived or self.possible_duplicates)

    def sentence(self):
        """Return what was done, in a sentence."""
        kept = (
            f" {counted(self.conflicts_kept, 'conflict')} kept as the editor has {'it' if self.conflicts_kept == 1 else 'them'}."
            if self.conflicts_kept
            else ""
        )
        if self.nothing:
            return (
                f"Nothing has changed.{kept}"
                if kept
                else "Nothing has changed: the document brings nothing new."
            )
        done = [counted(self.created, "record") + " created", f"{self.changed} changed"]
        if self.archived:
            done.append(f"{self.archived} archived")
        if self.possible_duplicates:
            done.append(counted(self.possible_duplicates, "possible duplicate") + " to decide")
        return f"{', '.join(done)}.{kept}"


def apply_plan(plan, *, by, state, choices=Choices(), comment="", track=None):
    """Apply `plan` and return Applied. New records get the state `state` (draft or published).

    `by` is the user who makes the revision, or None. `track` wraps the list of records to show progress. Raises
    StalePlan if the database is no longer as the plan found it, ImportBusy if another import holds the lock, and
    CannotStore if the database refuses a record, or one may not be public.
    """
    agreed = fingerprint(plan_as_dict(plan))
    return apply_agreed(
        plan.remake, agreed=agreed, by=by, state=state, choices=choices, comment=comment, track=track
    )


def apply_agreed(make_plan, *, agreed, by, state, choices, comment="", track=None):
    """Apply the Plan that `make_plan` returns if it is still the one with the fingerprint `agreed`. See `apply_plan`.

    The plan is made once, in the transaction: what it compares must hold until it is written.
    """
    try:
        with (
            undoable_step(by=by) as step,
            transaction.atomic(),
            reversion.create_revision(manage_manually=True),
        ):
            _lock_imports()
            plan = make_plan()
            step.what = f"Imported “{plan.title}”"
            if fingerprint(plan_as_dict(plan)) != agreed:
                raise StalePlan(plan)
            reversion.set_user(by)
            reversion.set_comment(comment or f"Imported “{plan.title}”.")
            return _Applier(plan, by, state, choices).run(track or (lambda entries: entries))
    except OperationalError as error:
        if "lock" in str(error):
            raise ImportBusy from error
        raise


def _lock_imports():
    """Lock a row until the transaction ends, so that imports run one after another.

    SQLite has no row locks: the transaction itself is the lock there.
    """
    row = ContentType.objects.get_for_model(ImportRun)
    list(ContentType.objects.select_for_update(no_key=True).filter(pk=row.pk))


class _Applier:
    """Carries out one plan. The caller holds the transaction, the revision and the lock."""

    def __init__(self, plan, by, state, choices):
        self._plan = plan
        self._by = by
        self._state = state
        self._choices = choices
        self._done = Applied()
        self._touched = {}

    def run(self, track):
        """Write everything and return Applied."""
        entries = sorted(self._plan.entries, key=lambda entry: SAVE_ORDER.index(entry.target.model))
        new = [entry for entry in entries if entry.outcome == "created" or self._is_brought_back(entry)]
        stored = [entry for entry in entries if entry.target.record is not None]
        archived = [each for each in self._plan.no_longer if archive_key(each) in self._choices.archive]
        self._refuse_if_edited([entry.target for entry in stored if self._taken(entry)] + archived)
        self._first_dates = FirstDates(Counter(entry.target.model for entry in new))
        for write, group in ((self._create, track(new)), (self._complete, new), (self._change, stored)):
            for entry in group:
                with _storing(entry):
                    write(entry)
        for target in archived:
            self._archive(target)
        self._refuse_unready()
        for _, difference in self._plan.conflicts:
            if self._choices.takes(difference):
                self._done.conflicts_taken += 1
            else:
                self._done.conflicts_kept += 1
        self._offer_pairs()
        remember(self._plan, self._choices)
        with content_change() as change:
            change.touched(*self._touched.values())
        for record in self._touched.values():
            if reversion.is_registered(type(record)):
                reversion.add_to_revision(record)
        return self._done

    def _refuse_unready(self):
        """Raise CannotStore if a record that was written may not be public as it is now."""
        for model, record_type in RECORD_TYPES.items():
            written = [record for record in self._touched.values() if type(record) is model]
            if record_type.refusals and written:
                problems = record_type.refusals(written)
                if refused := [f"“{each}”: {problems[each.pk]}" for each in written if each.pk in problems]:
                    raise CannotStore(f"{' '.join(refused)} Nothing was changed.")

    def _is_brought_back(self, entry):
        return entry.outcome == DELETED and self._choices.takes(entry.differences[0])

    def _taken(self, entry):
        return [each for each in entry.differences if self._choices.takes(each)]

    def _refuse_if_edited(self, targets):
        """Lock the records to change; raise StalePlan if somebody saved one while the plan was being remade."""
        times = {}
        for target in targets:
            if isinstance(target.record, Publishable):
                times.setdefault(target.model, {})[target.pk] = target.record.updated_at
        for model, read in times.items():
            locked = (
                model._base_manager.select_for_update(no_key=True).filter(pk__in=list(read)).order_by("pk")
            )
            if dict(locked.values_list("pk", "updated_at")) != read:
                raise StalePlan(self._plan.remake())

    # Records

    def _create(self, entry):
        """Save a new record with its plain values; fields that point at records follow once all of them exist."""
        record_type, target = entry.record_type, entry.target
        first = entry.wanted[0]
        record = target.model(**{record_type.name: first.title})
        for name, value in entry.said.items():
            if first.part(name) is None and not isinstance(value, Target):
                setattr(record, name, value)
        if record_type.alias:
            setattr(record, record_type.alias, "\n".join(form for form in entry.forms if form != first.title))
        if hasattr(record, "slug"):
            record.slug = unique_slug(target.model, first.title, *_qualifiers(record, record_type))
        if isinstance(record, Publishable):
            record.state = self._state
            record.updated_by = self._by
            record.review_date = self._first_dates.date_of(record)
        record.save()
        target.record = record
        self._done.created += 1
        self._mark_touched(target)

    def _complete(self, entry):
        """Write a new record's pointers to other records, its parts and its lists."""
        record, first = entry.target.record, entry.wanted[0]
        pointing = {name: value.record for name, value in entry.said.items() if isinstance(value, Target)}
        for name, value in pointing.items():
            setattr(record, name, value)
        if pointing:
            record.save(update_fields=list(pointing))
        for name, value in entry.said.items():
            if part := first.part(name):
                part.replace(record, value)
        self._write_lists(entry, [])

    def _change(self, entry):
        """Set what differs in a stored record, and write its parts and lists."""
        record, first = entry.target.record, entry.wanted[0]
        taken = self._taken(entry)
        fields, before = [], copy(record)
        for each in taken:
            if part := first.part(each.field):
                part.replace(record, each.value)
            elif each.field:
                setattr(
                    record, each.field, each.value.record if isinstance(each.value, Target) else each.value
                )
                fields.append(each.field)
        if first.renamed and hasattr(record, "slug"):
            record.slug = unique_slug(
                entry.target.model, record.title, *_qualifiers(record, entry.record_type)
            )
            fields.append("slug")
            keep_address(before, record)
        # A record that was brought back returns to its position in lists that do not differ otherwise.
        if self._write_lists(entry, taken) or taken:
            self._save(record, fields)
            self._done.changed += 1
            self._mark_touched(entry.target)

    def _write_lists(self, entry, taken):
        rows = {id(each.row) for each in taken if each.row is not None}
        for list_type, comparison in entry.lists.items():
            result = comparison.result(lambda change: id(change) in rows)
            stored_rows = [
                row for row in result if not isinstance(row[0][0], Target) or row[0][0].record is not None
            ]
            RowWriter(list_type, entry.target, self._plan.stored).write(stored_rows)

    def _save(self, record, fields):
        if isinstance(record, Publishable):
            record.updated_by = self._by
            fields = [*fields, "updated_by", "updated_at"]
        record.save(update_fields=fields)

    def _archive(self, target):
        target.record.state = State.ARCHIVED
        self._save(target.record, ["state"])
        self._done.archived += 1
        self._mark_touched(target)

    def _mark_touched(self, target):
        self._touched[target] = target.record

    def _offer_pairs(self):
        types = {
            pair.first.model: self._plan.stored.content_types[pair.first.model] for pair in self._plan.pairs
        }
        made = []
        for pair in self._plan.pairs:
            first, second = sorted((pair.first.pk, pair.second.pk))
            made.append(
                PossibleDuplicate(
                    content_type=types[pair.first.model], first_id=first, second_id=second, reason=pair.reason
                )
            )
        PossibleDuplicate.objects.bulk_create(made)
        self._done.possible_duplicates = len(made)


def _qualifiers(record, record_type):
    """What may be added to a record's slug if another record has the same title."""
    if record_type.key:
        return [str(getattr(record, record_type.key))]
    if not record_type.qualifier:
        return []
    return [getattr(record, f"get_{record_type.qualifier}_display")()]
