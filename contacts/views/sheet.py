"""The local contacts sheet: tick contacts, then print them or get a PDF."""

from urllib.parse import urlsplit

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from contacts.forms import TO_TICK, SheetForm
from contacts.models import Pathway
from contacts.output.sheet import (
    TITLE,
    document_name,
    entries,
    sheet_address,
    sheet_document,
)
from hscp.documents.views import DocumentView
from hscp.web.excerpts import page_of
from hscp.web.page_sizes import RECORDS_TO_TICK
from hscp.web.qr_codes import qr_svg
from hscp.web.selections import read_selection, to_tick
from themes.sensitivity import is_sensitive


class ContactsSheet(TemplateView):
    """The form, and above it the sheet as soon as the address names a contact. The form sends `make` with the ticks."""

    template_name = "contacts/sheet.html"

    def get_context_data(self, **kwargs):
        live = Pathway.objects.live().in_order()
        choice = read_selection(Pathway, self.request.GET.getlist("contact"), live)
        page = page_of(live.only(*TO_TICK), RECORDS_TO_TICK, self.request.GET.get("page"))
        sent = bool(choice.records) or "make" in self.request.GET
        ticked = {"contact": [pathway.slug for pathway in choice.records]}
        context = {
            "breadcrumbs": [("Contacts", reverse("contacts:pathway_list"))],
            "page_title": "Make a local contacts sheet",
            "form": SheetForm(ticked if sent else None, pathways=to_tick(choice, page)),
            "page_obj": page,
            "choice": choice,
            "all_address": "" if page.has_other_pages() or not page else sheet_address(page),
        }
        if choice.records:
            context |= self._sheet(choice.records)
        return super().get_context_data(**context, **kwargs)

    def _sheet(self, pathways):
        """Return what the sheet shows, as context. The QR code leads to the sheet's own, live address."""
        own_address = sheet_address(pathways)
        address = self.request.build_absolute_uri(own_address)
        parts = urlsplit(address)
        return {
            "page_title": TITLE,
            "sensitive": is_sensitive(*pathways),
            "entries": entries(pathways),
            "today": timezone.localdate(),
            "qr": qr_svg(address),
            "address": address,
            "own_address": own_address,
            "host": parts.netloc,
            "path": parts.path,
            "pdf_address": f"{reverse('contacts:sheet_pdf')}?{parts.query}",
            "pdf_name": document_name(pathways),
            "follow_query": f"sheet=&{parts.query}",
        }


class ContactsSheetPdf(DocumentView):
    """The sheet as PDF, with the same query as its page. If that names no contact, the page says so."""

    def get(self, request, *args, **kwargs):
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            query = request.GET.urlencode()
            return HttpResponseRedirect(reverse("contacts:sheet") + (f"?{query}" if query else ""))

    def document(self):
        live = Pathway.objects.live().in_order()
        selection = read_selection(Pathway, self.request.GET.getlist("contact"), live)
        if not selection.records:
            raise Http404("The link names no contact.")
        return sheet_document(selection)

    def page_instead(self, request):
        return ContactsSheet.as_view()(request)
