"""Loads what the starter content teaches search: synonyms, everyday phrases, places and crisis cards.

Each file is loaded once per portal. After that it belongs to the editors, and what they change or delete stays so.
"""

import yaml

from hscp.records.saving import content_change
from hscp.search.enums import Reader
from hscp.search.index.documents import refresh_pages
from hscp.search.models import CrisisAnswer, CrisisCard, EverydayPhrases, Place, SearchDocument, Synonym

READERS = {
    "young_person": Reader.YOUNG_PERSON,
    "parent": Reader.PARENT,
    "professional": Reader.PROFESSIONAL,
    "anyone": Reader.ANYONE,
}


def load_search(directory):
    """Load what `directory` (a Path) has for search and return how much was added, as {what it is called: number}.

    Call it once the records are there: what is said of a record that the portal does not have is left out.
    """
    refresh_pages()
    added = {
        "Synonyms": _load(Synonym, "synonym", directory / "synonyms.yaml", _synonyms),
        "Subjects with everyday phrases": _load(
            EverydayPhrases, "phrases", directory / "phrases.yaml", _everyday_phrases
        ),
        "Places": _load(Place, "place", directory / "places.yaml", _places),
        "Crisis cards": _load(CrisisCard, "crisis", directory / "crises.yaml", _crisis_cards),
    }
    return {name: number for name, number in added.items() if number}


def _load(model, kind, path, make):
    """Save what `make` returns for the entries of the file, once. Documents are never deleted: they show that it has been loaded."""
    if model.objects.exists() or SearchDocument.objects.filter(kind=kind).exists():
        return 0
    with content_change() as change:
        rows = make(yaml.safe_load(path.read_text(encoding="utf-8")))
        change.touched(*rows)
    return len(rows)


def _synonyms(entries):
    return Synonym.objects.bulk_create(
        Synonym(
            words="\n".join(map(str, entry["words"])),
            means="\n".join(map(str, entry["means"])),
            both_ways=entry.get("both_ways", False),
        )
        for entry in entries
    )


def _everyday_phrases(entries):
    documents = _documents()
    return EverydayPhrases.objects.bulk_create(
        EverydayPhrases(document=documents[entry["record"]], phrases="\n".join(entry["phrases"]))
        for entry in entries
        if entry["record"] in documents
    )


def _places(entries):
    documents = _documents()
    return Place.objects.bulk_create(
        Place(
            area=entry["area"],
            names="\n".join(entry["names"]),
            is_served=entry.get("is_served", False),
            document=documents.get(entry.get("contact")),
        )
        for entry in entries
    )


def _crisis_cards(entries):
    documents = _documents()
    cards = CrisisCard.objects.bulk_create(
        CrisisCard(
            name=entry["name"],
            words="\n".join(entry["words"]),
            never_with="\n".join(entry.get("never_with", ())),
            emergency=entry.get("emergency", ""),
        )
        for entry in entries
    )
    CrisisAnswer.objects.bulk_create(
        CrisisAnswer(card=card, reader=READERS[reader], document=documents[record], order=order)
        for card, entry in zip(cards, entries, strict=True)
        for reader, records in entry["answers"].items()
        for order, record in enumerate(records)
        if record in documents
    )
    return cards


def _documents():
    """Return {"kind: title" and "kind: title @audience group": SearchDocument} of all records that search finds."""
    found = {}
    for document in SearchDocument.objects.filter(removed=False).order_by("-pk"):
        name = f"{document.kind}: {document.title}"
        found[name] = document
        for audience in document.data["audiences"][:1]:
            found[f"{name} @{audience['value']}"] = document
    return found
