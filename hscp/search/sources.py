"""Every kind of record that search indexes: those of the apps, the site's own pages, and what editors teach search."""

from contacts.search import SOURCES as CONTACTS
from hscp.languages.search import wording_source
from hscp.search.index.entries import Entry, SearchSource
from hscp.search.models import CrisisCard, EverydayPhrases, PinnedAnswer, Place, Synonym, phrases
from hscp.site.search import PAGES
from resources.search import SOURCES as RESOURCES
from themes.search import SOURCES as THEMES
from training.search import SOURCES as TRAINING


def _taught(row, **settings):
    """Return the Entry of what editors teach search. It is kept in the index, and is no result itself."""
    return Entry(title=str(row)[:300], url="", settings=settings)


def _synonym(synonym):
    return _taught(
        synonym,
        words=phrases(synonym.words),
        means=phrases(synonym.means),
        both_ways=synonym.both_ways,
    )


def _pin(pin):
    return _taught(pin, pinned_to=pin.words, key=pin.document.key, order=pin.order)


def _everyday_phrases(subject):
    return _taught(subject, describe=subject.document.key, phrases=phrases(subject.phrases))


def _place(place):
    return _taught(
        place,
        area=place.area,
        names=phrases(place.names),
        is_served=place.is_served,
        key=place.document.key if place.document else None,
    )


def _crisis_card(card):
    answers = {}
    for answer in card.answers.all():
        answers.setdefault(answer.reader, []).append(answer.document.key)
    return _taught(
        card,
        crisis=card.name,
        words=phrases(card.words),
        never_with=phrases(card.never_with),
        emergency=card.emergency,
        answers=answers,
    )


SOURCES = [
    *THEMES,
    *RESOURCES,
    *CONTACTS,
    *TRAINING,
    wording_source([*THEMES, *RESOURCES, *CONTACTS]),
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
    SearchSource(
        kind="phrases",
        label="Everyday phrases",
        model=EverydayPhrases,
        records=lambda: EverydayPhrases.objects.select_related("document"),
        entry=_everyday_phrases,
    ),
    SearchSource(
        kind="place",
        label="Place",
        model=Place,
        records=lambda: Place.objects.select_related("document"),
        entry=_place,
    ),
    SearchSource(
        kind="crisis",
        label="Crisis card",
        model=CrisisCard,
        records=lambda: CrisisCard.objects.prefetch_related("answers__document"),
        entry=_crisis_card,
    ),
]
