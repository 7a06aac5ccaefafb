"""When a contact point answers: its hours of every week or month, the days that differ, and the school terms."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from contacts.enums import BANK_HOLIDAY, Nth, Season, Weekday
from contacts.models.points import ContactPoint
from contacts.models.school_year import SchoolYear
from hscp.records.compiled_queries import CompiledQuery, keep_loaded


class OpeningHoursQuerySet(models.QuerySet):
    """Hours that know the school terms, whichever way they are read."""

    def _fetch_all(self):
        # Here, and not where hours are asked for, so that all the hours of a page read the terms in one query at most.
        fresh = self._result_cache is None
        super()._fetch_all()
        if fresh:
            _give_school_year(self._result_cache)


def _give_school_year(rows):
    by_season = [row for row in rows if getattr(row, "season", "")]
    if by_season:
        year = SchoolTerm.objects.year()
        for row in by_season:
            row.school_year = year


class OpeningHours(models.Model):
    """When a contact point answers on one weekday, in local time (Europe/London).

    Hours that close at or before they open run into the next day; 00:00 to 00:00 is the whole day. `weekday` is
    BANK_HOLIDAY for hours that hold on bank holidays alone, in the place of the weekday's.
    """

    contact_point = models.ForeignKey(ContactPoint, on_delete=models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField(choices=[*Weekday.choices, (BANK_HOLIDAY, "Bank holidays")])
    opens = models.TimeField()
    closes = models.TimeField()
    nth = models.SmallIntegerField("which of the month", choices=Nth, default=Nth.EVERY)
    season = models.CharField("part of the school year", max_length=10, choices=Season, blank=True)

    # The SchoolYear of hours that were read from the database and hold in a part of it alone.
    school_year = SchoolYear()

    objects = OpeningHoursQuerySet.as_manager()

    class Meta:
        ordering = ["weekday", "opens", "nth", "season"]
        verbose_name_plural = "opening hours"
        constraints = [
            models.CheckConstraint(
                name="contacts_openinghours_known_weekday",
                condition=Q(weekday__in=[*Weekday.values, BANK_HOLIDAY]),
                violation_error_message="Choose a day of the week.",
            ),
            models.CheckConstraint(
                name="contacts_openinghours_known_nth",
                condition=Q(nth__in=Nth.values),
                violation_error_message="Choose the first, second, third, fourth or last of the month.",
            ),
            models.CheckConstraint(
                name="contacts_openinghours_known_season",
                condition=Q(season__in=Season.values),
                violation_error_message="Choose term time or school holidays.",
            ),
            models.UniqueConstraint(
                fields=["contact_point", "weekday", "opens", "nth", "season"],
                name="contacts_openinghours_once",
                violation_error_message="These hours are given already.",
            ),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.opens:%H:%M} to {self.closes:%H:%M}"


class HoursException(models.Model):
    """Days on which a contact point has other hours than usual: closed, or from `opens` to `closes` on each of them.

    Several rows with the same days are several hours on each day. Usual hours that began the day before run on.
    """

    contact_point = models.ForeignKey(ContactPoint, on_delete=models.CASCADE, related_name="exceptions")
    first_day = models.DateField()
    last_day = models.DateField()
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)
    reason = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["first_day", "opens", "pk"]
        verbose_name = "exception to the hours"
        verbose_name_plural = "exceptions to the hours"
        constraints = [
            models.CheckConstraint(
                name="contacts_hoursexception_days_in_order",
                condition=Q(last_day__gte=F("first_day")),
                violation_error_message="The last day must not be before the first.",
            ),
            models.CheckConstraint(
                name="contacts_hoursexception_both_times",
                condition=Q(opens=None, closes=None) | Q(opens__isnull=False, closes__isnull=False),
                violation_error_message="Give both times, or none if it is closed.",
            ),
            models.UniqueConstraint(
                fields=["contact_point", "first_day", "opens"],
                name="contacts_hoursexception_once",
                violation_error_message="These days are given already.",
            ),
            models.UniqueConstraint(
                fields=["contact_point", "first_day"],
                condition=Q(opens=None),
                name="contacts_hoursexception_closed_once",
                violation_error_message="These days are given already.",
            ),
        ]

    def __str__(self):
        times = "closed" if self.opens is None else f"{self.opens:%H:%M} to {self.closes:%H:%M}"
        return f"{self.first_day:%-d %B %Y} to {self.last_day:%-d %B %Y}: {times}"


class SchoolTermQuerySet(models.QuerySet):
    def year(self):
        """Return the SchoolYear of all terms, read in one query."""
        return SchoolYear(self.order_by("first_day").values_list("first_day", "last_day"))


class SchoolTerm(models.Model):
    """One stretch of days on which the county's schools are open: half a term, as a rule."""

    name = models.CharField(max_length=100, help_text="Such as: Autumn 2026, second half.")
    first_day = models.DateField("first school day")
    last_day = models.DateField("last school day")

    objects = SchoolTermQuerySet.as_manager()

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                name="contacts_schoolterm_days_in_order",
                condition=Q(last_day__gte=F("first_day")),
                violation_error_message="The last day must not be before the first.",
            ),
            models.UniqueConstraint(
                fields=["first_day"],
                name="contacts_schoolterm_once",
                violation_error_message="A term that begins on this day is there already.",
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        """Refuse days that another term has."""
        super().clean()
        if self.first_day and self.last_day:
            others = SchoolTerm.objects.exclude(pk=self.pk)
            other = others.filter(first_day__lte=self.last_day, last_day__gte=self.first_day).first()
            if other:
                raise ValidationError(
                    {"first_day": f"“{other}” has some of these days already. Change one of the two."}
                )


def load_hours(points):
    """Load what says when each of the contact `points` answers, so that its Timetable makes no query.

    Makes one query, and one each if a point has exceptions, if one answers whenever another is closed that is not among
    them, and for the school terms, however many points there are.
    """
    known = {point.pk: point for point in points}
    followed = {point.answers_when_closed_id for point in points} - {None, *known}
    known |= {point.pk: point for point in _points(points=followed)}
    for point in points:
        if point.answers_when_closed_id:
            point.answers_when_closed = known.get(point.answers_when_closed_id)
    hours, loaded = _hours_of(points=known), known.values()
    _give_school_year(hours)
    keep_loaded(loaded, "opening_hours", hours, "contact_point_id")
    differing = [pk for pk, point in known.items() if point.differs]
    keep_loaded(loaded, "exceptions", _exceptions_of(points=differing), "contact_point_id")


def with_differing(points):
    """Return a queryset of contact points that know whether they have exceptions to their hours: few do."""
    return points.annotate(differs=Exists(HoursException.objects.filter(contact_point=OuterRef("pk"))))


@CompiledQuery
def _points(points):
    return with_differing(ContactPoint.objects.filter(pk__in=points))


@CompiledQuery
def _hours_of(points):
    return OpeningHours.objects.filter(contact_point__in=points)


@CompiledQuery
def _exceptions_of(points):
    return HoursException.objects.filter(contact_point__in=points)
