"""What the portal holds about one person, found by their email address: to show, to correct, to erase.

`erase` also writes the person on the list of the erased, as a keyed hash, so that `replay` can erase them again after an older
backup was restored. Staff accounts and published content are found, but only staff change them: an account that is active
is never erased by an address alone.
"""

import json
import re
from functools import reduce
from operator import or_

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from reversion.models import Revision, Version

from hscp.models import User
from hscp.privacy.personal_fields import personal_fields, worded_fields
from training.booking.places import give_back
from training.enums import LIVE, BookingState
from training.mail.outbox import tell
from training.models import (
    Booking,
    BookingEvent,
    ErasedPerson,
    Interest,
    ManageLink,
    Message,
    RecordLink,
    Session,
    Trainer,
)
from training.privacy import erasure_list
from training.privacy.retention import anonymise, clear_messages

ERASED = "(erased)"
CORRECTABLE = (
    "name",
    "email",
    "organisation",
    "organisation_type",
    "role",
    "phone",
    "access_needs",
    "manager_email",
)
EXPORTS = "Lists that staff downloaded are not kept by the portal. Ask whoever made these files to delete or correct them."
# The mail that tells the right person of a live booking and brings its link.
_TELLS_OF = {
    BookingState.CONFIRMED: "confirmed",
    BookingState.WAITING: "waiting",
    BookingState.OFFERED: "offered",
}


class CannotCorrect(Exception):
    """A correction is refused; the message says why and quotes nothing personal."""


class HasAccount(Exception):
    """Somebody cannot be erased while they have an active account; the message names the account by its number."""


def held_on(email):
    """Return everything held on the person with `email` as a dict that `as_json` can write."""
    bookings = _bookings(email)
    return {
        "bookings": _rows(bookings),
        "booking_events": _rows(BookingEvent.objects.filter(booking__in=bookings)),
        "manage_links": _rows(ManageLink.objects.filter(booking__in=bookings), but={"token_hash"}),
        "booked_for_others": _rows(_booked_by(email), only={"id", "session_id", "booked_by", "created_at"}),
        "named_as_manager": _rows(
            Booking.objects.filter(manager_email__iexact=email),
            only={"id", "session_id", "manager_email", "created_at"},
        ),
        "messages": _rows(Message.objects.filter(Q(to__iexact=email) | Q(booking__in=bookings))),
        "interests": _rows(Interest.objects.filter(email__iexact=email), but={"token_hash"}),
        "record_links": _rows(RecordLink.objects.filter(email__iexact=email), but={"token_hash"}),
        "trainer": _rows(Trainer.objects.filter(email__iexact=email)),
        "account": _rows(_accounts(email), but={"password"}),
        "account_acts": _rows(LogEntry.objects.filter(user__in=_accounts(email))),
        "account_revisions": _rows(Revision.objects.filter(user__in=_accounts(email))),
        "on_erasure_list": ErasedPerson.objects.filter(email_hash=erasure_list.code_of(email)).exists(),
        "mentioned_in": _mentions(email),
        "exports": {"note": EXPORTS, "files": _exports(bookings)},
    }


def as_json(held):
    """Return what `held_on` found as JSON, to give to the person."""
    return json.dumps(held, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)


def show(email, *, by=None, at=None):
    """Return what `held_on` finds, and write in the log of each of the person's bookings that it was shown."""
    held = held_on(email)
    note([row["id"] for row in held["bookings"]], "shown", by=by, at=at or timezone.now())
    return held


def note(bookings, what, *, by, at):
    """Write in the log of bookings (ids) that their data was shown, corrected or erased, and by whom. It holds no name."""
    sessions = Booking.objects.filter(pk__in=bookings).values_list("pk", "session_id")
    BookingEvent.objects.bulk_create(
        BookingEvent(booking_id=pk, session_id=session, what=what, at=at, by=by) for pk, session in sessions
    )


@transaction.atomic
def correct(email, changes, *, by=None, at=None):
    """Write `changes` ({field: text}, of CORRECTABLE) to all bookings of the person, and return how many were changed.

    A new email goes to the interest register and to what waits in the outbox too; links sent to the old one end, and live
    bookings to come get a mail with a new one. Raises CannotCorrect.
    """
    at = at or timezone.now()
    changes = {name: _cleaned(name, value) for name, value in changes.items()}
    pks = list(_bookings(email).values_list("pk", flat=True))
    note(pks, "corrected", by=by, at=at)
    try:
        with transaction.atomic():
            Booking.objects.filter(pk__in=pks).update(changed_at=at, **changes)
            if "email" in changes:
                _move_to(changes["email"], email)
    except IntegrityError as error:
        raise CannotCorrect(
            "The new address has a booking for one of these sessions, or is on a list with the old one."
        ) from error
    if "email" in changes and changes["email"].lower() != email.lower():
        ManageLink.objects.filter(booking__in=pks).delete()
        for booking in Booking.objects.filter(pk__in=pks, state__in=LIVE, session__starts_at__gt=at):
            tell(_TELLS_OF[booking.state], booking)
    return len(pks)


