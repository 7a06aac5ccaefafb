"""What training holds about one person: whoever booked, waited for dates, teaches, or was named as a manager."""

from functools import reduce
from operator import or_

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from hscp.email_addresses import email_key, spellings
from hscp.privacy.personal_fields import SubjectAccess
from hscp.privacy.subject_access import ERASED, CannotCorrect, CannotErase, forget_history, rows_of
from training.booking.events import note
from training.booking.locking import CannotBook
from training.booking.places import give_back
from training.desk.correcting import TELLS_OF
from training.enums import LIVE, BookingEventKind
from training.mail.outbox import tell
from training.mail.unsubscribing import follow, mailbox_of
from training.models import (
    Approval,
    Booking,
    BookingAnswer,
    BookingEvent,
    Charge,
    DayMark,
    Interest,
    InvitationRefusal,
    InvoiceDetails,
    ManageLink,
    Message,
    RecordLink,
    Session,
    TeamMember,
    Trainer,
)
from training.organisations.reconciling import fill_where_somebody_waits
from training.organisations.register import organisation_of
from training.privacy.retention_jobs import anonymise, clear_messages

_ADDRESSES = (
    (Booking, "email"),
    (Booking, "manager_email"),
    (Booking, "booked_by_email"),
    (Interest, "email"),
    (RecordLink, "email"),
    (Message, "to"),
    (TeamMember, "email"),
    (TeamMember, "lead_email"),
    (Trainer, "email"),
)


class TrainingAccess(SubjectAccess):
    """The person's bookings, and all that belongs to them; each act is written in the log of the bookings."""

    correctable = (
        "name",
        "email",
        "organisation",
        "organisation_type",
        "role",
        "phone",
        "access_needs",
        "manager_email",
        "certificate_name",
    )

    def held(self, email):
        bookings = _bookings(email)
        return {
            "bookings": rows_of(bookings),
            "booking_events": rows_of(BookingEvent.objects.filter(booking__in=bookings)),
            "day_marks": rows_of(DayMark.objects.filter(booking__in=bookings)),
            "answers": rows_of(BookingAnswer.objects.filter(booking__in=bookings)),
            "approvals": rows_of(Approval.objects.filter(booking__in=bookings), but={"token_hash"}),
            "charges": rows_of(Charge.objects.filter(booking__in=bookings)),
            "invoice_details": rows_of(
                InvoiceDetails.objects.filter(
                    Q(booking__in=bookings) | Q(pk__in=_with(InvoiceDetails, "email", email).values("pk"))
                )
            ),
            "manage_links": rows_of(ManageLink.objects.filter(booking__in=bookings), but={"token_hash"}),
            "booked_for_others": rows_of(
                _booked_by(email), only={"id", "session_id", "booked_by", "booked_by_email", "created_at"}
            ),
            "named_as_manager": rows_of(
                _with(Booking, "manager_email", email),
                only={"id", "session_id", "manager_email", "created_at"},
            ),
            "messages": rows_of(
                Message.objects.filter(
                    Q(pk__in=_with(Message, "to", email).values("pk")) | Q(booking__in=bookings)
                ),
                but={"unsubscribe"},
            ),
            "interests": rows_of(_with(Interest, "email", email), but={"token_hash"}),
            "invitation_refusals": rows_of(
                InvitationRefusal.objects.filter(email_hash=mailbox_of(email)), but={"email_hash"}
            ),
            "record_links": rows_of(_with(RecordLink, "email", email), but={"token_hash"}),
            "leads": rows_of(_with(TeamMember, "email", email)),
            "team": rows_of(
                _with(TeamMember, "lead_email", email),
                only={"id", "lead_email", "lead_name", "email", "name", "consent", "created_at"},
            ),
            "trainer": rows_of(_with(Trainer, "email", email)),
        }

    def exported(self, email):
        """Return who downloaded the names of the delegates of the person's sessions, and when."""
        sessions = _bookings(email).order_by().values_list("session_id", flat=True).distinct()
        made = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(Session),
            object_id__in=[str(pk) for pk in sessions],
            change_message__startswith="Exported",
        )
        return rows_of(made, only={"object_id", "action_time", "user_id", "change_message"})

    def addresses(self):
        return {
            email_key(address)
            for model, name in _ADDRESSES
            for address in model.objects.exclude(**{name: ""})
            .order_by()
            .values_list(name, flat=True)
            .distinct()
        }

    def was_shown(self, email, *, by, at):
        _note(_bookings(email).values_list("pk", flat=True), BookingEventKind.SHOWN, by=by, at=at)

    @transaction.atomic
    def correct(self, email, changes, *, by, at):
        """Write `changes` to all bookings of the person.

        A new email goes to the interest register and to what waits in the outbox too; links sent to the old one end, and
        live bookings to come get a mail with a new one.
        """
        changes = {name: _cleaned(name, value) for name, value in changes.items()}
        if "organisation" in changes:
            changes["listed_organisation"] = organisation_of(changes["organisation"])
        if "email" in changes:
            changes["email_key"] = email_key(changes["email"])
        pks = list(_bookings(email).values_list("pk", flat=True))
        _note(pks, BookingEventKind.CORRECTED, by=by, at=at)
        try:
            with transaction.atomic():
                Booking.objects.filter(pk__in=pks).update(changed_at=at, **changes)
                if "email" in changes:
                    _move_to(changes["email"], email)
        except IntegrityError as error:
            raise CannotCorrect(
                "The new address has a booking for one of these sessions, or is on a list with the old one."
            ) from error
        if "organisation" in changes:
            # The limit for one organisation may leave room for somebody who waits.
            fill_where_somebody_waits(
                Booking.objects.filter(pk__in=pks).values_list("session_id", flat=True), at=at
            )
        if "email" in changes and changes["email_key"] != email_key(email):
            ManageLink.objects.filter(booking__in=pks).delete()
            for booking in Booking.objects.filter(pk__in=pks, state__in=LIVE, session__starts_at__gt=at):
                tell(TELLS_OF[booking.state], booking)
        return {"bookings": len(pks)}

    def erase(self, email, *, by, at, until):
        """Anonymise the person's bookings and clear the rest.

        Live bookings to come are given back first, so that the places go to those who wait. Refused while others hold a
        session for too long.
        """
        made = {"created_at__lte": until}
        in_order = ("session_id", "pk")
        bookings = list(_bookings(email).filter(**made).order_by(*in_order).values_list("pk", flat=True))
        coming = Booking.objects.filter(pk__in=bookings, state__in=LIVE, session__starts_at__gt=at)
        for pk in list(coming.order_by(*in_order).values_list("pk", flat=True)):
            try:
                give_back(booking_id=pk, by=by, at=at)
            except CannotBook as error:
                raise CannotErase(str(error)) from error
        counts = {
            "booked_for_others": _booked_by(email).filter(**made).update(booked_by="", booked_by_email=""),
            "named_as_manager": _with(Booking, "manager_email", email)
            .filter(**made)
            .update(manager_email=""),
        }
        _note(bookings, BookingEventKind.ERASED, by=by, at=at)
        counts["bookings"] = anonymise(bookings, at=at)
        # The mails that giving back has just written went with the bookings.
        counts["messages"] = clear_messages(_with(Message, "to", email).filter(**made))
        counts["interests"] = _with(Interest, "email", email).filter(**made).delete()[0]
        counts["record_links"] = _with(RecordLink, "email", email).filter(**made).delete()[0]
        counts["teams"] = sum(
            _with(TeamMember, name, email).filter(**made).delete()[0] for name in ("email", "lead_email")
        )
        counts["trainers"] = _forget_trainers(email)
        return counts

    def is_back(self, email):
        return _bookings(email).exists()


