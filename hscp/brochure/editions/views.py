"""The published editions: their list, and each as the file that was frozen."""

from itertools import groupby

from django.http import FileResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import ListView

from hscp.brochure.editions.current import current_brochure
from hscp.brochure.editions.freezing import FileMissing, opened
from hscp.brochure.models import PublishedEdition
from hscp.page_cache.policies import CachePolicy
from hscp.security.headers import PDF_POLICY
from hscp.templatetags.documents import file_facts
from hscp.web.cache_headers import FRESH
from hscp.web.wording import clock_time


class EditionList(ListView):
    """Every edition that is not withdrawn, by the years it is for, the newest first."""

    cache_policy = CachePolicy()
    template_name = "site/editions.html"
    extra_context = {"page_title": "Published editions of the brochure"}

    def get_queryset(self):
        editions = PublishedEdition.objects.not_withdrawn().defer("contents")
        return editions.order_by("-edition", "-published_at", "-pk")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(
            breadcrumbs=[("Brochure", reverse("site:brochure"))], current=current_brochure(), **kwargs
        )
        years = groupby(context["object_list"], key=lambda edition: edition.edition)
        return {
            **context,
            "years": [
                (name, [(edition, file_facts(edition.size), _time(edition)) for edition in editions])
                for name, editions in years
            ],
        }


@require_safe
def edition(request, slug):
    """Send the file of an edition. One that was withdrawn is gone (410); a page says so, and where the live brochure is."""
    record = get_object_or_404(PublishedEdition.objects.defer("contents"), slug=slug)
    if record.withdrawn_at:
        return _instead(request, record, 410)
    try:
        file = opened(record)
    except FileMissing:
        return _instead(request, record, 503)
    response = FileResponse(file, filename=f"brochure-{record.slug}.pdf", content_type="application/pdf")
    response["Content-Security-Policy"] = PDF_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    # Asked for anew each time, since an edition may be withdrawn.
    response["Cache-Control"] = FRESH
    return response


def _time(edition):
    return clock_time(timezone.localtime(edition.published_at).time())


def _instead(request, record, status):
    context = {
        "page_title": "This edition was withdrawn" if status == 410 else "This file cannot be opened",
        "breadcrumbs": [("Published editions", reverse("documents:editions"))],
        "edition": record,
        "withdrawn": status == 410,
    }
    response = render(request, "site/edition_gone.html", context, status=status)
    response["Cache-Control"] = FRESH
    return response
