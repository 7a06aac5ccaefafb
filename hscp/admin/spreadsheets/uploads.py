"""An uploaded sheet: planned without a trace, and applied whole once an editor agrees to the plan.

Planning saves the rows and takes everything back, so that a plan tells what applying it will do. What is to be applied is
kept nowhere in between: the page of the plan holds it, signed for the person who uploaded the file.
"""

from contextlib import suppress
from dataclasses import asdict

import reversion
from django.conf import settings
from django.core import signing

from hscp.admin.spreadsheets.reading import Line, Table
from hscp.editing.undoing.steps import undoable_step
from hscp.records.saving import content_change
from hscp.web.wording import counted

_SALT = "hscp.admin.spreadsheets"
_LASTS_SECONDS = 24 * 60 * 60
# What the browser sends back has to fit into a request.
_MOST_SIGNED = settings.DATA_UPLOAD_MAX_MEMORY_SIZE - 100_000


class StalePlan(Exception):
    """The records changed since the plan was made. `plan` is the new one."""

    def __init__(self, plan):
        super().__init__(
            "The records have changed since this plan was made, and nothing was saved. Look at the new plan before you agree."
        )
        self.plan = plan


class CannotCarry(Exception):
    """What a plan would apply is too much for one page, or is no longer to be read; the text says what to do."""


class _TakeBack(Exception):
    """Ends the change of content that only makes a plan."""


def plan_upload(sheet, table):
    """Return the Plan of uploading `table` to `sheet`. Nothing stays of it."""
    plan = None
    with suppress(_TakeBack), content_change():
        plan = sheet.run(table)
        raise _TakeBack
    return plan


def apply_upload(sheet, table, *, agreed, name, by):
    """Apply the rows of `table` as one revision, which can be undone for an hour, and return the Plan of what was done.

    Raises StalePlan where that is not the plan with the fingerprint `agreed`, and CannotPublish; nothing is saved then.
    """
    with (
        undoable_step(by=by, what=f"Uploaded the spreadsheet “{name}”"),
        content_change(by=by, comment=f"Spreadsheet “{name}”."),
    ):
        plan = sheet.run(table, lock=True)
        if plan.fingerprint != agreed:
            raise StalePlan(plan)
        reversion.set_comment(f"Spreadsheet “{name}”: {told(plan)}.")
    return plan


def told(plan):
    """Return what a plan does in a few words."""
    numbers = plan.counts
    return f"{counted(numbers['created'], 'record')} created, {numbers['changed']} changed"


def signed(plan, table, *, name, by, what):
    """Return the rows that `plan` takes from `table`, with its fingerprint, as text for the page. `what` names the sheet.

    Raises CannotCarry.
    """
    wanted = {entry.number for entry in plan.entries if entry.does_something}
    lines = [line for line in table.lines if line.number in wanted]
    return carry(table.headings, lines, plan.fingerprint, name=name, by=by, what=what)


def carry(headings, lines, agreed="", *, name, by, what):
    """Return rows (list of Line) as text for the page, which `read_signed` reads. Raises CannotCarry."""
    carried = {
        "headings": headings,
        "lines": [asdict(line) for line in lines],
        "agreed": agreed,
        "name": name,
    }
    text = signing.dumps(carried, salt=_salt(what, by), compress=True)
    if len(text) > _MOST_SIGNED:
        raise CannotCarry(
            "The sheet holds too much text for one upload. Leave out the columns that you do not change, or upload it in parts."
        )
    return text


def read_signed(text, *, by, what):
    """Return (table, fingerprint, name of the file) of what `signed` gave to the same person. Raises CannotCarry."""
    try:
        carried = signing.loads(text, salt=_salt(what, by), max_age=_LASTS_SECONDS)
    except signing.BadSignature as error:
        raise CannotCarry("The plan is out of date. Choose the file again.") from error
    lines = [Line(**line) for line in carried["lines"]]
    return Table(carried["headings"], lines), carried["agreed"], carried["name"]


def _salt(what, by):
    return f"{_SALT}:{what}:{by.pk}"
