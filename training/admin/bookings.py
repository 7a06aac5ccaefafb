"""The bookings of a session: who has a place, who waits, adding somebody who telephones, and cancelling.

Everything goes through `training.booking.places`. Only those with rights on bookings get in.
"""

from dataclasses import fields as parts_of

from django import forms
from django.contrib import messages
from django.forms.models import fields_for_model
from django.shortcuts import get_object_or_404

from hscp.email_addresses import kept_email
from training.admin.organisation_field import OrganisationInput
from training.admin.session_pages import SessionPage, about_session
from training.booking import places
from training.booking.locking import CannotBook, SentBefore
from training.booking.overlaps import overlapping
from training.booking.questions import questions_of, with_answers
from training.enums import HOLDING, LIVE, BookingEventKind, BookingState, Source
from training.forms.fields import NO_CHILD, new_key, renew_key
from training.forms.questions import AsksQuestions
from training.mail.reading import undelivered_bookings
from training.models import Booking

# Of a Person, but no fields of a Booking.
_ASKED_OTHERWISE = {"shares_mailbox", "answers", "evidence", "invoice"}


class PersonForm(AsksQuestions, forms.Form):
    """One person to book, as staff type it. `key` stays the same when the form is sent twice."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, data=None, *, session, **kwargs):
        super().__init__(data, initial={"key": new_key()}, **kwargs)
        names = [part.name for part in parts_of(places.Person) if part.name not in _ASKED_OTHERWISE]
        if not session.asks_manager:
            names.remove("manager_email")
        self.fields |= fields_for_model(Booking, fields=names, help_texts={"access_needs": NO_CHILD})
        self.fields["organisation"].widget = OrganisationInput({"maxlength": 160})
        self.fields["shares_mailbox"] = forms.BooleanField(
            label="Several people read this mailbox",
            required=False,
            help_text="Each of them can then have a booking by name.",
        )
        # Whoever telephones may answer later, by their link.
        self.ask(questions_of(session), whose="the", required=False)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.widget.attrs.setdefault("class", "vTextField")
            if isinstance(field.widget, forms.TextInput):
                field.widget.attrs["autocomplete"] = "off"

    def clean_email(self):
        """Return the address in small letters, as the public form keeps it."""
        return kept_email(self.cleaned_data["email"])

    @property
    def person(self):
        """The Person that a valid form describes."""
        names = [part.name for part in parts_of(places.Person)]
        given = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        return places.Person(**given, answers=self.answers)

    def refuse(self, error):
        """Show a CannotBook on the field it is about. A form that was sent before gets a new key, so that it can be sent anew."""
        if isinstance(error, SentBefore):
            renew_key(self)
        field = "email" if error.field.startswith("email") else error.field
        self.add_error(field if field in self.fields else None, str(error))


def reason_for_unsuited():
    """Return the field for why staff book somebody whom the course is not for."""
    return forms.CharField(
        label="Reason if the course is not for them",
        max_length=300,
        required=False,
        help_text="Only where whom the course is for, or what to take first, does not fit. It is kept in the log. "
        + NO_CHILD,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )


class BookingsPage(SessionPage):
    """Who has a place, who waits and in which order, and who cancelled."""

    route = "bookings/"
    name = "bookings"
    template = "admin/training/session/bookings.html"
    tab = "bookings"
    shows_people = True
    permissions = ("training.view_booking",)

    def handle(self):
        session = self.session
        bookings = with_answers(session.bookings.order_by("turn"))
        waiting = [booking for booking in bookings if booking.state == BookingState.WAITING]
        return self.render(
            f"Bookings: {session}",
            holding=[booking for booking in bookings if booking.state in HOLDING],
            queue=list(enumerate(waiting, start=1)),
            undelivered=undelivered_bookings(session),
            moved_on=session.booking_events.filter(what=BookingEventKind.BOOKED)
            .exclude(booking__session=session)
            .count(),
            gone=[booking for booking in bookings if booking.state not in LIVE],
            over=max(0, session.held - session.capacity) if session.is_ours else 0,
            quota=session.quota_at(),
            questions=questions_of(session),
        )


class BookingAddPage(SessionPage):
    """Books somebody who telephones: a place if one is free for them, otherwise a turn on the waiting list."""

    route = "bookings/add/"
    name = "booking_add"
    template = "admin/training/session/booking_add.html"
    tab = "bookings"
    permissions = ("training.add_booking",)

    def handle(self):
        request, session = self.request, self.session
        if not about_session(request, session)["may_book"]:
            messages.warning(
                request,
                "Nobody can be booked into this session: it must be open or closed for booking, with places of its own, "
                "and not have begun. Add people who came without a booking to the register.",
            )
            return self.to_page("bookings")
        form = PersonForm(request.POST or None, session=session)
        form.fields["over"] = forms.CharField(
            label="Reason to book beyond the limits",
            max_length=300,
            required=False,
            help_text="Only where no place is free for them. It is kept.",
            widget=forms.TextInput(attrs={"class": "vTextField"}),
        )
        form.fields["unsuited"] = reason_for_unsuited()
        if request.method == "POST" and form.is_valid():
            try:
                [booking] = places.book(
                    session_id=session.pk,
                    people=[form.person],
                    key=form.cleaned_data["key"],
                    source=Source.ADMIN,
                    by=request.user,
                    over=form.cleaned_data["over"],
                    unsuited=form.cleaned_data["unsuited"],
                )
            except CannotBook as error:
                form.refuse(error)
            else:
                told = (
                    "They will get an email." if booking.email else "They have no address, so nobody is told."
                )
                messages.success(request, f"{booking.name}: {_outcome(booking)} {told}")
                for other in overlapping(booking):
                    messages.warning(request, f"They have another booking at that time: {other.session}.")
                return self.to_page("bookings")
        return self.render(f"Add a booking: {session}", form=form)


class BookingCancelPage(SessionPage):
    """Asks whether one booking is to be cancelled; a POST cancels it, and the next person moves up."""

    route = "bookings/<int:booking_id>/cancel/"
    name = "booking_cancel"
    template = "admin/training/session/booking_cancel.html"
    tab = "bookings"
    shows_people = True
    permissions = ("training.change_booking",)

    def handle(self, booking_id):
        booking = get_object_or_404(self.session.bookings, pk=booking_id)
        problem = ""
        if self.request.method == "POST":
            try:
                places.give_back(booking_id=booking.pk, by=self.request.user)
            except CannotBook as error:
                problem = str(error)
            else:
                messages.success(
                    self.request, f"The booking of {booking.name} is cancelled. They will get an email."
                )
                return self.to_page("bookings")
        return self.render(f"Cancel the booking of {booking.name}?", booking=booking, problem=problem)


def _outcome(booking):
    """Return in words whether a new booking has a place or waits."""
    if booking.state == BookingState.WAITING:
        return f"on the waiting list, as number {places.position(booking)}."
    return "has a place."
