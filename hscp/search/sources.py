"""Every kind of record that search indexes: those of the apps, the site's own pages, and editors' synonyms and pinned answers."""

from contacts.search import SOURCES as CONTACTS
from hscp.search.index.entries import Entry, SearchSource
from hscp.search.models import PinnedAnswer, Synonym, phrases
from hscp.site.search import PAGES
from resources.search import SOURCES as RESOURCES
from themes.search import SOURCES as THEMES
from training.search import SOURCES as TRAINING


def _synonym(synonym):
    return Entry(
        title=str(synonym)[:300],
        url="",
        settings={
            "words": phrases(synonym.words),
            "means": phrases(synonym.means),
            "both_ways": synonym.both_ways,
        },
    )


def _pin(pin):
    return Entry(
        title=str(pin)[:300],
        url="",
        settings={"pinned_to": pin.words, "key": pin.document.key, "order": pin.order},
    )


SOURCES = [
    *THEMES,
    *RESOURCES,
    *CONTACTS,
    *TRAINING,
    PAGES,
    # Kept in the index as settings, so that a change reaches every process in the same way as any other.
    SearchSource(
        kind="synonym",
        label="Synonym",
        model=Synonym,
        records=lambda: Synonym.objects.all(),
        entry=_synonym,
    ),
    SearchSource(
        kind="pin",
        label="Pinned answer",
        model=PinnedAnswer,
        records=lambda: PinnedAnswer.objects.select_related("document"),
        entry=_pin,
    ),
]
