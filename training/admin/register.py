"""The register of a session: to print and sign, and to tick on a phone at the door.

Each button is a form of its own, so every tap is kept at once and nothing needs a script.
"""

from collections import Counter

from django.contrib import messages
from django.db import transaction
from django.db.models.functions import Lower
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from training.admin.bookings import PersonForm
from training.admin.session_pages import people
from training.booking import places
from training.enums import Attendance, BookingState, Source
from training.follow_up import attendance

MARKS = [mark for mark in Attendance if mark != Attendance.NOT_MARKED]


class RegisterPages:
    """Mixin for the ModelAdmin of sessions: the register."""

    def get_urls(self):
        return [
            self.page_path("register/print/", self.register_print_view, "register_print"),
            self.page_path("register/add/", self.register_add_view, "register_add"),
            self.page_path("register/", self.register_view, "register"),
            *super().get_urls(),
        ]

    def register_view(self, request, object_id):
        """Show everybody with a place, by name, with a button for each mark; keep the mark of the button pressed."""
        session = self.session_for(request, object_id, "view_booking", "change_booking")
        if request.method == "POST":
            return self._mark(request, session)
        bookings = list(_on_the_register(session))
        numbers = Counter(booking.attendance for booking in bookings)
        unmarked = numbers[Attendance.NOT_MARKED]
        only_unmarked = request.GET.get("show") == "unmarked"
        return self.show(
            request,
            "register",
            f"Register: {session}",
            session,
            "register",
            bookings=[b for b in bookings if not b.attendance] if only_unmarked else bookings,
            marks=MARKS,
            total=len(bookings),
            unmarked=unmarked,
            here=numbers[Attendance.ATTENDED] + numbers[Attendance.PART],
            counts=[(mark.label, numbers[mark]) for mark in MARKS],
            only_unmarked=only_unmarked,
            is_the_day=_day_has_come(session),
        )

    def _mark(self, request, session):
        """Keep the mark that was pressed, as `mark`: “12:attended” for one person, “rest:attended” for all unmarked."""
        who, _, mark = request.POST.get("mark", "").partition(":")
        chosen = _on_the_register(session)
        chosen = chosen.filter(attendance=Attendance.NOT_MARKED) if who == "rest" else chosen
        ids = [pk for pk in chosen.values_list("pk", flat=True) if who in {"rest", str(pk)}]
        back = reverse("admin:training_session_register", args=[session.pk])
        if mark not in Attendance.values or not ids:
            messages.warning(
                request, "Nothing was marked: this person is no longer on the register, or nobody was left."
            )
            return redirect(back)
        try:
            changed = attendance.mark(booking_ids=ids, attendance=mark, by=request.user)
        except places.CannotBook as error:
            messages.error(request, str(error))
            return redirect(back)
        if who == "rest":
            messages.success(request, f"{people(changed).capitalize()} marked: {Attendance(mark).label}.")
            return redirect(back)
        if request.POST.get("show") == "unmarked":
            return redirect(f"{back}?show=unmarked")
        return redirect(f"{back}#booking-{who}")

    def register_add_view(self, request, object_id):
        """Put somebody on the register who came without a booking, and mark them as attended."""
        session = self.session_for(request, object_id, "add_booking", "change_booking")
        if not (self.about(request, session)["may_book"] and _day_has_come(session)):
            messages.warning(
                request, "People who come without a booking are added on the day, to a session of our own."
            )
            return self.to_page(session, "register")
        form = PersonForm(request.POST or None, session=session)
        # Whoever has come has come: nobody needs to be prepared for them.
        for name in ("phone", "access_needs", "manager_email"):
            form.fields.pop(name, None)
        if request.method == "POST" and form.is_valid():
            try:
                booking = _take_in(session, form, request.user)
            except places.CannotBook as error:
                form.refuse(error)
            else:
                messages.success(request, f"{booking.name} is on the register, marked as attended.")
                return self.to_page(session, "register")
        return self.show(
            request, "register_add", f"Add somebody who came: {session}", session, "register", form=form
        )

    def register_print_view(self, request, object_id):
        """Give the list to sign: names and organisations, no addresses, with empty lines for those who just come."""
        session = self.session_for(request, object_id, "view_booking")
        return self.show(
            request,
            "register_print",
            f"Register: {session}",
            session,
            bookings=list(_on_the_register(session)),
            empty_lines=range(5),
        )


def _on_the_register(session):
    """Return the bookings with a confirmed place, by name."""
    return session.bookings.filter(state=BookingState.CONFIRMED).order_by(Lower("name"), "pk")


def _day_has_come(session):
    return timezone.localdate() >= timezone.localdate(session.starts_at)


@transaction.atomic
def _take_in(session, form, by):
    """Book and mark somebody who came, and return the booking. Raises CannotBook and changes nothing without a place."""
    [booking] = places.book(
        session_id=session.pk,
        people=[form.person],
        key=form.cleaned_data["key"],
        source=Source.ON_THE_DAY,
        by=by,
    )
    if booking.state != BookingState.CONFIRMED:
        raise places.CannotBook(
            "All places are taken until the session begins. Add them once it has begun, or give the session more places."
        )
    attendance.mark(booking_ids=[booking.pk], attendance=Attendance.ATTENDED, by=by)
    return booking