def erase(email, *, by=None, at=None):
    """Anonymise everything held on the person with `email`, and put them on the list of the erased.

    Live bookings to come are given back first, so that the places go to who waits. Published content is left to its editors:
    `held_on` still names it under `mentioned_in`. Return {what: number of rows}. Raises HasAccount while the person has an
    active account, and CannotBook while others hold a session for too long; then nothing was changed.
    """
    at = at or timezone.now()
    if account := _accounts(email).filter(is_active=True).first():
        raise HasAccount(
            f"Account {account.pk} has this address and is active. Switch it off or change its address first."
        )
    with transaction.atomic():
        counts = _erase(email, by=by, at=at, until=at)
        erasure_list.remember(erasure_list.code_of(email), at)
    return counts


def replay(*, at=None):
    """Erase again everybody on the list of the erased who came back with a backup. Return how many people.

    What somebody gave after they were erased stays: they came anew. Active accounts are left alone.
    """
    at = at or timezone.now()
    erased = dict(ErasedPerson.objects.values_list("email_hash", "erased_at"))
    people = 0
    for email in sorted(_addresses()):
        until = erased.get(erasure_list.code_of(email))
        if until is None or _accounts(email).filter(is_active=True).exists():
            continue
        with transaction.atomic():
            people += any(_erase(email, by=None, at=at, until=until).values())
    return people


def _erase(email, *, by, at, until):
    """Erase what the person with `email` gave up to `until`, and return {what: number of rows}."""
    made = {"created_at__lte": until}
    bookings = list(_bookings(email).filter(**made).order_by("session_id", "pk").values_list("pk", flat=True))
    coming = Booking.objects.filter(pk__in=bookings, state__in=LIVE, session__starts_at__gt=at)
    for pk in list(coming.order_by("session_id", "pk").values_list("pk", flat=True)):
        give_back(booking_id=pk, by=by, at=at)
    counts = {
        "booked_for_others": _booked_by(email).filter(**made).update(booked_by=""),
        "named_as_manager": Booking.objects.filter(manager_email__iexact=email, **made).update(
            manager_email=""
        ),
    }
    note(bookings, "erased", by=by, at=at)
    counts["bookings"] = anonymise(bookings, at=at)
    # The mails that giving back has just written went with the bookings.
    counts["messages"] = clear_messages(Message.objects.filter(to__iexact=email, **made))
    counts["interests"] = Interest.objects.filter(email__iexact=email, **made).delete()[0]
    counts["record_links"] = RecordLink.objects.filter(email__iexact=email, **made).delete()[0]
    counts["trainers"] = _forget_trainers(email)
    counts["sign_ins"] = _forget_sign_ins(email)
    counts["accounts"] = _forget_accounts(email)
    counts["other_records"] = 0 if _bookings(email).exists() else _cut_out(email)
    return counts


def _forget_trainers(email):
    """Take name and address from trainers with `email`, here and in what was recorded of them."""
    trainers = Trainer.objects.filter(email__iexact=email)
    pks = list(trainers.values_list("pk", flat=True))
    _forget_history(Trainer, pks)
    return trainers.update(name=ERASED, email="")


def _forget_accounts(email):
    """Take name, user name and address from accounts with `email`, here and in what was recorded of them."""
    accounts = list(_accounts(email))
    _forget_history(User, [account.pk for account in accounts])
    for account in accounts:
        account.username, account.email = f"erased-{account.pk}", ""
        account.first_name = account.last_name = ""
        account.set_unusable_password()
        account.save()
    return len(accounts)


def _forget_sign_ins(email):
    """Delete what was kept of signing in with `email`, or with the user name of an account that has it."""
    names = [email, *_accounts(email).values_list("username", flat=True)]
    by_name = reduce(or_, [Q(username__iexact=name) for name in names])
    return sum(
        model.objects.filter(by_name).delete()[0] for model in (AccessAttempt, AccessFailureLog, AccessLog)
    )


