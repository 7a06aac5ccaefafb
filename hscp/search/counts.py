"""What people searched for, by words: the daily counts of hscp.search.missed put together. Foundation: imports no app."""

from datetime import timedelta

from django.db.models import OuterRef, Subquery, Sum
from django.utils import timezone

from hscp.search.models import SearchCount

RECENT_DAYS = 28


def searched_for(days=RECENT_DAYS, within=None):
    """Return a SearchCount for each term counted in the last `days` days, today included: the one of its latest day.

    `times` is how often the term was searched for in all of these days. `within` is a queryset to choose from.
    """
    rows = SearchCount.objects.order_by().filter(day__gt=timezone.localdate() - timedelta(days=days))
    same = rows.filter(term=OuterRef("term"))
    within = SearchCount.objects.all() if within is None else within
    return within.filter(pk=Subquery(same.order_by("-day").values("pk")[:1])).annotate(
        times=Subquery(same.values("term").annotate(times=Sum("count")).values("times"))
    )
