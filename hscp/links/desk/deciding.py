"""Taking a decision at the desk, for the records of a line that are ticked; and taking it back.

What is decided is written by `hscp.links.deciding`; the address of a form or website of a contact is proposed to a second person,
as every change of it. Nothing is written where somebody else has decided since the editor opened the page.
"""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction

from contacts.models import ContactChange, ContactPoint
from contacts.numbers.values import values_of
from contacts.numbers.verification import CannotChangeContact, propose, withdraw
from hscp.links import deciding
from hscp.links.addresses import clean_address
from hscp.links.desk.kinds import BY_MODEL, BY_NAME
from hscp.links.desk.overtaken import what_happened
from hscp.links.desk.seen import seen_of
from hscp.links.models import Link, LinkCheck
from hscp.links.undoing import CannotUndo, put_back, state_of
from hscp.records.saving import content_change
from resources.models import Publisher


class Overtaken(Exception):
    """Somebody else has decided since the page was opened. The text says what, for an editor."""


class NotDecided(Exception):
    """A decision cannot be taken like this. The text says why and what to do, for an editor."""


@dataclass(frozen=True)
class Decision:
    """What an editor decides: the `choice` (one of the keys of CHOICES), for the `link` (number) or the `address` typed, or why
    (`because`). `parent_page`: the address typed is only the page on which they are found.
    """

    choice: str
    link: int | None = None
    address: str = ""
    parent_page: bool = False
    because: str = ""


@dataclass
class Taken:
    """A decision that was taken: `what` in words, and all that it takes to undo it, as data that JSON can hold."""

    what: str
    title: str
    keys: list
    undo: dict = field(default_factory=dict)


# What the choices are: of a suggested link that it is right, that it is only the page above, or the thing itself; that it has moved.
OF_A_LINK = ("confirm", "parent", "itself", "moved")
CHOICES = (*OF_A_LINK, "address", "unavailable")


@transaction.atomic
def decide(decision, *, ticked, unticked, seen, links, by):
    """Take a Decision for the records `ticked`, and return what was Taken.

    `ticked` and `unticked` are lists of (kind, number) of the records of one line; `seen` has their codes ({(kind, number): code},
    see `seen_of`); `links` is a list of the numbers of the links of the line. Raises Overtaken, NotDecided, ValidationError for
    an address that is not kept, and CannotPublish.
    """
    if not ticked:
        raise NotDecided("Tick at least one of the records.")
    locked = _locked([*ticked, *unticked])
    _refuse_overtaken(locked, ticked, seen)
    records = [locked[member] for member in ticked]
    others = [locked[member] for member in unticked if member in locked]
    shown = list(Link.objects.select_for_update().filter(pk__in=links).order_by("pk"))
    link = next((each for each in shown if each.pk == decision.link), None)
    if decision.choice in OF_A_LINK:
        if link is None:
            raise Overtaken("This link is no longer there. Look at the line again.")
        _refuse_foreign(link, by)
    linked = [record for record in records if not isinstance(record, ContactPoint)]
    points = [record for record in records if isinstance(record, ContactPoint)]
    address = _address_of(decision, link)
    affected = _affected(records, others, link)
    known = [*shown, *Link.objects.filter(address=address)] if address else shown
    before = state_of(affected, known)
    comment = f"Decided at the link desk: {decision.choice}."
    with content_change(by=by, comment=comment):
        changes = _propose(points, decision, address, by)
        if linked:
            known += _write(decision, link, address, linked, others, shown, by)
        what = _words(decision, address, len(records), len(changes))
    numbers = {*before["links"], *(each.pk for each in known)}
    after = state_of(affected, Link.objects.filter(pk__in=numbers))
    keys = [f"{BY_MODEL[type(record)].name}-{record.pk}" for record in affected]
    undo = {"records": keys, "before": before, "after": after, "changes": changes}
    first = records[0]
    return Taken(what, str(first.pathway if isinstance(first, ContactPoint) else first), keys, undo)


@transaction.atomic
def book_at(provider, address, *, by):
    """Set where the courses of `provider` (the number of a Publisher) are booked, and return what was Taken.

    Raises Overtaken where somebody else has set it meanwhile, and ValidationError for an address that is not kept.
    """
    provider = Publisher.objects.select_for_update(of=("self",)).filter(pk=provider).first()
    if provider is None:
        raise Overtaken("This provider is no longer there.")
    if provider.default_link is not None:
        raise Overtaken(f"The courses of {provider} are booked at {provider.default_link} already.")
    known = list(Link.objects.filter(address=clean_address(address), parent_page=False))
    before = state_of([], known)
    link = deciding.book_at(provider, address, by=by)
    undo = {
        "records": [],
        "before": before,
        "after": state_of([], [link]),
        "changes": [],
        "provider": [provider.pk, link.pk],
    }
    return Taken(f"Courses are booked at {link.address}.", str(provider), [], undo)