def _forget_history(model, pks):
    """Delete the kept versions of these rows of `model`, and their names in the log of what staff did."""
    ids = [str(pk) for pk in pks]
    content_type = ContentType.objects.get_for_model(model)
    Version.objects.filter(content_type=content_type, object_id__in=ids).delete()
    LogEntry.objects.filter(content_type=content_type, object_id__in=ids).update(object_repr=ERASED)


def _cut_out(email):
    """Cut `email` out of every personal field of every model where it still stands, and return in how many places."""
    pattern, places = _pattern(email), 0
    for field, _ in personal_fields():
        rows = field.model._base_manager
        for pk, text in _with_address(field, email):
            rows.filter(pk=pk).update(**{field.name: pattern.sub(ERASED, text)[: field.max_length]})
            places += 1
    return places


def _mentions(email):
    """Return where `email` stands, in any field of any model: a list of {"where", "ids"}."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        for field in worded_fields(model):
            if pks := [pk for pk, _ in _with_address(field, email)]:
                found.append({"where": str(field), "ids": pks})
    return found


def _with_address(field, email):
    """Return (primary key, text) of the rows in whose `field` the whole of `email` stands, in any case of its letters."""
    rows = (
        field.model._base_manager.annotate(as_text=Cast(field.name, TextField()))
        .filter(as_text__icontains=email)
        .order_by("pk")
        .values_list("pk", "as_text")
    )
    pattern = _pattern(email)
    return [(pk, text) for pk, text in rows if pattern.search(text)]


def _pattern(email):
    """Return what finds `email` but not a longer address that it is part of."""
    return re.compile(rf"(?<![\w.+'-]){re.escape(email)}(?![\w-]|\.\w)", re.IGNORECASE)


def _exports(bookings):
    """Return who downloaded the names of the delegates of these bookings' sessions, and when."""
    sessions = [str(pk) for pk in bookings.order_by().values_list("session_id", flat=True).distinct()]
    made = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Session),
        object_id__in=sessions,
        change_message__startswith="Exported",
    )
    return _rows(made, only={"object_id", "action_time", "user_id", "change_message"})


def _bookings(email):
    return Booking.objects.filter(email__iexact=email, anonymised_at=None)


def _booked_by(email):
    """Return the bookings that the person made for colleagues: of their organisations, with their name as who booked.

    The form asks who books only for a name. Bookings of somebody who never booked for themselves are not found.
    """
    mine = set(_bookings(email).values_list("name", "organisation"))
    same = [Q(booked_by__iexact=name, organisation__iexact=organisation) for name, organisation in mine]
    return Booking.objects.filter(reduce(or_, same)) if same else Booking.objects.none()


def _accounts(email):
    return User.objects.filter(Q(email__iexact=email) | Q(username__iexact=email))


def _addresses():
    """Return every address, in small letters, that `replay` may have to erase."""
    fields = (
        (Booking, "email"),
        (Booking, "manager_email"),
        (Interest, "email"),
        (RecordLink, "email"),
        (Message, "to"),
        (Trainer, "email"),
        (User, "email"),
    )
    return {
        address.lower()
        for model, name in fields
        for address in model.objects.exclude(**{name: ""}).order_by().values_list(name, flat=True).distinct()
    }


def _move_to(new, old):
    """Give what else stands under the address `old` to `new`. Links to a training record end."""
    RecordLink.objects.filter(email__iexact=old).delete()
    on_both = Interest.objects.filter(email__iexact=new).values("course")
    Interest.objects.filter(email__iexact=old, course__in=on_both).delete()
    Interest.objects.filter(email__iexact=old).update(email=new)
    Booking.objects.filter(manager_email__iexact=old).update(manager_email=new)
    Message.objects.filter(to__iexact=old, state=Message.State.WAITING).update(to=new)


def _cleaned(name, value):
    """Return `value` as the field `name` of a booking keeps it. Raises CannotCorrect."""
    if name not in CORRECTABLE:
        raise CannotCorrect(f"These can be corrected: {', '.join(CORRECTABLE)}.")
    try:
        return Booking._meta.get_field(name).clean(value.strip(), None)
    except ValidationError as error:
        raise CannotCorrect(f"This value of {name} is not valid.") from error


def _rows(queryset, *, only=None, but=frozenset()):
    """Return the rows of `queryset` as dicts of their own columns: `only` these, or all `but` these."""
    names = [field.attname for field in queryset.model._meta.concrete_fields]
    kept = [name for name in names if (only is None or name in only) and name not in but]
    return list(queryset.order_by("pk").values(*kept))
