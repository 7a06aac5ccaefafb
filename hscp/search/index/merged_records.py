"""Moving what editors taught search of a record when it is merged into another."""

from hscp.search.index.documents import refresh
from hscp.search.index.entries import sources
from hscp.search.models import CrisisAnswer, EverydayPhrases, PinnedAnswer, Place, SearchDocument, phrases


def move_teaching(keep, drop):
    """Point the pins, everyday phrases, places and crisis answers of the record `drop` at `keep`, each once.

    Call it inside `changes()`. A record that was never published has no document: what it has stays where it is.
    """
    kinds = [source.kind for source in sources() if source.model is type(keep)]
    documents = {
        document.object_id: document
        for document in SearchDocument.objects.filter(kind__in=kinds, object_id__in=[keep.pk, drop.pk])
    }
    if len(documents) < 2:
        return
    there, gone = documents[keep.pk], documents[drop.pk]
    _move(PinnedAnswer.objects.filter(document=gone), there, "words")
    _move_phrases(there, gone)
    for place in Place.objects.filter(document=gone):
        refresh(place)
        place.document = there
        place.save(update_fields=["document", "updated_at"])
    answers = CrisisAnswer.objects.filter(document=gone)
    for answer in answers.select_related("card"):
        refresh(answer.card)
    _move(answers, there, "card_id", "reader")


def _move(rows, there, *same):
    """Point `rows` at the document `there`; delete those that it has already, with the same values of the fields `same`."""
    known = set(rows.model.objects.filter(document=there).values_list(*same))
    for row in rows:
        refresh(row)
        if tuple(getattr(row, name) for name in same) in known:
            row.delete()
        else:
            row.document = there
            row.save()


def _move_phrases(there, gone):
    moved = EverydayPhrases.objects.filter(document=gone).first()
    if moved is None:
        return
    kept = EverydayPhrases.objects.filter(document=there).first()
    refresh(moved)
    if kept is None:
        moved.document = there
        moved.save()
        return
    refresh(kept)
    kept.phrases = "\n".join(dict.fromkeys([*phrases(kept.phrases), *phrases(moved.phrases)]))
    kept.save()
    moved.delete()
