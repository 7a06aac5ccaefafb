"""The local contacts sheet: tick contacts, print them."""

from urllib.parse import urlsplit

from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from contacts.models import Pathway
from contacts.sheet import SheetForm, entries, sheet_address
from hscp.asked import read_asked
from hscp.qr import qr_svg


class ContactsSheet(TemplateView):
    """The form, and above it the sheet as soon as the address names a contact. The form sends `make` with the ticks."""

    template_name = "contacts/sheet.html"

    def get_context_data(self, **kwargs):
        live = list(Pathway.objects.live().in_order())
        choice = read_asked(Pathway, self.request.GET.getlist("contact"), live)
        sent = bool(choice.records) or "make" in self.request.GET
        ticked = {"contact": [pathway.slug for pathway in choice.records]}
        context = {
            "breadcrumbs": [("Contacts", reverse("contacts:pathway_list"))],
            "page_title": "Make a local contacts sheet",
            "form": SheetForm(ticked if sent else None, pathways=live),
            "choice": choice,
            "all_address": sheet_address(live) if live else "",
        }
        if choice.records:
            context |= self._sheet(choice.records)
        return super().get_context_data(**context, **kwargs)

    def _sheet(self, pathways):
        """Return what stands on the paper, as context. The code leads to the sheet's own, live address."""
        address = self.request.build_absolute_uri(sheet_address(pathways))
        parts = urlsplit(address)
        return {
            "page_title": "Local safeguarding contacts",
            "entries": entries(pathways),
            "today": timezone.localdate(),
            "qr": qr_svg(address),
            "host": parts.netloc,
            "path": parts.path,
        }
