"""Changes to a number or address: one person proposes, another confirms, and only then does the public see the change.

No other module writes a ContactPoint or its OpeningHours, except for the first load of the starter content. Every function
locks the pathway before anything else, so that proposals, confirmations and checks of one pathway run one at a time.
SQLite ignores the lock and relies on transaction_mode=IMMEDIATE in the settings.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from contacts.hours.night_cover import ends_with
from contacts.models import ContactChange, ContactPoint, Pathway
from contacts.numbers.line_for_readers import line_of
from contacts.numbers.value_rules import checked_pointing, checked_values
from contacts.numbers.values import (
    PUBLIC_FIELDS,
    exceptions_of,
    fingerprint,
    hours_of,
    values_of,
    whole,
)
from hscp.records.saving import content_change
from hscp.records.state import State
from hscp.web.wording import full_name

_GONE = "someone whose account is gone"

CHECK_EVERY = timedelta(days=182)
LAST_ONE = (
    "It is the only number or address of a published contact. Add another first, or archive the contact."
)
NOBODY_LEFT = (
    "Without it, nobody is known to answer this urgent contact at night and at the weekend. Add a number that does first, or write "
    "on the contact’s page why nobody answers at night."
)

Action, ChangeState = ContactChange.Action, ContactChange.State


class CannotChangeContact(Exception):
    """A proposal or a decision is refused; the message tells an editor why and what to do."""


def next_check_after(today):
    """Return the day of the next check if nobody chose one: half a year after `today` (date)."""
    return today + CHECK_EVERY


@transaction.atomic
def propose(*, pathway, action, by, point=None, values=None, waiting=None):
    """Store a change that waits for a second person, and return it. What the public sees does not change.

    `action` is one of ContactChange.Action; `point` is what it changes or removes; `values` are as values_of() gives
    them, and need not be in their usual form. A change of `point` that already waits is rewritten, and so is `waiting`,
    an addition: it then counts as proposed by `by`, in a new edition. Raises ValidationError, by field, for values that
    are wrong, and CannotChangeContact if there is nothing to change, or the last number (or the last at night) would go.
    """
    pathway = _locked(pathway.pk)
    before, values = {}, whole(values or {})
    if action != Action.ADD:
        point = ContactPoint.objects.filter(pk=point.pk, pathway=pathway).first()
        if point is None:
            raise CannotChangeContact("This number or address is no longer there.")
        before = values_of(point)
        waiting = ContactChange.objects.filter(contact_point=point, state=ChangeState.WAITING).first()
    elif waiting is not None:
        waiting = ContactChange.objects.get(pk=waiting.pk)
        _refuse_decided(waiting)
    if action == Action.REMOVE:
        _refuse_last(pathway)
        _refuse_needed(point)
        after = {}
    else:
        after = checked_values(values, pathway, point)
    if action == Action.CHANGE and after == before:
        raise CannotChangeContact(
            "This is what the public sees now."
            + (" To keep it, withdraw the change that waits." if waiting else " Nothing would change.")
        )
    _refuse_end_of_night_cover(pathway, point, after)
    change = waiting or ContactChange(pathway=pathway, contact_point=point, edition=0)
    change.action, change.before, change.after = action, before, after
    change.edition += 1
    change.proposed_by, change.proposed_at = by, timezone.now()
    change.save()
    return change


@transaction.atomic
def propose_again(*, pathway, values, by):
    """Propose each of `values`, the numbers of a deleted pathway, as an addition to `pathway`; return the additions.

    The values are not checked again: the second person judges them.
    """
    pathway = _locked(pathway.pk)
    now = timezone.now()
    return [
        ContactChange.objects.create(
            pathway=pathway, action=Action.ADD, after=each, proposed_by=by, proposed_at=now
        )
        for each in values
    ]


@transaction.atomic
def confirm(*, change, edition, by, next_check=None):
    """Make a change public that `by`, who did not propose it, found to be right; return it.

    `edition` is the one that `by` read. The point counts as checked by `by` today, until `next_check` (a future
    date; default: half a year). Raises CannotChangeContact if the change has been decided or rewritten since, if its
    point has changed, if `by` proposed it, or if nobody would be left at night for what cannot wait.
    """
    pathway, change = _waiting(change)
    _refuse_rewritten(change, edition)
    if change.proposed_by_id == by.pk:
        raise CannotChangeContact("A second person must confirm it, since you proposed it.")
    today = timezone.localdate()
    next_check = next_check or next_check_after(today)
    if next_check <= today:
        raise CannotChangeContact(
            f"The next check must be later than today. Choose a day such as {next_check_after(today):%-d %B %Y}."
        )
    point = change.contact_point
    if change.action != Action.ADD and (point is None or values_of(point) != whole(change.before)):
        raise CannotChangeContact(
            "The number or address has changed since this was proposed. Refuse it, and propose it anew if it is still right."
        )
    after = whole(change.after)
    what = str(change)
    comment = (
        f"{what}. Proposed by {full_name(change.proposed_by, _GONE)}, confirmed by {full_name(by, _GONE)}."
    )
    if change.action != Action.REMOVE:
        try:
            checked_pointing(pathway, point, after)
        except ValidationError as error:
            raise CannotChangeContact(f"It is no longer right: {' '.join(error.messages)}") from error
    _refuse_end_of_night_cover(pathway, point, after)
    with content_change(by=by, comment=comment) as content:
        if change.action == Action.REMOVE:
            _refuse_last(pathway)
            _refuse_needed(point)
            point.delete()
            change.contact_point = None
        else:
            change.contact_point = _write(pathway, point, after, by, today, next_check)
        _save_with_parts(pathway, content)
        content.say(pathway, line_of(change))
    _decide(change, ChangeState.CONFIRMED, by)
    return change


@transaction.atomic
def refuse(*, change, edition, by, reason):
    """Refuse a waiting change for the `reason` (text for the person who proposed it); return it. Raises CannotChangeContact."""
    _, change = _waiting(change)
    _refuse_rewritten(change, edition)
    if not reason.strip():
        raise CannotChangeContact("Say why, for the person who proposed it.")
    change.reason = reason.strip()
    return _decide(change, ChangeState.REFUSED, by)


@transaction.atomic
def withdraw(*, change, by):
    """Withdraw a waiting change, as its proposer and any verifier may; return it. Raises CannotChangeContact."""
    _, change = _waiting(change)
    if change.proposed_by_id != by.pk and not by.has_perm("contacts.verify_pathway"):
        raise CannotChangeContact("Only the person who proposed it, or a contact verifier, can withdraw it.")
    return _decide(change, ChangeState.WITHDRAWN, by)


@transaction.atomic
def mark_checked(*, pathway, seen, by):
    """Record that `by` found points of `pathway` to be right today; return (points checked, points left alone).

    `seen` maps the number of each point to its fingerprint() as `by` read it. A point that has changed since is left
    alone, and so is a form or website whose address is not known yet. Changes that wait for confirmation go on waiting.
    """
    pathway = _locked(pathway.pk)
    today = timezone.localdate()
    checked, left = [], []
    for point in pathway.contact_points.filter(pk__in=seen).prefetch_related("opening_hours", "exceptions"):
        right = point.value and fingerprint(point) == seen[point.pk]
        (checked if right else left).append(point)
    if not checked:
        return checked, left
    with content_change(by=by, comment=f"Checked: {'; '.join(map(str, checked))}.") as content:
        for point in checked:
            point.verified_by, point.verified_on, point.next_check = by, today, next_check_after(today)
            point.to_verify = ""
            point.save(update_fields=["verified_by", "verified_on", "next_check", "to_verify"])
        _save_with_parts(pathway, content)
    return checked, left


@transaction.atomic
def note(*, point, text, by):
    """Save the editors' note on what they still have to find out. The public never sees it, so nobody confirms it."""
    pathway = _locked(point.pathway_id)
    with content_change(by=by, comment=f"Note for editors about {point}.") as content:
        ContactPoint.objects.filter(pk=point.pk).update(to_verify=text)
        _save_with_parts(pathway, content)


