"""The address of the brochure's text."""

import re

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from hscp.brochure.current import current_brochure
from hscp.brochure.writing.writer import write_brochure


@require_safe
def brochure_text(request):
    """Send the live brochure as Markdown, to be saved, edited and imported again."""
    brochure = current_brochure()
    years = re.sub(r"[^0-9A-Za-z-]+", "-", brochure.edition).strip("-")
    name = f"brochure-{years}.md" if years else "brochure.md"
    return HttpResponse(
        write_brochure(brochure),
        content_type="text/markdown; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"},
    )
