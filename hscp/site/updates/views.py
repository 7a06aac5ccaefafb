"""The pages of what changed: the list, what changed since the last brochure, and the address of one line."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from hscp.brochure.editions.current import last_published
from hscp.site.updates.filters import UpdateFilter
from hscp.updates.models import Update
from hscp.updates.pages import load_pages
from hscp.web.views import FacetedList


class UpdateList(FacetedList):
    """What changed for readers, the latest first."""

    model = Update
    filterset_class = UpdateFilter
    template_name = "site/updates.html"
    page_title = "What changed"
    lead = "New pages, numbers, dates and wording, as they reached this site."
    singular, plural = "change", "changes"
    feed = "site:updates_feed"

    def get_queryset(self):
        return Update.objects.public().newest_first()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        page = context["page_obj"]
        page.object_list = load_pages(list(page.object_list))
        return context


class SinceTheBrochure(UpdateList):
    """What changed since the newest edition of the brochure was published; everything where there is none."""

    template_name = "site/updates_since.html"
    page_title = "What changed since the last brochure"
    feed = ""

    def get_queryset(self):
        updates = super().get_queryset()
        self.edition = last_published()
        return updates.filter(said_at__gt=self.edition.published_at) if self.edition else updates

    def get_context_data(self, **kwargs):
        context = super().get_context_data(edition=self.edition, **kwargs)
        since = timezone.localtime(self.edition.published_at) if self.edition else None
        return {
            **context,
            "breadcrumbs": [("What changed", reverse("site:updates"))],
            "lead": f"Since the edition of {since:%-d %B %Y}, for whoever has it on paper." if since else "",
        }


@require_safe
def update(request, pk):
    """Lead to the page that a line is about: what feeds and mails link to, whose address says nothing of it."""
    [line] = load_pages([get_object_or_404(Update.objects.public(), pk=pk)])
    if not line.page.url:
        return redirect("site:updates")
    return redirect(line.page.url)
