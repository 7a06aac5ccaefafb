"""When records are next looked at: what follows from their kind, and from how long they say that they are valid.

A date is written to the record, where everybody sees it and may set another. Owners are not: see `keepers`.
"""

import calendar
from collections import Counter
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from hscp.editing.freshness.defaults import read_defaults
from hscp.records.housekeeping import set_keeping
from hscp.records.saving import content_change

# How long before its last day a record is looked at; and how soon, where that has passed.
BEFORE_THE_END = timedelta(days=60)
SOON = timedelta(days=30)


def add_months(day, number):
    """Return the date `number` months after `day`: the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))


def next_review(model, *, on=None, defaults=None):
    """Return when a record of the kind `model` that somebody looked at on `on` (default today) is looked at again.

    `defaults` spares the query for them.
    """
    months = (defaults or read_defaults()).months[model]
    return add_months(on or timezone.localdate(), months)


class FirstDates:
    """Gives records that nobody has looked at yet the dates at which they are looked at first, one after the other.

    `totals` (a Counter) says how many there will be of each model. The last of a kind waits the whole time between two
    reviews, the first little more than half of it, so that not all fall due on one day. A record that says how long it is valid
    is looked at before it ends.
    """

    def __init__(self, totals, *, on=None, defaults=None):
        self._totals, self._seen = totals, Counter()
        self._on, self._defaults = on or timezone.localdate(), defaults or read_defaults()

    def date_of(self, record):
        """Return the date for `record`, the next one of its kind."""
        model = type(record)
        self._seen[model] += 1
        whole = next_review(model, on=self._on, defaults=self._defaults) - self._on
        wait = whole * (self._totals[model] + self._seen[model]) / (2 * self._totals[model])
        return _before_the_end(record, self._on + timedelta(days=wait.days), self._on)


def spread(records, *, on=None, defaults=None):
    """Return the first dates of `records`, a list of any kinds, in their order."""
    dates = FirstDates(Counter(map(type, records)), on=on, defaults=defaults)
    return [dates.date_of(record) for record in records]


def _before_the_end(record, day, on):
    if record.valid_until is None:
        return day
    return min(day, max(record.valid_until - BEFORE_THE_END, on + SOON))


def dates_of(queryset, defaults=None):
    """Return {primary key: a first date, spread as above} for the records of `queryset`, in the order of their keys."""
    records = list(queryset.order_by("pk"))
    return dict(zip((each.pk for each in records), spread(records, defaults=defaults), strict=True))


def without_review_date(model):
    """Return the records of `model` (a queryset) that have no review date, but for those that the public will not see again."""
    return model._default_manager.planned().filter(review_date=None)


def number_without(models):
    """Return how many records of `models` have no review date, in one query."""
    parts = [without_review_date(model).order_by().values("pk") for model in models]
    return parts[0].union(*parts[1:], all=True).count() if parts else 0


@transaction.atomic
def give_review_dates(*, by, models):
    """Give a date, spread as above, to every record of `models` that has none. Return how many there were.

    It is one revision by the user `by`.
    """
    comment, given, defaults = "Review dates set by the kind of record.", 0, read_defaults()
    with content_change(by=by, comment=comment):
        for model in models:
            dates = dates_of(without_review_date(model), defaults)
            given += set_keeping(
                queryset=model._default_manager.filter(pk__in=list(dates)),
                by=by,
                review_date=lambda record, dates=dates: dates[record.pk],
                comment=comment,
            )
    return given
