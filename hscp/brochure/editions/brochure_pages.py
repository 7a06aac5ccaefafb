"""The pages beside the form of a brochure: its preview as a PDF, and publishing it as a file."""

import logging

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect

from hscp.admin.extra_pages import RecordPage, admin_address
from hscp.brochure.editions.freezing import CannotFreeze, freeze, last_edition, prepare, same_as_last
from hscp.brochure.editions.warnings import warnings_of, why_not
from hscp.brochure.models import PublishedEdition
from hscp.brochure.printing.brochure_document import brochure_document
from hscp.documents.cache import pdf_of
from hscp.documents.compiler import CannotCompile
from hscp.documents.views import pdf_response
from hscp.templatetags.documents import file_facts
from hscp.web.cache_headers import NOT_STORED_OR_SHARED

logger = logging.getLogger(__name__)


def response_for_staff(pdf, file_name):
    """Return the response with a PDF (bytes) that is not for the public: shown by the browser, and kept by nobody."""
    response = pdf_response(pdf, file_name)
    response["Cache-Control"] = NOT_STORED_OR_SHARED
    return response


class FreezeForm(forms.ModelForm):
    """Why an edition is published, and the seal of what the page showed."""

    seal = forms.CharField(widget=forms.HiddenInput, max_length=64)

    class Meta:
        model = PublishedEdition
        fields = ["note"]
        widgets = {"note": forms.TextInput(attrs={"class": "vTextField"})}


class BrochurePage(RecordPage):
    """A page beside the form of a brochure, which makes it as a PDF."""

    def explain(self, error, *, drafts):
        """Say why the brochure could not be made, and return a redirect to its form."""
        logger.error("The brochure %s could not be made: %s", self.record.slug, error)
        messages.error(self.request, why_not(error, drafts=drafts))
        return self.to_page()


class PdfPage(BrochurePage):
    """The brochure with everything that is planned as a PDF, for staff only; with ?drafts=no what is live."""

    route = "preview.pdf"
    name = "pdf"

    def handle(self):
        drafts = self.request.GET.get("drafts") != "no"
        document = brochure_document(self.record, drafts=drafts)
        try:
            pdf = pdf_of(document)
        except CannotCompile as error:
            return self.explain(error, drafts=drafts)
        return response_for_staff(pdf, document.file_name)


class FreezePage(BrochurePage):
    """Shows what would be published as a file; a POST publishes it."""

    route = "freeze/"
    name = "freeze"
    template = "admin/brochure/brochure/freeze.html"

    def handle(self):
        if not self.admin.has_publish_permission(self.request):
            raise PermissionDenied
        try:
            prepared = prepare(self.record)
            form = FreezeForm(self.request.POST or None, initial={"seal": prepared.seal})
            if self.request.method == "POST" and form.is_valid():
                return self._freeze(prepared, form)
        except CannotCompile as error:
            return self.explain(error, drafts=False)
        except CannotFreeze as error:
            messages.error(self.request, str(error))
            return self.to_page()
        return self.render(
            "Publish this edition as a file",
            prepared=prepared,
            facts=file_facts(prepared.size),
            warnings=warnings_of(prepared),
            last=last_edition(self.record),
            same=same_as_last(self.record, prepared.contents),
            form=form,
        )

    def _freeze(self, prepared, form):
        if form.cleaned_data["seal"] != prepared.seal:
            messages.warning(
                self.request, "The brochure has changed since this page was opened. Look at it again."
            )
            return self.to_page("freeze")
        edition = freeze(prepared=prepared, note=form.cleaned_data["note"], by=self.request.user)
        self.admin.log_addition(self.request, edition, "Published.")
        messages.success(
            self.request, f"Published: {edition}. Readers will find it among the published editions."
        )
        return redirect(admin_address(PublishedEdition._meta, "change", edition.pk))