def _bookings(email):
    return Booking.objects.filter(email_key=email_key(email), anonymised_at=None).exclude(email_key="")


def _booked_by(email):
    """Return the bookings that the person made for colleagues: those with their address as the one who booked.

    Older bookings have only the name of who booked. They are found if it is, with the organisation, that of a booking which
    the person made for themselves.
    """
    mine = set(_bookings(email).values_list("name", "organisation"))
    same = [
        Q(booked_by__iexact=name, booked_by_email="", organisation__iexact=organisation)
        for name, organisation in mine
    ]
    return Booking.objects.filter(reduce(or_, same, Q(booked_by_email__iexact=email)))


def _note(bookings, what, *, by, at):
    """Write in the log of bookings (ids) that their data was shown, corrected or erased, and by whom. It holds no name."""
    note(Booking.objects.filter(pk__in=bookings).only("session_id"), what, at=at, by=by)


def _forget_trainers(email):
    """Take name and address from trainers with `email`, here and in what was recorded of them."""
    trainers = _with(Trainer, "email", email)
    forget_history(Trainer, list(trainers.values_list("pk", flat=True)))
    return trainers.update(name=ERASED, email="")


def _move_to(new, old):
    """Move everything else held under the address `old` to `new`. Links to a training record stop working."""
    _with(RecordLink, "email", old).delete()
    # What somebody let a lead see, they said about the old address.
    for name in ("email", "lead_email"):
        _with(TeamMember, name, old).delete()
    _with(Booking, "booked_by_email", old).update(booked_by_email=new)
    follow(new, old)
    on_both = _with(Interest, "email", new).values("course")
    _with(Interest, "email", old).exclude(email=new).filter(course__in=on_both).delete()
    _with(Interest, "email", old).update(email=new, email_key=email_key(new))
    _with(Booking, "manager_email", old).update(manager_email=new)
    _with(Message, "to", old).filter(state=Message.State.WAITING).update(to=new)


def _with(model, name, email):
    """Return the rows of `model` whose field `name` holds the address `email`, however it is spelt there."""
    written = model.objects.exclude(**{name: ""}).order_by().values_list(name, flat=True).distinct()
    return model.objects.filter(**{f"{name}__in": spellings(written, email)})


def _cleaned(name, value):
    """Return `value` as the field `name` of a booking keeps it. Raises CannotCorrect."""
    try:
        return Booking._meta.get_field(name).clean(value.strip(), None)
    except ValidationError as error:
        raise CannotCorrect(f"This value of {name} is not valid.") from error
