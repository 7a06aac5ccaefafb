"""The filters of the course catalogue, and those of its sessions, which share the facets of the course."""

from datetime import datetime, time, timedelta

import django_filters
from django import forms
from django.db.models import Case, Count, F, Q, Value, When
from django.db.models.functions import ExtractHour
from django.utils import timezone

from hscp.vocabulary import Area
from hscp.web.filters import Facet, FacetedFilterSet, Words
from hscp.web.forms import GovukForm
from themes.filters import AudienceFacet, ThemeFacet
from training.enums import Availability, CourseFormat
from training.models import Course
from training.sessions.typed_dates import NotADate, read_date

TOURS, PRACTICAL = "tours", "practical"
KINDS = [(TOURS, "Toolkit tours"), (PRACTICAL, "Practical sessions")]
PARTS_OF_DAY = [
    ("morning", "Morning"),
    ("afternoon", "Afternoon, from midday"),
    ("evening", "Evening, from 5pm"),
]


def level_options():
    """Return (level, level) of the live courses, in alphabetical order."""
    levels = Course.objects.live().exclude(level="").order_by("level").values_list("level", flat=True)
    return [(level, level) for level in levels.distinct()]


class KindFacet(Facet):
    """Toolkit tours and practical sessions, by Course.is_toolkit_tour and the format. Some courses are both."""

    def __init__(self, prefix=""):
        super().__init__(f"{prefix}format", label="Kind", options=KINDS)
        self.conditions = {
            TOURS: Q(**{f"{prefix}toolkit__isnull": False})
            & ~Q(**{f"{prefix}format": CourseFormat.ELEARNING}),
            PRACTICAL: Q(**{f"{prefix}format": CourseFormat.PRACTICAL_SESSION}),
        }

    def filter(self, queryset, values):
        if not values:
            return queryset
        wanted = Q()
        for value in values:
            wanted |= self.conditions[value]
        return queryset.filter(wanted)

    def counts(self, queryset):
        rows = queryset.order_by().prefetch_related(None)
        numbers = rows.aggregate(
            **{kind: Count("pk", filter=which, distinct=True) for kind, which in self.conditions.items()}
        )
        return {kind: number for kind, number in numbers.items() if number}


class CourseFilter(FacetedFilterSet):
    q = Words("course")
    kind = KindFacet()
    theme = ThemeFacet()
    audience = AudienceFacet()
    format = Facet("format", label="Format", options=CourseFormat.choices)
    level = Facet("level", label="Level", options=level_options)
    area = Facet("area", label="Area", options=Area.choices)


def filterable(sessions):
    """Return `sessions` (a queryset) with the annotations that SessionFilter needs.

    `in_area` is the session's own area or else its course's; `part_of_day` depends on the hour of its start in London.
    """
    return sessions.with_availability().annotate(
        start_hour=ExtractHour("starts_at"),
        in_area=Case(When(area="", then=F("course__area")), default=F("area")),
        part_of_day=Case(
            When(start_hour__lt=12, then=Value("morning")),
            When(start_hour__lt=17, then=Value("afternoon")),
            default=Value("evening"),
        ),
    )


class CalendarFilter(FacetedFilterSet):
    """The filters of a month's sessions."""

    q = Words("course", field_name="course")
    kind = KindFacet("course__")
    theme = ThemeFacet("course__")
    audience = AudienceFacet("course__")
    format = Facet("course__format", label="Format", options=CourseFormat.choices)
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


class TypedDate(forms.CharField):
    """A date typed in one box (training.sessions.typed_dates). With `last`, a month alone means its last day."""

    widget = forms.TextInput(attrs={"class": "govuk-input--width-10", "maxlength": 40})

    def __init__(self, *, last=False, **kwargs):
        super().__init__(**kwargs)
        self.last = last

    def clean(self, value):
        text = super().clean(value)
        try:
            return read_date(text, last=self.last) if text else None
        except NotADate as error:
            raise forms.ValidationError(
                f"“{self.label}” must be a real date, such as 12 1 2027, or a month, such as January 2027"
            ) from error


class FirstDay(django_filters.Filter):
    """Keeps the sessions that start on a day or later, London time."""

    field_class = TypedDate

    def sort_out(self, values):
        """Return (values to use, values to set aside). A value that is not a date is a form error: the reader typed it."""
        return [value for value in values[-1:] if value], []

    def filter(self, queryset, value):
        return queryset.filter(starts_at__gte=midnight(value)) if value else queryset


class LastDay(FirstDay):
    """Keeps the sessions that start on a day or earlier, London time."""

    def filter(self, queryset, value):
        return queryset.filter(starts_at__lt=midnight(value + timedelta(days=1))) if value else queryset


def midnight(day):
    """Return the moment (aware datetime) at which a date begins in London."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


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
