"""What goes stale in the next 60 days, or has already: over all kinds of record, in two queries whatever there is.

A record is stale for a reason: its review is due, the years that it is valid for end, its "show until" comes, or one of its
numbers and addresses is to be checked. One with two reasons is there twice.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate
from django.utils import timezone

from contacts.models import ContactPoint, Pathway, point_due_filter
from hscp.admin.filters import ending_filter
from hscp.editing.freshness.keepers import with_keepers
from hscp.editing.freshness.kinds import content_kinds
from resources.models import Resource
from resources.years import FINANCIAL_YEAR

HORIZON = timedelta(days=60)
REVIEW, YEARS, SHOW_UNTIL, CHECK = "review", "years", "show-until", "check"
REASONS = {
    REVIEW: "Review due",
    YEARS: "Its years end",
    SHOW_UNTIL: "“Show until” ends",
    CHECK: "Numbers to check",
}
# Stands, in the database, for the day on which a number that nobody has ever checked was due.
_NEVER_CHECKED = date(1900, 1, 1)


@dataclass(frozen=True)
class Stale:
    """A record that goes stale: `due` is a date, None for a number that nobody has checked; `keeper` a User's key or None."""

    model: type
    reason: str
    pk: int
    title: str
    due: date | None
    keeper: int | None


class StaleRecords:
    """What goes stale up to `until` (default 60 days from now) among the records of `models`, by the Defaults of their kinds.

    `reasons` limits it to some of REASONS, `keeper` to what a person, by their key, keeps; "nobody" to what nobody does.
    """

    def __init__(self, defaults, *, models=None, reasons=tuple(REASONS), keeper="", until=None):
        self._defaults, self._keeper = defaults, keeper
        self._until = until or timezone.localdate() + HORIZON
        kinds = content_kinds()
        self._parts = [
            (kinds.index(model), each, find)
            for each, find, only in (
                (REVIEW, self._reviews, None),
                (YEARS, self._years, Resource),
                (SHOW_UNTIL, self._show_until, None),
                (CHECK, self._checks, Pathway),
            )
            for model in (kinds if models is None else models)
            if only in (None, model) and each in reasons
        ]

    def counts(self):
        """Return a Counter of (model, reason, key of the keeper or None), in one query."""
        if not self._parts:
            return Counter()
        parts = [
            part.values("which", "reason", "keeper")
            .annotate(number=Count("pk"))
            .values_list("which", "reason", "keeper", "number")
            for part in self._querysets()
        ]
        kinds = content_kinds()
        return Counter(
            {(kinds[which], reason, keeper): number for which, reason, keeper, number in _union(parts)}
        )

    def rows(self, start=0, end=None):
        """Return the Stale from position `start` to `end`, those due first before the others, in one query."""
        if not self._parts:
            return []
        parts = [
            part.values_list("which", "reason", "pk", "title", "due", "keeper") for part in self._querysets()
        ]
        kinds = content_kinds()
        found = _union(parts).order_by("due", "which", "pk", "reason")[start:end]
        return [
            Stale(kinds[which], reason, pk, title, None if due == _NEVER_CHECKED else due, keeper)
            for which, reason, pk, title, due, keeper in found
        ]

    def _querysets(self):
        for which, reason, find in self._parts:
            records = find(content_kinds()[which]._default_manager.planned().order_by())
            records = with_keepers(records, self._defaults).annotate(
                which=Value(which, output_field=IntegerField()),
                reason=Value(reason, output_field=CharField()),
            )
            if self._keeper:
                records = records.filter(keeper=None if self._keeper == "nobody" else self._keeper)
            yield records

    def _reviews(self, records):
        return records.filter(review_date__lte=self._until).annotate(due=F("review_date"))

    def _years(self, records):
        financial = Q(valid_from_year=F("valid_to_year") - 1, title__regex=FINANCIAL_YEAR)
        ends = Case(When(financial, then=Value("-03-31")), default=Value("-12-31"), output_field=CharField())
        last_day = Concat(Cast("valid_to_year", CharField()), ends)
        return (
            records.filter(superseded_by=None, valid_to_year__lte=self._until.year)
            .annotate(due=Cast(last_day, DateField()))
            .filter(due__lte=self._until)
        )

    def _show_until(self, records):
        ending = records.filter(ending_filter(timezone.now())).annotate(due=TruncDate("expire_at"))
        return ending.filter(due__lte=self._until)

    def _checks(self, records):
        points = ContactPoint.objects.filter(point_due_filter(self._until), pathway=OuterRef("pk"))
        first = points.order_by(F("verified_on").asc(nulls_first=True), "next_check").annotate(
            due=Case(
                When(verified_on=None, then=Cast(Value(_NEVER_CHECKED), DateField())), default=F("next_check")
            )
        )
        return records.check_due(self._until).annotate(
            due=Cast(
                Coalesce(Subquery(first.values("due")[:1]), Cast(Value(_NEVER_CHECKED), DateField())),
                DateField(),
            )
        )


def _union(parts):
    return parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
