"""Runs the daily job that ends personal data whose time is over: what each app declares, by the periods of the settings."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

# Rows changed at a time, so that no statement and no transaction is long.
BATCH = 500


def apply_retention(declarations, *, at=None, only_count=False):
    """Run the jobs of all `declarations` for `at` (aware datetime, default now). With `only_count` nothing is changed.

    Return {name of the period, or what else was cleared: number of rows}, in the order of the run.
    """
    at = at or timezone.now()
    counts = {}
    for declaration in declarations:
        for name, job in declaration.jobs.items():
            counts[name] = counts.get(name, 0) + job(at, only_count)
    return counts


def kept_since(period, at):
    """Return the moment before which data of the period of this name is over at `at`."""
    return at - timedelta(days=settings.HSCP_KEEP_DAYS[period])


def batches(pks):
    """Return the primary keys `pks` as lists of at most BATCH."""
    pks = list(pks)
    return [pks[start : start + BATCH] for start in range(0, len(pks), BATCH)]


def delete_rows(rows, only_count):
    """Delete `rows` (a queryset) a batch at a time, unless `only_count`, and return how many there were."""
    pks = list(rows.order_by().values_list("pk", flat=True))
    if not only_count:
        for some in batches(pks):
            rows.model._base_manager.filter(pk__in=some).delete()
    return len(pks)