def reorder(*, point, order):
    """Put a ContactPoint at the position `order` in its pathway's list. The order of numbers needs no second person."""
    ContactPoint.objects.filter(pk=point.pk).update(order=order)


def _locked(pathway_id):
    """Lock the pathway and return it."""
    pathway = Pathway.objects.select_for_update().filter(pk=pathway_id).first()
    if pathway is None:
        raise CannotChangeContact("This contact is no longer there.")
    return pathway


def _waiting(change):
    """Lock the pathway of `change` and return it with the change as it is now, which must still be waiting."""
    pathway = _locked(change.pathway_id)
    change = ContactChange.objects.filter(pk=change.pk, pathway=pathway).first()
    if change is None:
        raise CannotChangeContact("This change is no longer there.")
    _refuse_decided(change)
    return pathway, change


def _refuse_decided(change):
    if change.state != ChangeState.WAITING:
        raise CannotChangeContact(
            f"This change waits no longer: it was {change.get_state_display().lower()}."
        )


def _refuse_rewritten(change, edition):
    if change.edition != edition:
        raise CannotChangeContact(
            f"It was rewritten since you read it: {full_name(change.proposed_by, _GONE)} changed it. Read it again before you decide."
        )


def _refuse_last(pathway):
    if pathway.state == State.PUBLISHED and pathway.contact_points.count() <= 1:
        raise CannotChangeContact(LAST_ONE)


