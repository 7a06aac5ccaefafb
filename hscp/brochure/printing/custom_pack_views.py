"""The views of a reader's own pack: tick themes and contacts, then read, print, share or download them as one."""

from django import forms
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.views.generic import TemplateView

from contacts.forms import TO_TICK, choices_by_reader
from contacts.models import Pathway
from hscp.brochure.printing.custom_pack import TITLE, custom_pack_document, load_custom_pack, read_custom_pack
from hscp.documents.document import made_on
from hscp.documents.views import DocumentView
from hscp.web.excerpts import page_of
from hscp.web.forms import GovukForm
from hscp.web.page_sizes import RECORDS_TO_TICK
from hscp.web.qr_codes import qr_svg
from hscp.web.selections import to_tick
from themes.models import Theme


class CustomPackForm(GovukForm):
    """The themes and contacts to tick: `themes` and `contacts` are those that may be."""

    theme = forms.MultipleChoiceField(label="Themes", required=False, widget=forms.CheckboxSelectMultiple)
    contact = forms.MultipleChoiceField(
        label="Contacts",
        help_text="They come at the end of the pack. Each theme has its own contacts as well.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, themes, contacts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [(theme.slug, theme.title) for theme in themes]
        self.fields["contact"].choices = choices_by_reader(contacts)
        for name in ("theme", "contact"):
            if not self.fields[name].choices:
                del self.fields[name]

    def clean(self):
        cleaned = super().clean()
        if not any(cleaned.values()):
            first = next(iter(self.fields), None)
            self.add_error(first, "Choose at least one theme or contact for the pack")
        return cleaned


class CustomPackPage(TemplateView):
    """The form, and above it the pack once the address names something. The form sends `make` with the ticks."""

    template_name = "site/custom_pack.html"

    def get_context_data(self, **kwargs):
        own = read_custom_pack(self.request.GET)
        ticked = {
            "theme": [theme.slug for theme in own.selected_themes.records],
            "contact": [pathway.slug for pathway in own.selected_contacts.records],
        }
        sent = bool(own) or "make" in self.request.GET
        themes = self._page(Theme.objects.live().in_order().only("title", "slug", "order"))
        contacts = self._page(Pathway.objects.live().in_order().only(*TO_TICK))
        context = {
            "breadcrumbs": [("Themes", reverse("themes:theme_list"))],
            "page_title": "Make a pack of your own",
            "form": CustomPackForm(
                ticked if sent else None,
                themes=to_tick(own.selected_themes, themes),
                contacts=to_tick(own.selected_contacts, contacts),
            ),
            "page_obj": max(themes, contacts, key=lambda page: page.paginator.num_pages),
            "own": own,
            "sensitive": own.sensitive,
        }
        if own:
            packs, pathways = load_custom_pack(own)
            context |= {
                "page_title": TITLE,
                "packs": packs,
                "pathways": pathways,
                "made_on": made_on(),
                "qr": qr_svg(own.address),
                "pdf_address": f"{reverse('documents:custom_pack_pdf')}?{own.query}",
            }
        return super().get_context_data(**context, **kwargs)

    def _page(self, records):
        return page_of(records, RECORDS_TO_TICK, self.request.GET.get("page"))


class CustomPackPdf(DocumentView):
    """The pack as a PDF, with the same query as its page. If that names nothing, the page says so."""

    def get(self, request, *args, **kwargs):
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            query = request.GET.urlencode()
            return HttpResponseRedirect(reverse("documents:custom_pack") + (f"?{query}" if query else ""))

    def document(self):
        return custom_pack_document(self.request.GET)

    def page_instead(self, request):
        return CustomPackPage.as_view()(request)
