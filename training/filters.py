"""The filters of the course catalogue, and those of its sessions, which share the facets of the course."""

from datetime import date, timedelta

import django_filters
from django import forms
from django.db.models import Case, F, Value, When
from django.db.models.functions import ExtractHour
from django.utils.functional import cached_property

from hscp.london_time import midnight
from hscp.page_cache.policies import CachePolicy
from hscp.search.query.lists import matching_ids
from hscp.vocabulary import Area
from hscp.web.filters import Facet, FacetedFilterSet, ListedFacet, Words
from hscp.web.forms import GovukForm
from hscp.web.page_sizes import COURSES_FOUND, SESSIONS_LISTED, SESSIONS_TRIED
from hscp.web.typed_dates import NotADate, read_date
from themes.filters import AudienceFacet, ThemeFacet
from training.enums import Availability, CourseFormat, CourseKind
from training.models import Course
from training.models.courses import of_kinds
from training.sessions.choice_counts import count_sessions, countable

PARTS_OF_DAY = [
    ("morning", "Morning"),
    ("afternoon", "Afternoon, from midday"),
    ("evening", "Evening, from 5pm"),
]


def level_options():
    """Return (level, level) of the courses, in alphabetical order."""
    levels = Course.objects.exclude(level="").order_by("level").values_list("level", flat=True)
    return [(level, level) for level in levels.distinct()]


class KindFacet(Facet):
    """The kinds of course, of which each course has one. `prefix` is the lookup to the course ("course__")."""

    def __init__(self, prefix=""):
        super().__init__(f"{prefix}format", label="Kind", options=CourseKind.choices, indexed="listed")
        self.prefix = prefix

    def in_index(self, value):
        return f"kind:{value}"

    def filter(self, queryset, values):
        return queryset.filter(of_kinds(values, self.prefix)) if values else queryset


# What addresses of before, in bookmarks and calendars, called a format is now one of the kinds, or two: tours were webinars too.
FORMER_FORMATS = {
    CourseFormat.WEBINAR: (CourseKind.WEBINAR, CourseKind.TOURS),
    CourseFormat.ELEARNING: (CourseKind.ELEARNING,),
    CourseFormat.VIDEO: (CourseKind.VIDEO, CourseKind.TOURS),
    CourseFormat.PRACTICAL_SESSION: (CourseKind.PRACTICAL,),
    CourseFormat.NOT_STATED: (CourseKind.OTHER, CourseKind.TOURS),
}


class TrainingFilter(FacetedFilterSet):
    """What the lists of courses and of dates share: addresses with a "format", as there were once, mean kinds."""

    def __init__(self, data=None, queryset=None, **kwargs):
        super().__init__(_in_kinds(data), queryset, **kwargs)

    @classmethod
    def cache_policy(cls):
        policy = super().cache_policy()
        return CachePolicy(by=policy.by | {"format"}, never=policy.never)


def _in_kinds(data):
    """Return `data` (a QueryDict or None) with its formats as kinds: those it has as well, where it has both."""
    formats = [each for each in (data.getlist("format") if data else ()) if each in FORMER_FORMATS]
    if not formats:
        return data
    meant = dict.fromkeys(kind.value for each in formats for kind in FORMER_FORMATS[each])
    given = data.getlist("kind")
    data = data.copy()
    data.setlist("kind", [kind for kind in given if kind in meant] or given or list(meant))
    return data


class CourseFilter(TrainingFilter):
    q = Words("course")
    kind = KindFacet()
    theme = ThemeFacet()
    audience = AudienceFacet()
    level = ListedFacet("level", label="Level", options=level_options)
    area = Facet("area", label="Area", options=Area.choices, indexed="area")


class CourseWords(Words):
    """A search box over sessions: keeps those of the courses that search finds for the words."""

    def __init__(self, kind):
        super().__init__(kind)
        self._found = {}

    def filter(self, queryset, value):
        if not value:
            return queryset
        if value not in self._found:
            self._found[value] = matching_ids(self.kind, value, COURSES_FOUND)
        return queryset.filter(course__in=self._found[value])


def filterable(sessions):
    """Return `sessions` (a queryset) with the annotations that SessionFilter needs, those of `described` and `availability`."""
    return described(sessions.with_availability())


def described(sessions):
    """Return `sessions` (a queryset) with `in_area` and `part_of_day`, which SessionFilter needs for all but the places left.

    `in_area` is the session's own area or else its course's; `part_of_day` depends on the hour of its start in London.
    """
    return sessions.annotate(
        start_hour=ExtractHour("starts_at"),
        in_area=Case(When(area="", then=F("course__area")), default=F("area")),
        part_of_day=Case(
            When(start_hour__lt=12, then=Value("morning")),
            When(start_hour__lt=17, then=Value("afternoon")),
            default=Value("evening"),
        ),
    )


