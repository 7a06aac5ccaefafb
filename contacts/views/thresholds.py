"""The public page of the levels of need."""

from django.db.models import Prefetch
from django.views.generic import ListView

from contacts.models import Pathway, ThresholdLevel


class ThresholdList(ListView):
    """The four levels of need, as text, each with its own anchor."""

    template_name = "contacts/threshold_list.html"
    extra_context = {"breadcrumbs": []}

    def get_queryset(self):
        pathways = Prefetch("pathways", Pathway.objects.live().in_order())
        return ThresholdLevel.objects.live().order_by("number").prefetch_related(pathways)
