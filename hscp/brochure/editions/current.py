"""Which brochure is the current one, and which edition was published last. Every page, pack and document that names one asks here."""

from hscp.brochure.models import Brochure, PublishedEdition


def current_brochure():
    """Return the newest live Brochure, or an unsaved one without words where there is none. Makes one query."""
    return Brochure.objects.live().order_by("-edition").first() or Brochure(title="Brochure")


def last_published():
    """Return the newest PublishedEdition that was not withdrawn, without its contents, or None. Makes one query."""
    editions = PublishedEdition.objects.not_withdrawn().defer("contents")
    return editions.order_by("-published_at", "-pk").first()