class CalendarFilter(TrainingFilter):
    """The filters of a month's sessions. Search knows courses, not sessions, so the database filters and counts them."""

    q = CourseWords("course")
    kind = KindFacet("course__")
    theme = ThemeFacet("course__")
    audience = AudienceFacet("course__")
    level = Facet("course__level", label="Level", options=level_options)
    area = Facet("in_area", label="Area", options=Area.choices)
    time = Facet("part_of_day", label="Time of day", options=PARTS_OF_DAY)
    places = Facet(
        "availability",
        label="Places",
        options=[
            (value.value, value.label)
            for value in (Availability.PLACES, Availability.WAITING, Availability.ELSEWHERE)
        ],
    )

    def best_first(self):
        """Do nothing: sessions stay in order of date, whatever words are looked for."""

    def total(self):
        return len(self._rows(self.chosen))

    @property
    def is_cut_off(self):
        """Whether there are later sessions than the SESSIONS_LISTED that the list has."""
        return self.total() == SESSIONS_LISTED

    def counts(self):
        """Return {name of the facet: {value: how many sessions the choice would leave}}, without values that leave none.

        A facet with as many sessions to count as a list can have is not counted: all its choices are offered.
        """
        rows = {
            name: self._rows({other: value for other, value in self.chosen.items() if other != name})
            for name in self.facets
        }
        return count_sessions({name: each for name, each in rows.items() if len(each) < SESSIONS_LISTED})

    def _rows(self, chosen):
        """Return the first sessions within the filters `chosen`, as count_sessions needs them. Read once for each choice."""
        if (key := tuple(chosen)) not in self._read:
            self._read[key] = countable(self._within(self.queryset, chosen))[:SESSIONS_LISTED]
        return self._read[key]

    def filter_queryset(self, queryset):
        return self._within(queryset, self.chosen)

    def _within(self, sessions, chosen):
        """Return `sessions` within the filters `chosen`. Bookings are counted of the first SESSIONS_TRIED at most."""
        for name, value in chosen.items():
            if name != "places":
                sessions = self.filters[name].filter(sessions, value)
        if "places" not in chosen:
            return sessions
        first = sessions.in_order().values("pk")[:SESSIONS_TRIED]
        return self.filters["places"].filter(sessions.filter(pk__in=first), chosen["places"])

    @cached_property
    def _read(self):
        return {}


class TypedDate(forms.CharField):
    """A date typed in one box (hscp.web.typed_dates). With `last`, a month alone means its last day."""

    widget = forms.TextInput(attrs={"class": "govuk-input--width-10", "maxlength": 40})

    def __init__(self, *, last=False, **kwargs):
        super().__init__(**kwargs)
        self.last = last

    def clean(self, value):
        text = super().clean(value)
        try:
            day = read_date(text, last=self.last) if text else None
        except NotADate:
            day = date.max
        # The last day of the calendar has none after it, up to which sessions could be looked for.
        if day == date.max:
            raise forms.ValidationError(
                f"“{self.label}” must be a real date, such as 12 1 2027, or a month, such as January 2027"
            )
        return day


class FirstDay(django_filters.Filter):
    """Keeps the sessions of which a day is on this day or later, London time; not after the last day, where that is given too."""

    field_class = TypedDate

    def sort_out(self, values):
        """Return (values to use, values to set aside). A value that is not a date is a form error: the reader typed it."""
        return [value for value in values[-1:] if value], []

    def filter(self, queryset, value):
        if not value:
            return queryset
        last = self.parent.chosen.get("date_to")
        return queryset.on_between(midnight(value), last and midnight(last + timedelta(days=1)))


class LastDay(FirstDay):
    """Keeps the sessions that start on a day or earlier, London time."""

    def filter(self, queryset, value):
        return queryset.filter(starts_at__lt=midnight(value + timedelta(days=1))) if value else queryset


class DatesForm(GovukForm):
    """The form of SessionFilter: the days are near its top, and the last is not before the first."""

    field_order = ["q", "kind", "date_from", "date_to"]

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("date_from"), cleaned.get("date_to")
        if first and last and last < first:
            self.add_error("date_to", "“To” must not be before “From”")
        return cleaned


class SessionFilter(CalendarFilter):
    """The filters of the list of dates: those of the calendar, and the days."""

    class Meta:
        form = DatesForm

    date_from = FirstDay(label="From", help_text="A date or a month, such as 12 1 2027 or January 2027")
    date_to = LastDay(label="To", last=True)
