"""The address of the brochure's text."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from hscp.brochure.editions.current import current_brochure
from hscp.brochure.writing.brochure_text import file_name, write_brochure
from hscp.web.cache_headers import FRESH


@require_safe
def brochure_text(request):
    """Send the live brochure as Markdown, to be saved, edited and imported again."""
    brochure = current_brochure()
    name = file_name(brochure)
    return HttpResponse(
        write_brochure(brochure),
        content_type="text/markdown; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": FRESH},
    )
