"""The register of a session: to print and sign, and to tick on a phone at the door.

Each button is a form of its own, so every tap is kept at once and nothing needs a script.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.db.models.functions import Lower
from django.shortcuts import redirect
from django.utils import timezone

from hscp.admin.extra_pages import admin_address
from hscp.web.typed_numbers import whole_number
from training.admin.bookings import PersonForm
from training.admin.session_days import editors_when
from training.admin.session_pages import SessionPage, about_session, people
from training.booking import places
from training.booking.locking import CannotBook
from training.booking.questions import questions_of, shown, with_answers
from training.enums import Attendance, BookingState, Source
from training.follow_up import attendance
from training.follow_up.day_marks import in_days, mark_days, overall
from training.models import DayMark
from training.models.session_times import load_days

# The marks that have a button. Whoever was told of the place too late gets the mark that says so in place of “did not come”.
MARKS = [mark for mark in Attendance if mark not in {Attendance.NOT_MARKED, Attendance.NOT_TOLD}]


class RegisterPage(SessionPage):
    """Everybody with a place, by name, with a button for each mark; a POST keeps the mark of the button pressed."""

    route = "register/"
    name = "register"
    template = "admin/training/session/register.html"
    tab = "register"
    shows_people = True
    permissions = ("training.view_booking", "training.change_booking")

    def handle(self):
        if self.request.method == "POST":
            return self._mark()
        [session] = load_days([self.session])
        bookings = with_answers(_on_the_register(session))
        days = _days(session, bookings)
        numbers = Counter(booking.attendance for booking in bookings)
        is_last_day = len(session.parts) == 1 or attendance.last_day_has_come(session)
        unmarked = numbers[Attendance.NOT_MARKED]
        only_unmarked = self.request.GET.get("show") == "unmarked"
        return self.render(
            f"Register: {session}",
            bookings=[b for b in bookings if not b.attendance] if only_unmarked else bookings,
            marks=MARKS,
            is_last_day=is_last_day,
            days=days,
            total=len(bookings),
            unmarked=unmarked,
            here=numbers[Attendance.ATTENDED] + numbers[Attendance.PART],
            counts=[(mark.label, numbers[mark]) for mark in (*MARKS, Attendance.NOT_TOLD)],
            only_unmarked=only_unmarked,
            is_the_day=_day_has_come(session),
        )

    def _mark(self):
        """Keep the mark that was pressed, as `mark`: “12:attended” for one person, “rest:attended” for all unmarked.

        Of several days, “12:attended:3” is for the day with the id 3, and “12:attended” what staff say of the whole.
        """
        request = self.request
        who, mark, day = [*request.POST.get("mark", "").split(":", 2), "", ""][:3]
        number = whole_number(day)
        chosen = _on_the_register(self.session)
        if who == "rest":
            unmarked = chosen.exclude(day_marks__day=number) if number else chosen
            chosen = unmarked if day else chosen.filter(attendance=Attendance.NOT_MARKED)
        ids = [pk for pk in chosen.values_list("pk", flat=True) if who in {"rest", str(pk)}]
        if mark not in Attendance.values or not ids:
            messages.warning(
                request,
                "Nobody was marked: this person is no longer on the register, or everybody was marked already.",
            )
            return self.to_page("register")
        try:
            if day:
                changed = mark_days(
                    session_id=self.session.pk,
                    days=[number] if number else [],
                    booking_ids=ids,
                    attendance=mark,
                    by=request.user,
                )
            else:
                changed = attendance.mark(booking_ids=ids, attendance=mark, by=request.user)
        except CannotBook as error:
            messages.error(request, str(error))
            return self.to_page("register")
        if who == "rest":
            messages.success(request, f"{people(changed).capitalize()} marked: {Attendance(mark).label}.")
            return self.to_page("register")
        back = admin_address(self.admin.opts, "register", self.session.pk)
        if request.POST.get("show") == "unmarked":
            return redirect(f"{back}?show=unmarked")
        return redirect(f"{back}#booking-{who}")


class RegisterAddPage(SessionPage):
    """Puts somebody on the register who came without a booking, and marks them as attended."""

    route = "register/add/"
    name = "register_add"
    template = "admin/training/session/register_add.html"
    tab = "register"
    permissions = ("training.add_booking", "training.change_booking")

    def handle(self):
        request, session = self.request, self.session
        if not (about_session(request, session)["may_add_arrivals"] and _day_has_come(session)):
            messages.warning(
                request,
                "Add people who come without a booking on the day, to a session with places booked here.",
            )
            return self.to_page("register")
        form = PersonForm(request.POST or None, session=session)
        # Whoever has come has come: nobody needs to be prepared for them.
        for name in ("phone", "access_needs", "manager_email"):
            form.fields.pop(name, None)
        form.stop_asking()
        if request.method == "POST" and form.is_valid():
            try:
                booking = _take_in(session, form, request.user)
            except CannotBook as error:
                form.refuse(error)
            else:
                messages.success(
                    request,
                    f"{booking.name} is on the register, marked as {booking.get_attendance_display().lower()}.",
                )
                return self.to_page("register")
        return self.render(f"Add somebody who came: {session}", form=form)


class RegisterPrintPage(SessionPage):
    """The list to sign: names and organisations, no addresses, with empty lines for those who just come.

    Answers to the questions of the form are on it only where they are chosen.
    """

    route = "register/print/"
    name = "register_print"
    template = "admin/training/session/register_print.html"
    shows_people = True
    permissions = ("training.view_booking",)

    def handle(self):
        questions = questions_of(self.session)
        wanted = set(self.request.GET.getlist("question"))
        chosen = [question for question in questions if str(question.pk) in wanted]
        bookings = with_answers(_on_the_register(self.session))
        for booking in bookings:
            given = {answer.question_id: shown(answer) for answer in booking.answers.all()}
            booking.columns = [given.get(question.pk, "") for question in chosen]
        return self.render(
            f"Register: {self.session}",
            bookings=bookings,
            questions=questions,
            chosen=chosen,
            when=editors_when(self.session),
            days=[timezone.localtime(part.starts_at) for part in self.session.parts],
            empty_lines=range(5),
        )


def _on_the_register(session):
    """Return the bookings with a confirmed place, by name."""
    return session.bookings.filter(state=BookingState.CONFIRMED).order_by(Lower("name"), "pk")


@dataclass(frozen=True)
class Day:
    """A column of the register of a session of several days: its SessionDay, whether it has come, and how many are here and unmarked."""

    pk: int
    starts_at: datetime
    has_come: bool
    here: int
    unmarked: int


def _days(session, bookings):
    """Return the Days of a session, [] of one day, and give each of `bookings` its marks: `by_day`, a list of (Day, mark), `days_there`
    (“1 of 2 days”, or "") and whether staff `was_set` the whole against them."""
    if len(session.parts) == 1:
        return []
    marks = defaultdict(dict)
    for mark in DayMark.objects.filter(booking__in=bookings):
        marks[mark.day_id][mark.booking_id] = mark.attendance
    today = timezone.localdate()
    days = []
    for day in session.days.all():
        given = Counter(marks[day.pk].values())
        days.append(
            Day(
                pk=day.pk,
                starts_at=day.starts_at,
                has_come=timezone.localdate(day.starts_at) <= today,
                here=given[Attendance.ATTENDED] + given[Attendance.PART],
                unmarked=len(bookings) - given.total(),
            )
        )
    there = in_days(bookings)
    for booking in bookings:
        booking.by_day = [(day, marks[day.pk].get(booking.pk, "")) for day in days]
        booking.days_there = there.get(booking.pk, "")
        booking.was_set = booking.attendance != overall({day.pk: mark for day, mark in booking.by_day}, days)
    return days


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
        raise CannotBook(
            "All places are taken until the session begins. Add them once it has begun, or increase the number of places."
        )
    if len(session.parts) == 1:
        attendance.mark(booking_ids=[booking.pk], attendance=Attendance.ATTENDED, by=by)
    else:
        # Whoever comes to a session of several days was there on the latest that has begun.
        today = timezone.localdate()
        days = [day.pk for day in session.days.all() if timezone.localdate(day.starts_at) <= today]
        mark_days(
            session_id=session.pk,
            days=days[-1:],
            booking_ids=[booking.pk],
            attendance=Attendance.ATTENDED,
            by=by,
        )
    booking.refresh_from_db(fields=["attendance"])
    return booking