def _refuse_end_of_night_cover(pathway, point, after):
    if ends_with(pathway, point, after):
        raise CannotChangeContact(NOBODY_LEFT)


def _refuse_needed(point):
    """Refuse to remove a point at whose closed hours another answers: nobody would know when that one does."""
    other = point.answered_when_closed_by.first()
    if other is not None:
        raise CannotChangeContact(f"“{other}” answers whenever this one is closed. Change that one first.")


def _write(pathway, point, values, by, today, next_check):
    """Give `point`, or a new one at the end of the list, the confirmed `values`; return it."""
    if point is None:
        last = pathway.contact_points.aggregate(last=Max("order"))["last"]
        point = ContactPoint(pathway=pathway, order=(last or 0) + 1)
    for name in PUBLIC_FIELDS:
        setattr(point, name, values[name])
    point.answers_when_closed_id = values["answers_when_closed"]
    point.verified_by, point.verified_on, point.next_check = by, today, next_check
    if point.value:
        point.to_verify = ""
    point.save()
    _write_rows(point, point.opening_hours.all(), hours_of(values), _HOURS_KEY, ["closes"])
    _write_rows(
        point, point.exceptions.all(), exceptions_of(values), _EXCEPTION_KEY, ["last_day", "closes", "reason"]
    )
    return point


_HOURS_KEY = ("weekday", "opens", "nth", "season")
_EXCEPTION_KEY = ("first_day", "opens")


def _write_rows(point, rows, wanted, key, others):
    """Make the `rows` of `point` those `wanted`. One with an equal `key` is kept, so that the history reads well."""

    def key_of(row):
        return tuple(getattr(row, name) for name in key)

    wanted = {key_of(row): row for row in wanted}
    for row in rows:
        new = wanted.pop(key_of(row), None)
        if new is None:
            row.delete()
        elif any(getattr(new, name) != getattr(row, name) for name in others):
            for name in others:
                setattr(row, name, getattr(new, name))
            row.save(update_fields=others)
    for row in wanted.values():
        row.contact_point = point
        row.save()


def _save_with_parts(pathway, content):
    """Save the pathway with its parts, so that its own history shows the change."""
    content.save(pathway, [])


def _decide(change, state, by):
    change.state, change.decided_by, change.decided_at = state, by, timezone.now()
    change.save()
    return change
