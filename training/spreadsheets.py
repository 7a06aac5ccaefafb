"""The sheets of training: sessions, and bookings, with those of a partnership that kept its own lists before."""

from django import forms
from django.forms.models import fields_for_model
from django.utils.timezone import localtime

from hscp.admin.spreadsheets import RecordSheet, Shown
from hscp.admin.spreadsheets.cells import Cell, ChoiceCell, DayCell, TimeCell
from hscp.admin.spreadsheets.columns import Column
from hscp.admin.spreadsheets.related_cells import OneRecordCell
from hscp.admin.spreadsheets.sheets import Sheet
from hscp.email_addresses import tidy_email
from training.booking.locking import CannotBook
from training.booking.past_bookings import When, keep_past_booking
from training.booking.places import Person
from training.enums import Attendance, BookingState, OrganisationType, Role, SessionState
from training.models import Booking, Course

_WORDS = {
    **dict.fromkeys(("yes", "y", "true", "1", "present"), Attendance.ATTENDED),
    **dict.fromkeys(("no", "n", "false", "0", "absent"), Attendance.NO_SHOW),
}


class SessionSheet(RecordSheet):
    """Sessions. Who has booked hears of a change as if it had been made in the form: the plan says how many they are."""

    cancelled_because = Shown(
        "Why it is cancelled",
        lambda session: session.cancellation_reason,
        "What people were told when it was cancelled.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The plan has asked.
        self.form_class.asks_first = False

    def why_locked(self, record):
        if record.state == SessionState.CANCELLED:
            return "It is cancelled, and its people have been told. Copy it to a new session."
        return super().why_locked(record)


class AttendedCell(ChoiceCell):
    """A mark of the register, or yes or no."""

    def __init__(self):
        super().__init__(Attendance.choices, Attendance.choices)
        self.hint = "Yes, No, or one of the choices."

    def clean(self, value, row=None, **kwargs):
        return _WORDS.get(value.casefold()) or super().clean(value)

    def render(self, value, obj=None, **kwargs):
        return super().render(value) if value else ""


class _PastBooking:
    """Stands for a booking that is yet to be kept: only `training.booking` makes one."""

    pk = None
    _meta = Booking._meta


class BookingsSheet(Sheet):
    """People with a place. A row without an ID is a past booking to keep; what the site has is not changed by a sheet."""

    name = "Bookings"
    kind = "booking"

    def __init__(self, request):
        super().__init__(request)
        courses = forms.ModelChoiceField(Course.objects.order_by("title", "pk"))
        start = lambda booking: localtime(booking.session.starts_at)  # noqa: E731
        self.set_columns(
            [
                Column(name="name", heading="Name", cell=Cell(), needed=True),
                Column(name="email", heading="Email", cell=Cell(), help="Their work email.", needed=True),
                Column(name="organisation", heading="Organisation", cell=Cell(), needed=True),
                _choice(
                    "organisation_type", "Kind of organisation", OrganisationType, "Empty: another kind."
                ),
                _choice("role", "Role", Role, "Empty: another role."),
                Column(
                    name="course",
                    heading="Course",
                    cell=OneRecordCell(courses),
                    value=lambda booking: booking.session.course_id,
                    help="With its format in brackets where there are several of one title.",
                    needed=True,
                ),
                Column(
                    name="day",
                    heading="Date",
                    cell=DayCell(),
                    value=lambda booking: start(booking).date(),
                    help="The day of the session. It must be over.",
                    needed=True,
                ),
                Column(
                    name="start",
                    heading="Start",
                    cell=TimeCell(),
                    value=lambda booking: start(booking).time(),
                    help="When it began, where there were several that day.",
                ),
                Column(
                    name="attendance",
                    heading="Attended",
                    cell=AttendedCell(),
                    help="Whether they came. Empty: not marked.",
                ),
            ],
            [Shown("State", lambda booking: booking.get_state_display(), "What became of the booking.")],
        )

    @staticmethod
    def of_sessions(sessions):
        """Return the bookings with a place of `sessions` (a queryset) whose names are still kept, by session and name."""
        return (
            Booking.objects.filter(
                session__in=sessions.order_by().values("pk"), state=BookingState.CONFIRMED, anonymised_at=None
            )
            .select_related("session")
            .order_by("session__starts_at", "session", "name", "pk")
        )

    def load(self, keys, lock):
        pks = {int(key) for key in keys if key.isdecimal() and key.isascii() and len(key) < 10}
        return {str(each.pk): each for each in Booking.objects.filter(pk__in=pks).select_related("session")}

    def new(self):
        return _PastBooking()

    def check(self, booking, given, *, is_new):
        if not is_new:
            self.refuse(("", "It is on the site already: change it on the pages of its session."))
        missing = [
            column.heading for column in self.read_columns if column.needed and not given.get(column.name)
        ]
        if missing:
            self.refuse(*((heading, "A past booking needs it.") for heading in missing))
        given = {"organisation_type": OrganisationType.OTHER, "role": Role.OTHER, **given}
        self._person = Person(
            **{name: given[name] for name in ("name", "organisation", "organisation_type", "role")},
            email=tidy_email(given["email"]).lower(),
        )
        self._given_now = given
        fields = self._person.as_fields()
        del fields["shared_name"]
        form = forms.Form(fields)
        form.fields |= fields_for_model(Booking, fields=[*form.data])
        if not form.is_valid():
            headings = {column.name: column.heading for column in self.read_columns}
            self.refuse(*((headings[name], why) for name, texts in form.errors.items() for why in texts))
        self.entry.title = f"{self._person.name}, {self._person.organisation}"
        return True

    def save(self, booking, *, is_new):
        given = self._given_now
        try:
            _, made = keep_past_booking(
                course=Course.objects.get(pk=given["course"]),
                when=When(given["day"], given.get("start")),
                person=self._person,
                attendance=given.get("attendance", Attendance.NOT_MARKED),
                by=self.request.user,
            )
        except CannotBook as error:
            headings = {column.name: column.heading for column in self.read_columns}
            self.refuse((headings.get(error.field, ""), str(error)))
        return made


def _choice(name, heading, choices, help):
    return Column(name=name, heading=heading, cell=ChoiceCell(choices.choices, choices.choices), help=help)
