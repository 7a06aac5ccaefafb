"""The tables of search: what it knows of the records, what editors teach it, and what people searched for."""

from hscp.search.models.counts import SearchCount
from hscp.search.models.crises import CrisisAnswer, CrisisCard
from hscp.search.models.documents import SearchDependency, SearchDocument, SearchState
from hscp.search.models.understanding import EverydayPhrases, PinnedAnswer, Place, Synonym, phrases

__all__ = [
    "CrisisAnswer",
    "CrisisCard",
    "EverydayPhrases",
    "PinnedAnswer",
    "Place",
    "SearchCount",
    "SearchDependency",
    "SearchDocument",
    "SearchState",
    "Synonym",
    "phrases",
]
