"""Cells of lists that other systems export: their words for what became of a booking, names, kinds, roles and courses."""

from collections import defaultdict
from difflib import get_close_matches
from functools import cached_property

from django.core.exceptions import ValidationError

from hscp.admin.spreadsheets.cells import Cell, ChoiceCell
from hscp.admin.spreadsheets.related_cells import OneRecordCell
from training.booking.past_bookings import NOT_SAID
from training.enums import Attendance, BookingState

# What other systems write for what became of a booking, in small letters and without signs.
_WORDS = {
    **dict.fromkeys(
        (
            "yes",
            "y",
            "true",
            "1",
            "present",
            "completed",
            "complete",
            "passed",
            "checked in",
            "attended in full",
            "full",
        ),
        Attendance.ATTENDED,
    ),
    **dict.fromkeys(("partial", "part attended", "partially attended", "left early"), Attendance.PART),
    **dict.fromkeys(
        (
            "no",
            "n",
            "false",
            "0",
            "absent",
            "dna",
            "did not attend",
            "not attended",
            "no show",
            "non attendance",
            "missed",
        ),
        Attendance.NO_SHOW,
    ),
    **dict.fromkeys(("apologies", "apology", "apologies received", "apologies given"), Attendance.APOLOGY),
    **dict.fromkeys(("booked", "confirmed", "registered", "enrolled", "not marked", "unknown"), NOT_SAID),
    **dict.fromkeys(
        ("cancelled", "canceled", "withdrawn", "withdrew", "cancelled by delegate"), BookingState.CANCELLED
    ),
    **dict.fromkeys(("cancelled late", "late cancellation", "late cancelled"), BookingState.LATE_CANCELLED),
    **dict.fromkeys(
        ("waiting list", "waitlist", "waitlisted", "waiting", "reserve"), BookingState.NOT_REACHED
    ),
}
_NO_PLACE = (BookingState.CANCELLED, BookingState.LATE_CANCELLED, BookingState.NOT_REACHED)
# Behind the comma of “Lee MBE, Ann” there is a name; behind that of “Ann Lee, MBE” there is none.
_AFTER_A_NAME = frozenset(
    [
        "mbe",
        "obe",
        "cbe",
        "jr",
        "sr",
        "phd",
        "ma",
        "ba",
        "msc",
        "bsc",
        "rn",
        "qn",
        "ceng",
        "frcp",
        "rgn",
        "md",
    ]
)


def plain(text):
    """Return a text as it is compared: in small letters, with single spaces and no signs."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text.casefold()).split())


class AttendedCell(ChoiceCell):
    """A mark of the register, or what other systems write, such as yes, DNA or cancelled."""

    def __init__(self):
        super().__init__(Attendance.choices, Attendance.choices)
        self.hint = "Yes, No, Cancelled, Waiting list, or one of the choices."

    def clean(self, value, row=None, **kwargs):
        return _WORDS.get(plain(value)) or super().clean(value)

    def render(self, value, obj=None, **kwargs):
        if value in _NO_PLACE:
            return BookingState(value).label
        return "Not marked" if value == NOT_SAID else super().render(value) if value else ""


class NameCell(Cell):
    """A name; “Lee, Ann” is Ann Lee."""

    hint = "A name, as it is to stand on the certificate. “Lee, Ann” is read as Ann Lee."

    def clean(self, value, row=None, **kwargs):
        last, comma, first = (part.strip() for part in value.partition(","))
        if not comma or not first or "," in first or plain(first).replace(" ", "") in _AFTER_A_NAME:
            return value
        return f"{first} {last}"


class LooseChoiceCell(ChoiceCell):
    """One of the choices, in other words too; what is none of them is read as `other`, so that no row is lost for it."""

    def __init__(self, choices, other):
        super().__init__(choices.choices, choices.choices)
        self._other = other
        self.hint = f"One of the choices. Anything else is read as “{other.label}”."

    def clean(self, value, row=None, **kwargs):
        words = plain(value)
        found = [code for code, label in self._offered if words in (code, plain(label))]
        # “School” is a school or college, and “Police” the police or probation; “Children” may be several.
        found = found or [
            code for code, label in self._offered if words and words in plain(label).split(" or ")
        ]
        return found[0] if len(found) == 1 else self._other


class CourseCell(OneRecordCell):
    """A course by its title, other names or address, whatever their signs and capitals."""

    @cached_property
    def _loosely(self):
        """{a name as it is compared: the ids of the courses that have it}."""
        found = defaultdict(set)
        for course in self.courses:
            for name in (course.title, *course.aliases.splitlines()):
                found[_course_key(name)].add(course.pk)
        return found

    @cached_property
    def courses(self):
        return list(self._form_field.queryset.all())

    def __init__(self, form_field):
        super().__init__(form_field)
        self._form_field = form_field

    def clean(self, value, row=None, **kwargs):
        try:
            return super().clean(value)
        except ValidationError:
            found = self._loosely.get(_course_key(value), ())
            if len(found) != 1:
                raise
            return next(iter(found))

    def knows(self, text):
        """Return whether `text` names a course, or several of which the plan will ask for one."""
        try:
            self.clean(text)
        except ValidationError:
            return bool(self._loosely.get(_course_key(text)))
        return True

    def like(self, text):
        """Return the course whose title is most like `text`, or None where none is."""
        titles = {_course_key(course.title): course for course in self.courses}
        best = get_close_matches(_course_key(text), titles, n=1, cutoff=0.6)
        return titles[best[0]] if best else None

    def label(self, course):
        """Return the text that names `course` and no other."""
        return self.render(course.pk)


def _course_key(title):
    return plain(title.replace("&", " and "))
