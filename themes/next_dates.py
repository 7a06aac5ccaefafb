"""The next dates of courses, for the pages of themes and toolkits, and where a pack's booking lines lead."""

from dataclasses import dataclass, field

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode

from hscp.records.compiled_queries import CompiledQuery
from hscp.vocabulary import BookingLineKind
from hscp.web.addresses import path_of
from training.enums import CourseKind, SessionState
from training.models import Course, Session
from training.models.courses import kind_of, of_kinds

SHOWN = 3
# What a line asks readers to book, in the middle of a sentence.
WORDS = {
    BookingLineKind.TOURS: "toolkit tour",
    BookingLineKind.PRACTICAL: "practical training session",
    BookingLineKind.WEBINAR: "webinar",
    BookingLineKind.ANY: "course",
}
# A pack that lists such courses has these lines, whether or not they are printed.
ALWAYS = (BookingLineKind.TOURS, BookingLineKind.PRACTICAL)
# The kinds of course that a line is about; a line for any kind is about all of them.
KINDS = {
    BookingLineKind.TOURS: CourseKind.TOURS,
    BookingLineKind.PRACTICAL: CourseKind.PRACTICAL,
    BookingLineKind.WEBINAR: CourseKind.WEBINAR,
}


@dataclass
class BookingLink:
    """Where a booking line leads: `what` is to be booked, at `url`.

    `course` is the one course that it is about, if any. `of_theme` is whether it leads to the theme's own courses, or else to
    those of all themes. `has_dates` is whether there is a date to book, or else courses whose dates one can ask to hear of; for a
    theme whose courses have none, `elsewhere` is the address of the dates of others, if there are some.
    """

    kind: str
    what: str
    url: str
    of_theme: bool = False
    has_dates: bool = False
    elsewhere: str = ""
    course: object = None


@dataclass
class ThemeDates:
    """The next sessions of a pack's courses, and a BookingLink for each kind of booking that it asks for or offers."""

    sessions: list = field(default_factory=list)
    booking_links: list[BookingLink] = field(default_factory=list)


def next_sessions(at=None, **which):
    """Return the upcoming sessions at `at` (default now) that are not cancelled, soonest first, as a queryset.

    `which` narrows them, such as course__toolkit=….
    """
    return _taking_place(at, which).with_availability(at).select_related("course")


def _taking_place(at, which):
    return Session.objects.public(at).upcoming(at).exclude(state=SessionState.CANCELLED).filter(**which)


@CompiledQuery
def _first_sessions(courses, at):
    return next_sessions(at, course__in=courses)[:SHOWN]


@CompiledQuery
def _dated_courses(courses, at):
    """Return the ids of those of `courses` that have a date."""
    rows = _taking_place(at, {"course__in": courses}).order_by()
    return rows.values_list("course", flat=True).distinct()


@CompiledQuery
def _tours(toolkits, at):
    """Return the tours of `toolkits`, in the order of their titles."""
    tours = Course.objects.live(at).filter(of_kinds([CourseKind.TOURS]), toolkit__in=toolkits)
    return tours.order_by("title", "pk")[:1]


@CompiledQuery
def _dated_kinds(at):
    """Return (format, whether it is about a toolkit) of all courses that have a date, whatever their theme, each once."""
    rows = _taking_place(at, {}).order_by()
    about = ExpressionWrapper(Q(course__toolkit__isnull=False), output_field=BooleanField())
    return rows.annotate(about_toolkit=about).values_list("course__format", "about_toolkit").distinct()


def theme_dates(pack, at=None):
    """Return the ThemeDates of a Pack at `at` (default now). Makes four queries at most, whatever the number of dates."""
    at = at or timezone.now()
    courses = {course.pk: course for part in pack.courses for course in part.entries}
    sessions = _first_sessions(courses=courses, at=at)
    dated = {session.course_id for session in sessions}
    asked = asked_to_book(pack)
    # Fewer than are shown are all that there are.
    if len(sessions) == SHOWN and not all(own & dated for own in asked.values() if own):
        dated = set(_dated_courses(courses=courses, at=at))
    named = {line.kind: line.toolkit for line in pack.booking_lines}
    anywhere = _DatedKinds(at)
    links = [_link(pack, kind, named.get(kind), own, own & dated, anywhere) for kind, own in asked.items()]
    return ThemeDates(sessions=sessions, booking_links=links)


def asked_to_book(pack):
    """Return {BookingLineKind: ids of the pack's own courses of that kind} for what a Pack's lines ask readers to book.

    Tours and practical sessions that a pack lists are asked for, whether or not a line says so.
    """
    courses = [course for part in pack.courses for course in part.entries]
    lines = {line.kind for line in pack.booking_lines}
    asked = {}
    for kind in BookingLineKind:
        own = {course.pk for course in courses if kind not in KINDS or course.kind == KINDS[kind]}
        if kind in lines or (kind in ALWAYS and own):
            asked[kind] = own
    return asked


def list_address(route, kind, theme=None):
    """Return the address of a list (of courses or of dates, by its `route`) narrowed to what a line asks for."""
    narrowed = {"theme": theme.slug} if theme else {}
    narrowed |= {"kind": KINDS[kind].value} if kind in KINDS else {}
    return f"{path_of(route)}?{urlencode(narrowed)}" if narrowed else path_of(route)


class _DatedKinds:
    """The kinds of course that have a date in any theme, read once if anybody asks."""

    def __init__(self, at):
        self.at = at

    @cached_property
    def _found(self):
        return {kind_of(format, 1 if about else None) for format, about in _dated_kinds(at=self.at)}

    def has(self, kind):
        return KINDS[kind] in self._found if kind in KINDS else bool(self._found)


def _link(pack, kind, toolkit, own, dated, anywhere):
    """Return the BookingLink of a line for `kind`; `own` are the theme's own courses of it, `dated` those with a date."""
    what = WORDS[kind]
    if own and not toolkit:
        route = "training:dates" if dated else "training:course_list"
        elsewhere = "" if dated or not anywhere.has(kind) else list_address("training:dates", kind)
        url = list_address(route, kind, pack.theme)
        return BookingLink(kind, what, url, of_theme=True, has_dates=bool(dated), elsewhere=elsewhere)
    toolkit = toolkit or pack.lead_toolkit
    tours = _tours(toolkits=[toolkit.pk], at=anywhere.at) if toolkit and kind == BookingLineKind.TOURS else []
    if tours:
        return BookingLink(kind, what, tours[0].get_absolute_url(), course=tours[0])
    has_dates = anywhere.has(kind)
    route = "training:dates" if has_dates else "training:course_list"
    return BookingLink(kind, what, list_address(route, kind), has_dates=has_dates)
