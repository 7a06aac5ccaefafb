"""Moving pinned answers when two records are merged."""

from hscp.search.index.documents import refresh
from hscp.search.index.entries import sources
from hscp.search.models import PinnedAnswer, SearchDocument


def move_pins(keep, drop):
    """Point the answers pinned to the record `drop` at `keep`, once for the same words.

    Call it inside `changes()`. A record that was never published has no document: its pins stay where they are.
    """
    kinds = [source.kind for source in sources() if source.model is type(keep)]
    documents = {
        document.object_id: document
        for document in SearchDocument.objects.filter(kind__in=kinds, object_id__in=[keep.pk, drop.pk])
    }
    if len(documents) < 2:
        return
    there = set(documents[keep.pk].pins.values_list("words", flat=True))
    for pin in PinnedAnswer.objects.filter(document=documents[drop.pk]):
        refresh(pin)
        if pin.words in there:
            pin.delete()
        else:
            pin.document = documents[keep.pk]
            pin.save(update_fields=["document", "updated_at"])
