"""Which records have a picture for messengers, by the kinds of hscp/documents/pictures.py."""

from contacts.models import Pathway
from hscp.brochure.models import Brochure
from hscp.documents.pictures import picture_document
from resources.models import Toolkit
from themes.models import Theme
from themes.sensitivity import without_sensitive
from training.models import Course

MODELS = {
    "themes": Theme,
    "toolkits": Toolkit,
    "courses": Course,
    "contacts": Pathway,
    "brochure": Brochure,
}


def pictured(kind):
    """Return the records of a kind, a key of MODELS, that have a picture: those the public sees that are not sensitive."""
    return without_sensitive(MODELS[kind].objects.live())


def picture_documents():
    """Yield (record, Document) of every picture there is. Makes a query for each kind."""
    for kind in MODELS:
        for record in pictured(kind).order_by("title", "pk"):
            yield record, picture_document(kind, record.slug, record.title)
