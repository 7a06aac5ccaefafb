"""The bookings of a session: who has a place, who waits, adding somebody who telephones, and cancelling.

Everything goes through `training.booking.places`. Only those with rights on bookings get in.
"""

import secrets
from dataclasses import fields as parts_of

from django import forms
from django.contrib import messages
from django.forms.models import fields_for_model
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse

from training.booking import places
from training.enums import HOLDING, LIVE, BookingState, Source
from training.models import Booking

NO_CHILD = "Do not give details of any child or family."


class PersonForm(forms.Form):
    """One person to book, as staff type it. `key` stays the same when the form is sent twice."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, data=None, *, session, **kwargs):
        super().__init__(data, initial={"key": secrets.token_hex(16)}, **kwargs)
        names = [part.name for part in parts_of(places.Person)]
        if not session.asks_manager:
            names.remove("manager_email")
        self.fields |= fields_for_model(Booking, fields=names, help_texts={"access_needs": NO_CHILD})
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.widget.attrs.setdefault("class", "vTextField")
            if isinstance(field.widget, forms.TextInput):
                field.widget.attrs["autocomplete"] = "off"

    def clean_email(self):
        """Return the address in small letters, as the public form keeps it."""
        return self.cleaned_data["email"].lower()

    @property
    def person(self):
        """The Person that a valid form describes."""
        return places.Person(**{name: value for name, value in self.cleaned_data.items() if name != "key"})

    def refuse(self, error):
        """Show a CannotBook on the field it is about."""
        self.add_error("email" if error.field.startswith("email") else None, str(error))


class BookingPages:
    """Mixin for the ModelAdmin of sessions: the pages of its bookings."""

    def get_urls(self):
        return [
            self.page_path("bookings/add/", self.booking_add_view, "booking_add"),
            self.page_path("bookings/<int:booking_id>/cancel/", self.booking_cancel_view, "booking_cancel"),
            self.page_path("bookings/", self.bookings_view, "bookings"),
            *super().get_urls(),
        ]

    def bookings_view(self, request, object_id):
        """List who has a place, who waits and in which order, and who cancelled."""
        session = self.session_for(request, object_id, "view_booking")
        bookings = list(session.bookings.order_by("turn"))
        waiting = [booking for booking in bookings if booking.state == BookingState.WAITING]
        return self.show(
            request,
            "bookings",
            f"Bookings: {session}",
            session,
            "bookings",
            holding=[booking for booking in bookings if booking.state in HOLDING],
            queue=list(enumerate(waiting, start=1)),
            gone=[booking for booking in bookings if booking.state not in LIVE],
            over=max(0, session.held - session.capacity) if session.is_ours else 0,
            quota=session.quota_at(),
        )

    def booking_add_view(self, request, object_id):
        """Book somebody who telephones: a place if one is free for them, otherwise a turn on the waiting list."""
        session = self.session_for(request, object_id, "add_booking")
        about = self.about(request, session)
        if not about["may_book"] or session.starts_at <= about["at"]:
            messages.warning(
                request,
                "Nobody can be booked into this session: it must be open or closed for booking, with places of its own, "
                "and not have begun. Add people who came without a booking on the register.",
            )
            return redirect(reverse("admin:training_session_bookings", args=[session.pk]))
        form = PersonForm(request.POST or None, session=session)
        if request.method == "POST" and form.is_valid():
            try:
                [booking] = places.book(
                    session_id=session.pk,
                    people=[form.person],
                    key=form.cleaned_data["key"],
                    source=Source.ADMIN,
                    by=request.user,
                )
            except places.CannotBook as error:
                form.refuse(error)
            else:
                messages.success(request, f"{booking.name}: {_outcome(booking)} An email tells them.")
                return redirect(reverse("admin:training_session_bookings", args=[session.pk]))
        return self.show(request, "booking_add", f"Add a booking: {session}", session, "bookings", form=form)

    def booking_cancel_view(self, request, object_id, booking_id):
        """Ask whether one booking is to be cancelled, then cancel it and let the next person move up."""
        session = self.session_for(request, object_id, "change_booking")
        booking = session.bookings.filter(pk=booking_id).first()
        if booking is None:
            raise Http404
        problem = ""
        if request.method == "POST":
            try:
                places.give_back(booking_id=booking.pk, by=request.user)
            except places.CannotBook as error:
                problem = str(error)
            else:
                messages.success(request, f"The booking of {booking.name} is cancelled. An email tells them.")
                return redirect(reverse("admin:training_session_bookings", args=[session.pk]))
        return self.show(
            request,
            "booking_cancel",
            f"Cancel the booking of {booking.name}?",
            session,
            "bookings",
            booking=booking,
            problem=problem,
        )


def _outcome(booking):
    """Say in a sentence what came of a booking."""
    if booking.state == BookingState.WAITING:
        return f"on the waiting list, as number {places.position(booking)}."
    return "has a place."
