"""The one function by which what is live leaves the site, or gets dates and a successor."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from hscp.editing.undoing.steps import undoable_step
from hscp.editing.withdrawing.replacing import put_in_place
from hscp.records.publishable import Publishable
from hscp.records.publishing import to_change
from hscp.records.saving import SHOWN_BY, content_change
from hscp.records.state import State


class CannotTakeOffline(ValueError):
    """Some records must stay as they are: `problems` is {primary key: why, for an editor}."""

    def __init__(self, problems):
        super().__init__(" ".join(problems.values()))
        self.problems = problems


@dataclass(frozen=True)
class Step:
    """What is to become of records: their `state`; with Published, the two dates; and who takes their place.

    Without `names_successor` each keeps the successor that it has. With `replaces`, the successor is put in every place that
    uses them.
    """

    state: State
    publish_at: datetime | None = None
    expire_at: datetime | None = None
    names_successor: bool = False
    successor: Publishable | None = None
    replaces: bool = False


@dataclass
class Taken:
    """What was done: how many records changed, which others name the successor now, and which could not: {record: why}."""

    changed: int = 0
    replaced_in: list[Publishable] = field(default_factory=list)
    left: dict[Publishable, str] = field(default_factory=dict)


@transaction.atomic
def take_offline(records, *, step, by, refusals=lambda records: {}):
    """Carry out `step` for `records`, all of one model, as one revision made by the user `by`. Return what was Taken.

    It can be undone for an hour. `refusals` is given the records as they are to be, once the successor is in place, and returns {primary key: why the
    public must go on seeing it}. Raises CannotTakeOffline, and CannotPublish, without changing anything.
    """
    taken = Taken()
    with undoable_step(by=by) as kept, content_change(by=by, comment=_comment(step)) as change:
        locked = _locked(records)
        _refuse_circles(locked, step)
        if step.names_successor and step.successor is not None and step.replaces:
            for record in locked:
                replaced = put_in_place(record, step.successor, change)
                taken.replaced_in += [each for each in replaced.changed if each not in taken.replaced_in]
                taken.left |= replaced.left
        changed = [record for record in locked if _set(record, step)]
        if problems := refusals(changed):
            raise CannotTakeOffline(problems)
        for record in changed:
            change.save(record, [*SHOWN_BY, "superseded_by"])
        kept.what = f"{_comment(step)} {'; '.join(map(str, locked))}"
    taken.changed = len(changed)
    return taken


def _locked(records):
    """Return the records as they are stored, locked, so that two editors' steps run one after the other."""
    model = type(records[0])
    return list(to_change(model._base_manager.filter(pk__in=[record.pk for record in records])))


def _refuse_circles(records, step):
    successor = step.successor if step.names_successor else None
    if successor is None:
        return
    onward = [successor, *successor.successors()]
    if problems := {
        record.pk: f"“{successor}” is replaced by this record, at some remove. Choose another one."
        for record in records
        if record in onward
    }:
        raise CannotTakeOffline(problems)


def _set(record, step):
    """Give the record the values of the step. Return whether any is new."""
    values = {"state": step.state}
    if step.state == State.PUBLISHED:
        values |= {"publish_at": step.publish_at, "expire_at": step.expire_at}
    if step.names_successor:
        values["superseded_by_id"] = step.successor and step.successor.pk
    is_new = any(getattr(record, name) != value for name, value in values.items())
    for name, value in values.items():
        setattr(record, name, value)
    return is_new


def _comment(step):
    words = (
        "Changed the dates on which it is shown."
        if step.state == State.PUBLISHED
        else f"Changed to {State(step.state).label.lower()}."
    )
    if step.names_successor and step.successor is not None:
        words += f" Replaced by “{step.successor}”{', in every place' if step.replaces else ''}."
    return words
