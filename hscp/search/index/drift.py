"""Check that the index holds what the table of documents says."""

from tantivy import Query

from hscp.search.index.documents import Drift
from hscp.search.index.schema import EVERY_DOCUMENT
from hscp.search.index.store import STATE_KEY
from hscp.search.models import SearchDocument


def index_drift(snapshot):
    """Yield a Drift for each document that the index of `snapshot` lacks, should have dropped or holds out of date."""
    searcher = snapshot.searcher
    addresses = [
        address for _, address in searcher.search(Query.all_query(), EVERY_DOCUMENT, count=False).hits
    ]
    keys = [searcher.doc(address)["key"][0] for address in addresses]
    numbers = searcher.fast_field_values("sequence", addresses)
    indexed = {key: number for key, number in zip(keys, numbers, strict=True) if key != STATE_KEY}
    for row in (
        SearchDocument.objects.filter(removed=False).only("kind", "object_id", "sequence").order_by("pk")
    ):
        number = indexed.pop(row.key, None)
        if number != row.sequence:
            yield Drift(row.key, "not in the index" if number is None else "old in the index")
    for key in sorted(indexed):
        yield Drift(key, "left in the index")