@transaction.atomic
def undo(taken, *, by):
    """Take back what was Taken (its `undo`, a dictionary). Raises CannotUndo where something has changed since."""
    members = [_member(key) for key in taken["records"]]
    locked = _locked(members)
    if len(locked) < len(members):
        raise CannotUndo("One of the records is no longer there.")
    for change in ContactChange.objects.filter(pk__in=taken["changes"]):
        try:
            withdraw(change=change, by=by)
        except CannotChangeContact as error:
            raise CannotUndo(str(error)) from error
    if "provider" in taken:
        _forget_booking(*taken["provider"], by=by)
    put_back([locked[member] for member in members], taken["before"], taken["after"], by=by)


def _forget_booking(provider, link, *, by):
    provider = (
        Publisher.objects.select_for_update(of=("self",)).filter(pk=provider, default_link=link).first()
    )
    if provider is None:
        raise CannotUndo("It has been changed since, so it stays as it is.")
    with content_change(by=by, comment=f"Took back where courses of {provider} are booked.") as change:
        provider.default_link = None
        provider.save(update_fields=["default_link"])
        change.touched(provider, *provider.courses.all())


def _member(key):
    name, _, pk = key.partition("-")
    return BY_NAME[name], int(pk)


def _locked(members):
    """Lock the records of `members`, a list of (kind, number), and return {(kind, number): record} of those still there."""
    found = {}
    for kind in BY_NAME.values():
        pks = [pk for each, pk in members if each is kind]
        if pks:
            records = kind.model.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
            found |= {(kind, record.pk): record for record in records}
    return found


def _refuse_overtaken(locked, ticked, seen):
    for kind in {kind for kind, _ in ticked}:
        records = [locked[member] for member in ticked if member[0] is kind and member in locked]
        now = seen_of(kind, records)
        for each, pk in ticked:
            if each is kind and now.get(pk) != seen.get((kind, pk)):
                raise Overtaken(what_happened(kind, locked.get((kind, pk))))


def _refuse_foreign(link, by):
    """Refuse to decide about a link that also serves records of which this person may not decide."""
    for record in deciding.records_of(link):
        kind = BY_MODEL[type(record)]
        if not by.has_perm(kind.permission):
            raise NotDecided(
                f"It also serves “{record}”, of which you may not decide. Ask an editor, or give another address."
            )


def _affected(records, others, link):
    """Return every record that a decision may change: those of the line, and those that share the link."""
    found = {(type(record), record.pk): record for record in [*records, *others]}
    for record in deciding.records_of(link) if link else ():
        found.setdefault((type(record), record.pk), record)
    return list(found.values())


def _address_of(decision, link):
    if decision.choice == "address":
        return clean_address(decision.address)
    if decision.choice == "moved":
        check = LinkCheck.objects.filter(link=link).first()
        if check is None or not check.new_address:
            raise Overtaken("It is no longer known where this has moved. Look at the line again.")
        return check.new_address
    return link.address if link and decision.choice in OF_A_LINK else ""


def _write(decision, link, address, records, others, shown, by):
    """Write a decision about `records`, and return the links that it touched, as a list."""
    if decision.choice == "unavailable":
        deciding.not_available(records, decision.because, by=by, instead_of=shown)
        return []
    if decision.choice == "address":
        return [deciding.lead_to(records, address, by=by, parent_page=decision.parent_page, instead_of=shown)]
    if decision.choice == "moved":
        # Those that only share the title have no row to move.
        moved = deciding.move(link, records, address, by=by)
        return [
            moved,
            deciding.lead_to(records, address, by=by, parent_page=moved.parent_page, instead_of=shown),
        ]
    deciding.take_away(link, others, by=by)
    parent_page = {"parent": True, "itself": False}.get(decision.choice, link.parent_page)
    link = deciding.confirm(link, by=by, parent_page=parent_page)
    instead_of = [each for each in shown if each.pk != link.pk]
    return [deciding.lead_to(records, link.address, by=by, parent_page=parent_page, instead_of=instead_of)]


def _propose(points, decision, address, by):
    """Propose `address` for each of `points`, and return the numbers of the changes that now wait for a second person."""
    if points and decision.choice == "unavailable":
        raise NotDecided(
            "A form or website of a contact cannot be marked as not available. Remove it on the contact’s own page instead."
        )
    changes = []
    for point in points:
        values = values_of(point) | {"value": address}
        try:
            change = propose(
                pathway=point.pathway, action=ContactChange.Action.CHANGE, by=by, point=point, values=values
            )
        except CannotChangeContact as error:
            raise NotDecided(str(error)) from error
        except ValidationError as error:
            raise NotDecided(" ".join(error.messages)) from error
        changes.append(change.pk)
    return changes


def _words(decision, address, number, proposed):
    """Return what was decided, as a sentence."""
    serves = "" if number == 1 else f" It serves {number} records."
    second = " A second person confirms it for the contact." if proposed else ""
    match decision.choice:
        case "unavailable":
            return f"Not available: {decision.because}{serves}"
        case "confirm" | "itself":
            return f"Confirmed: {address}.{serves}{second}"
        case "parent":
            return f"To be found on {address}.{serves}{second}"
        case "moved":
            return f"Moved to {address}.{serves}{second}"
    return f"Leads to {address}.{serves}{second}"
