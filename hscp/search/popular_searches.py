"""What people searched for, counted by day and kept only once it reaches five.

Search words can name a child, so nothing is stored below five: until then there is only a number in the cache,
under a keyed hash. Neither the words nor who typed them are logged.
"""

import logging
import re
from datetime import timedelta

from django.db import Error
from django.db.models import F, OuterRef, Subquery, Sum
from django.utils import timezone
from django.utils.crypto import salted_hmac

from hscp.search.models import SearchCount
from hscp.search.query.parsing import parse
from hscp.security import shared_counts

RECENT_DAYS = 28
STEP = 5
MAX_WORDS = 5
CACHE_SECONDS = 2 * 24 * 60 * 60
# Telephone numbers, references, addresses with an "@" and postcodes: never counted.
_personal = re.compile(r"\d{3}|@|\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b", re.IGNORECASE)
logger = logging.getLogger(__name__)


def term_of(text):
    """Return the words of a search as they are counted, or "" if it is not counted: too long, or perhaps personal."""
    words = [word.folded for word in parse(text).all_words]
    term = " ".join(words)
    if not words or len(words) > MAX_WORDS or len(term) > 60 or _personal.search(text):
        return ""
    return term


def count(results):
    """Count the search that `results` (SearchResults) answer. A view calls it once for each first page."""
    term = term_of(results.query)
    if not term:
        return
    day = timezone.localdate()
    key = "search-count:" + salted_hmac("hscp.search.missed", f"{day}:{term}", algorithm="sha256").hexdigest()
    try:
        if shared_counts.count(key, 1, CACHE_SECONDS) % STEP == 0:
            _store_count(day, term, found_nothing=not results.total)
    except Error:
        logger.warning("A search was not counted.")


def _store_count(day, term, found_nothing):
    row, created = SearchCount.objects.get_or_create(
        day=day, term=term, defaults={"count": STEP, "found_nothing": found_nothing}
    )
    if not created:
        SearchCount.objects.filter(pk=row.pk).update(count=F("count") + STEP, found_nothing=found_nothing)


def searched_for(days=RECENT_DAYS, within=None):
    """Return the latest day's SearchCount for each term counted in the last `days` days, today included.

    `times` is how often the term was searched for over all these days. `within` is a queryset to choose from.
    """
    rows = SearchCount.objects.order_by().filter(day__gt=timezone.localdate() - timedelta(days=days))
    same = rows.filter(term=OuterRef("term"))
    within = SearchCount.objects.all() if within is None else within
    return within.filter(pk=Subquery(same.order_by("-day").values("pk")[:1])).annotate(
        times=Subquery(same.values("term").annotate(times=Sum("count")).values("times"))
    )
