"""The sheet of bookings: those of the site out, and those of a partnership that kept its own lists in.

Other systems write other words: their headings, their marks, “Lee, Ann” and their titles of courses are read too.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localtime

from hscp.admin.spreadsheets import Shown
from hscp.admin.spreadsheets.cells import Cell, DayCell, TimeCell
from hscp.admin.spreadsheets.columns import Column
from hscp.admin.spreadsheets.sheets import Sheet
from hscp.email_addresses import kept_email
from training.booking.locking import CannotBook
from training.booking.past_bookings import NOT_SAID, PastBookings, When
from training.booking.places import Person
from training.enums import BookingState, OrganisationType, Role
from training.models import Booking, Course
from training.spreadsheets.cells import AttendedCell, CourseCell, LooseChoiceCell, NameCell


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
                Column(
                    name="name",
                    heading="Name",
                    cell=NameCell(),
                    needed=True,
                    also=(
                        "Full name",
                        "Delegate",
                        "Delegate name",
                        "Attendee",
                        "Attendee name",
                        "Learner",
                        "Learner name",
                    ),
                ),
                Column(
                    name="first_name",
                    heading="First name",
                    cell=Cell(),
                    only_read=True,
                    also=("Forename", "Given name", "Firstname", "Delegate first name"),
                ),
                Column(
                    name="last_name",
                    heading="Surname",
                    cell=Cell(),
                    only_read=True,
                    also=("Last name", "Family name", "Lastname", "Delegate surname"),
                ),
                Column(
                    name="email",
                    heading="Email",
                    cell=Cell(),
                    help="Their work email. Without one they cannot see their record, and are kept by name.",
                    also=(
                        "Email address",
                        "E-mail",
                        "E-mail address",
                        "Work email",
                        "Delegate email",
                        "Username",
                    ),
                ),
                Column(
                    name="organisation",
                    heading="Organisation",
                    cell=Cell(),
                    needed=True,
                    also=(
                        "Organization",
                        "Agency",
                        "Employer",
                        "School",
                        "Company",
                        "Setting",
                        "Establishment",
                        "Workplace",
                    ),
                ),
                Column(
                    name="organisation_type",
                    heading="Kind of organisation",
                    cell=LooseChoiceCell(OrganisationType, OrganisationType.OTHER),
                    help="Empty: another kind.",
                    also=("Organisation type", "Agency type", "Sector", "Type of organisation"),
                ),
                Column(
                    name="role",
                    heading="Role",
                    cell=LooseChoiceCell(Role, Role.OTHER),
                    help="Empty: another role.",
                    also=("Job role", "Job title", "Position"),
                ),
                Column(
                    name="course",
                    heading="Course",
                    cell=CourseCell(courses),
                    also=(
                        "Course title",
                        "Course name",
                        "Training",
                        "Event",
                        "Event title",
                        "Event name",
                        "Session title",
                    ),
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
                    also=(
                        "Course date",
                        "Session date",
                        "Event date",
                        "Start date",
                        "Date attended",
                        "Date of training",
                        "Completed",
                    ),
                    needed=True,
                ),
                Column(
                    name="start",
                    heading="Start",
                    cell=TimeCell(),
                    value=lambda booking: start(booking).time(),
                    help="When it began, where there were several that day.",
                    also=("Start time", "Time", "Session time"),
                ),
                Column(
                    name="attendance",
                    heading="Attended",
                    cell=AttendedCell(),
                    help="Whether they came, or what else became of the booking. Empty: not marked.",
                    also=("Attendance", "Attendance status", "Status", "Booking status", "Outcome", "Result"),
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
        self._past = PastBookings(by=self.request.user)
        self._courses = {course.pk: course for course in self.fields["course"].widget.courses}
        pks = {int(key) for key in keys if key.isdecimal() and key.isascii() and len(key) < 10}
        return {str(each.pk): each for each in Booking.objects.filter(pk__in=pks).select_related("session")}

    def new(self):
        return _PastBooking()

    def unknown_courses(self, table):
        """Return {title in `table` (a Table) that names no course: the Course most like it, or None}, in order."""
        cell = self.fields["course"].widget
        texts = dict.fromkeys(line.cells.get("Course", "") for line in table.lines)
        return {text: cell.like(text) for text in texts if text and not cell.knows(text)}

    def check(self, booking, given, *, is_new):
        if not is_new:
            self.refuse(("", "It is on the site already: change it on the pages of its session."))
        if not given.get("name") and (given.get("first_name") or given.get("last_name")):
            given["name"] = " ".join(filter(None, (given.get("first_name"), given.get("last_name"))))
        missing = [
            column.heading for column in self.read_columns if column.needed and not given.get(column.name)
        ]
        if missing:
            self.refuse(*((heading, "A past booking needs it.") for heading in missing))
        given = {"organisation_type": OrganisationType.OTHER, "role": Role.OTHER, **given}
        self._person = Person(
            **{name: given[name] for name in ("name", "organisation", "organisation_type", "role")},
            email=kept_email(given.get("email", "")),
        )
        self._given_now = given
        values = self._person.as_fields()
        del values["shared_name"]
        headings = {column.name: column.heading for column in self.read_columns}
        problems = []
        for name, value in values.items():
            try:
                Booking._meta.get_field(name).clean(value, None)
            except ValidationError as error:
                problems += [(headings[name], why) for why in error.messages]
        if problems:
            self.refuse(*problems)
        self.entry.title = f"{self._person.name}, {self._person.organisation}"
        return True

    def save(self, booking, *, is_new):
        given = self._given_now
        try:
            _, made = self._past.keep(
                course=self._courses[given["course"]],
                when=When(given["day"], given.get("start")),
                person=self._person,
                outcome=given.get("attendance", NOT_SAID),
            )
        except CannotBook as error:
            headings = {column.name: column.heading for column in self.read_columns}
            self.refuse((headings.get(error.field, ""), str(error)))
        return made
