"""Personal data of search: the words that people searched for."""

from django.utils import timezone

from hscp.privacy.personal_fields import PUBLIC, STAFF, Declaration, Kept, personal
from hscp.privacy.retention import delete_rows, kept_since
from hscp.search.models import SearchCount


def _search_counts(at, only_count):
    last_day = timezone.localdate(kept_since("search_counts", at))
    return delete_rows(SearchCount.objects.filter(day__lte=last_day), only_count)


PERSONAL_DATA = Declaration(
    fields={
        "search": Kept(STAFF),
        "search.SearchDocument": Kept(PUBLIC),
        "search.Synonym": Kept(PUBLIC),
        "search.PinnedAnswer": Kept(PUBLIC),
        "search.EverydayPhrases": Kept(PUBLIC),
        "search.Place": Kept(PUBLIC),
        "search.CrisisCard": Kept(PUBLIC),
        "search.CrisisAnswer": Kept(PUBLIC),
        # The words may name a person although those with numbers, postcodes and addresses are left out.
        "search.SearchCount.term": personal("search_counts"),
    },
    jobs={"search_counts": _search_counts},
)
