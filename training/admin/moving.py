"""Moving one booking to another date, and letting somebody in who waits. Everything goes through `training.booking.places`."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.utils import timezone

from training.admin.bookings import reason_for_unsuited
from training.admin.session_pages import SessionPage
from training.booking import places
from training.booking.locking import CannotBook
from training.enums import BookingState, IfFull, SessionState
from training.forms.fields import NO_CHILD
from training.models import Session

_MOST_DATES = 60
_REASON = {
    "label": "Reason",
    "max_length": 300,
    "help_text": f"Kept in the log of the booking. {NO_CHILD}",
}


class MoveForm(forms.Form):
    """Where to, and what is done if no place is free there."""

    to = forms.ModelChoiceField(
        Session.objects.none(), label="New date", empty_label=None, widget=forms.RadioSelect
    )
    if_full = forms.ChoiceField(
        label="If no place is free", choices=IfFull.choices, initial=IfFull.ASK, widget=forms.RadioSelect
    )
    reason = forms.CharField(required=False, widget=forms.TextInput(attrs={"class": "vTextField"}), **_REASON)

    unsuited = reason_for_unsuited()

    def __init__(self, data=None, *, dates, every):
        super().__init__(data)
        if not every:
            # Within a course, whoever has a booking was let in before.
            del self.fields["unsuited"]
        self.fields["to"].queryset = dates
        self.fields["to"].label_from_instance = _date_in_words


class BookingMovePage(SessionPage):
    """Asks where a booking is to go; a POST moves it, and the person gets one mail."""

    route = "bookings/<int:booking_id>/move/"
    name = "booking_move"
    template = "admin/training/session/booking_move.html"
    tab = "bookings"
    shows_people = True
    permissions = ("training.view_booking", "training.change_booking")

    def handle(self, booking_id):
        request = self.request
        booking = _booking(self.session, booking_id)
        every = "every" in request.GET
        form = MoveForm(request.POST or None, dates=_dates(self.session, every), every=every)
        full = False
        if request.method == "POST" and form.is_valid():
            target = form.cleaned_data["to"]
            try:
                moved = places.move(
                    booking_id=booking.pk,
                    to_session_id=target.pk,
                    by=request.user,
                    if_full=form.cleaned_data["if_full"],
                    reason=form.cleaned_data["reason"],
                    unsuited=form.cleaned_data.get("unsuited", ""),
                )
            except places.NoPlaceThere as error:
                full = True
                form.add_error("if_full", f"{error} Choose the waiting list, or a place beyond the limits.")
            except CannotBook as error:
                form.add_error(error.field if error.field in form.fields else "to", str(error))
            else:
                what = "waits for" if moved.state == BookingState.WAITING else "has a place at"
                messages.success(request, f"{moved.name} {what} {target}.{_told(moved)}")
                return self.to_page("bookings")
        return self.render(
            f"Move the booking of {booking.name}", booking=booking, form=form, full=full, every=every
        )


class LetInForm(forms.Form):
    """Why somebody gets a place now."""

    reason = forms.CharField(widget=forms.TextInput(attrs={"class": "vTextField"}), **_REASON)


class BookingLetInPage(SessionPage):
    """Gives somebody who waits a place now, before others or beyond the limits, for a reason."""

    route = "bookings/<int:booking_id>/let-in/"
    name = "booking_let_in"
    template = "admin/training/session/booking_let_in.html"
    tab = "bookings"
    shows_people = True
    permissions = ("training.view_booking", "training.change_booking")

    def handle(self, booking_id):
        booking = _booking(self.session, booking_id)
        form = LetInForm(self.request.POST or None)
        if self.request.method == "POST" and form.is_valid():
            try:
                found = places.let_in(
                    booking_id=booking.pk, reason=form.cleaned_data["reason"], by=self.request.user
                )
            except CannotBook as error:
                form.add_error("reason" if error.field else None, str(error))
            else:
                messages.success(self.request, f"{found.name} has a place.{_told(found)}")
                return self.to_page("bookings")
        return self.render(f"Give {booking.name} a place now?", booking=booking, form=form)


def _booking(session, pk):
    booking = session.bookings.filter(pk=pk).first()
    if booking is None:
        raise Http404
    return booking


def _dates(session, every):
    """Return the sessions to come that a booking may be moved to: of the same course, or of `every` course."""
    dates = Session.objects.filter(
        starts_at__gt=timezone.now(),
        capacity__isnull=False,
        state__in=[SessionState.OPEN, SessionState.CLOSED],
    ).exclude(pk=session.pk)
    if not every:
        dates = dates.filter(course=session.course_id)
    pks = dates.in_order().values_list("pk", flat=True)[:_MOST_DATES]
    return Session.objects.filter(pk__in=list(pks)).with_availability().select_related("course").in_order()


def _date_in_words(session):
    left = session.capacity - session.held
    free = f"{left} free" if left > 0 else "full"
    closed = ", closed for booking" if session.state == SessionState.CLOSED else ""
    return f"{session}, {session.place or session.get_setting_display()} – {free}{closed}"


def _told(booking):
    return (
        " They will get an email."
        if booking.email
        else " They have no address, so nobody is told: ring them."
    )
