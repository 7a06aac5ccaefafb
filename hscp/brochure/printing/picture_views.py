"""The view of the pictures that messengers show with a link."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from hscp.brochure.printing.pictures import MODELS, pictured
from hscp.documents.pictures import picture_digest, picture_document, picture_path
from hscp.documents.views import picture_response
from hscp.web.cache_headers import FRESH, cached_as


@require_safe
def picture(request, kind, slug, digest):
    """Send the picture of a record; what is a draft, withdrawn or sensitive has none (404).

    An address from before the record or the look was changed leads to the one of now.
    """
    if kind not in MODELS:
        raise Http404
    record = get_object_or_404(pictured(kind), slug=slug)
    if digest != picture_digest(kind, record.title):
        return cached_as(FRESH)(redirect)(picture_path(kind, slug, record.title))
    return picture_response(request, picture_document(kind, slug, record.title))
