"""Which brochure is the current one. Every page, pack and document that names an edition asks here."""

from hscp.brochure.models import Brochure


def current_brochure():
    """Return the newest live Brochure, or an unsaved one without words where there is none. Makes one query."""
    return Brochure.objects.live().order_by("-edition").first() or Brochure(title="Brochure")
