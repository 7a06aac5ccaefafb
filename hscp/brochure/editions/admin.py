"""The editors' pages of the published editions: preview, publish as a file, withdraw, and what changed between two."""

import logging

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst

from hscp.admin.decided_on_pages import OwnPagesAdmin
from hscp.admin.publishable import full_name
from hscp.brochure.editions.contents import contents_of
from hscp.brochure.editions.current import current_brochure
from hscp.brochure.editions.diff import changes
from hscp.brochure.editions.freezing import (
    CannotFreeze,
    FileMissing,
    bring_back,
    freeze,
    last_edition,
    opened,
    prepare,
    same_as_last,
    trouble_with,
    withdraw,
)
from hscp.brochure.editions.warnings import warnings_of, why_not
from hscp.brochure.models import Brochure, PublishedEdition
from hscp.brochure.printing.brochure_document import brochure_document
from hscp.documents.cache import pdf_of
from hscp.documents.compiler import CannotCompile
from hscp.documents.views import pdf_response
from hscp.templatetags.documents import file_facts
from hscp.web.page_sizes import ADMIN_LISTS

logger = logging.getLogger(__name__)


def _for_staff(pdf, file_name):
    """Return the response with a PDF (bytes) that is not for the public: shown by the browser, and kept by nobody."""
    response = pdf_response(pdf, file_name)
    response["Cache-Control"] = "private, no-store"
    return response


class FreezeForm(forms.ModelForm):
    """Why an edition is published, and the seal of what the page showed."""

    seal = forms.CharField(widget=forms.HiddenInput, max_length=64)

    class Meta:
        model = PublishedEdition
        fields = ["note"]
        widgets = {"note": forms.TextInput(attrs={"class": "vTextField"})}


class MakesEditions:
    """Mixin for the admin of the Brochure: its preview as a PDF, and publishing it as a file."""

    def get_urls(self):
        pages = [("preview.pdf", self.pdf_view, "pdf"), ("freeze/", self.freeze_view, "freeze")]
        return [
            *(
                path(
                    f"<path:object_id>/{where}",
                    self.admin_site.admin_view(view),
                    name=f"brochure_brochure_{name}",
                )
                for where, view, name in pages
            ),
            *super().get_urls(),
        ]

    def about(self, request, record):
        return {**super().about(request, record), "may_publish": self.has_publish_permission(request)}

    def _seen(self, request, object_id):
        """Return the brochure, for those who may look at it. 404 and 403 as in the rest of the admin."""
        brochure = self.get_object(request, unquote(object_id))
        if brochure is None:
            raise Http404
        if not self.has_view_permission(request, brochure):
            raise PermissionDenied
        return brochure

    def _cannot(self, request, brochure, error, *, drafts):
        logger.error("The brochure %s could not be made: %s", brochure.slug, error)
        messages.error(request, why_not(error, drafts=drafts))
        return redirect("admin:brochure_brochure_change", brochure.pk)

    def pdf_view(self, request, object_id):
        """Give the brochure with everything that is planned as a PDF, for staff only; with ?drafts=no what is live."""
        brochure = self._seen(request, object_id)
        drafts = request.GET.get("drafts") != "no"
        document = brochure_document(brochure, drafts=drafts)
        try:
            pdf = pdf_of(document)
        except CannotCompile as error:
            return self._cannot(request, brochure, error, drafts=drafts)
        return _for_staff(pdf, document.file_name)

    def freeze_view(self, request, object_id):
        """Show what would be published as a file; on POST publish it."""
        brochure = self._seen(request, object_id)
        if not self.has_publish_permission(request):
            raise PermissionDenied
        try:
            prepared = prepare(brochure)
            form = FreezeForm(request.POST or None, initial={"seal": prepared.seal})
            if request.method == "POST" and form.is_valid():
                return self._freeze(request, prepared, form)
        except CannotCompile as error:
            return self._cannot(request, brochure, error, drafts=False)
        except CannotFreeze as error:
            messages.error(request, str(error))
            return redirect("admin:brochure_brochure_change", brochure.pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Publish this edition as a file",
            "original": brochure,
            "prepared": prepared,
            "facts": file_facts(prepared.size),
            "warnings": warnings_of(prepared),
            "last": last_edition(brochure),
            "same": same_as_last(brochure, prepared.contents),
            "form": form,
        }
        return TemplateResponse(request, "admin/brochure/brochure/freeze.html", context)

    def _freeze(self, request, prepared, form):
        if form.cleaned_data["seal"] != prepared.seal:
            messages.warning(
                request, "The brochure has changed since this page was opened. Look at it again."
            )
            return redirect("admin:brochure_brochure_freeze", prepared.brochure.pk)
        edition = freeze(prepared=prepared, note=form.cleaned_data["note"], by=request.user)
        self.log_addition(request, edition, "Published.")
        messages.success(request, f"Published: {edition}. Readers find it among the published editions.")
        return redirect("admin:brochure_publishededition_change", edition.pk)


class CompareForm(forms.Form):
    """Which two to compare: published editions by their number, or a brochure as it is today."""

    old = forms.ChoiceField(label="From")
    new = forms.ChoiceField(label="To")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        editions = PublishedEdition.objects.defer("contents")
        choices = [
            (str(edition.pk), f"{edition}{', withdrawn' if edition.withdrawn_at else ''}")
            for edition in editions
        ]
        for brochure in Brochure.objects.planned().order_by("-edition"):
            if brochure.is_live():
                choices.append((f"live-{brochure.pk}", f"{brochure}, today"))
            choices.append((f"drafts-{brochure.pk}", f"{brochure}, today with drafts"))
        for field in self.fields.values():
            field.choices = choices

    def contents(self, name):
        """Return what the chosen one says, and what it is called."""
        value = self.cleaned_data[name]
        kind, _, pk = value.rpartition("-")
        if not kind:
            return PublishedEdition.objects.get(pk=pk).contents
        return contents_of(Brochure.objects.get(pk=pk), drafts=kind == "drafts")

    def chosen(self, name):
        return dict(self.fields[name].choices)[self.cleaned_data[name]]


@admin.register(PublishedEdition)
class PublishedEditionAdmin(OwnPagesAdmin):
    """The brochures that were kept as a file: read, compared, withdrawn and brought back, and never changed."""

    list_display = ["edition_title", "published", "note", "state", "file_link", "changes_link"]
    list_per_page = ADMIN_LISTS

    def get_queryset(self, request):
        # What an edition says is large, and only comparing needs it.
        return super().get_queryset(request).defer("contents").select_related("published_by", "withdrawn_by")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def may_withdraw(self, request):
        return request.user.has_perm("brochure.publish_brochure")

    def get_urls(self):
        pages = [
            ("changes/", self.changes_view, "changes"),
            ("<int:object_id>/file.pdf", self.file_view, "file"),
            ("<int:object_id>/withdraw/", self.withdraw_view, "withdraw"),
            ("<int:object_id>/bring-back/", self.bring_back_view, "bring_back"),
        ]
        return [
            *(
                path(where, self.admin_site.admin_view(view), name=f"brochure_publishededition_{name}")
                for where, view, name in pages
            ),
            *super().get_urls(),
        ]

    # The list

    def changelist_view(self, request, extra_context=None):
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    @admin.display(description="edition", ordering="edition")
    def edition_title(self, edition):
        return f"{edition.title} {edition.edition}"

    def get_list_display(self, request):
        return [*self.list_display, "withdraw_link"] if self.may_withdraw(request) else self.list_display

    @admin.display(description="published", ordering="published_at")
    def published(self, edition):
        by = f", {full_name(edition.published_by)}" if edition.published_by else ""
        return f"{date_format(timezone.localtime(edition.published_at), 'j M Y, H:i')}{by}"

    @admin.display(description="state", ordering="withdrawn_at")
    def state(self, edition):
        state, label = ("archived", "Withdrawn") if edition.withdrawn_at else ("published", "Published")
        return format_html('<span class="admin-tag admin-tag--{}">{}</span>', state, label)

    @admin.display(description="file")
    def file_link(self, edition):
        return _link(_address("file", edition), file_facts(edition.size), edition)

    @admin.display(description="compare")
    def changes_link(self, edition):
        address = reverse("admin:brochure_publishededition_changes")
        return _link(f"{address}?old={edition.pk}", "Changes", edition)

    @admin.display(description="withdraw")
    def withdraw_link(self, edition):
        page, words = ("bring_back", "Bring back") if edition.withdrawn_at else ("withdraw", "Withdraw")
        return _link(_address(page, edition), words, edition)

    # Pages

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show what is known of an edition, and whether its file is as it was published."""
        edition = self.found(request, object_id)
        older = PublishedEdition.objects.defer("contents").filter(pk__lt=edition.pk).order_by("-pk").first()
        return self.page(
            request,
            "edition",
            str(edition),
            original=edition,
            edition=edition,
            facts=file_facts(edition.size),
            older=older,
            trouble=trouble_with(edition),
            may_withdraw=self.may_withdraw(request),
            today=current_brochure(),
        )

    def history_view(self, request, object_id, extra_context=None):
        """Show who published, withdrew and brought back the edition, and when."""
        return admin.ModelAdmin.history_view(self, request, object_id, extra_context)

    def file_view(self, request, object_id):
        """Give the file of an edition, withdrawn ones too, to staff."""
        edition = self.found(request, str(object_id))
        try:
            with opened(edition) as file:
                return _for_staff(file.read(), f"brochure-{edition.slug}.pdf")
        except FileMissing:
            messages.error(request, trouble_with(edition))
            return self.back(request, edition)

    def withdraw_view(self, request, object_id):
        return self._decide(
            request,
            object_id,
            act=lambda edition: withdraw(edition=edition, by=request.user),
            title="Withdraw this edition",
            done="Withdrawn",
            otherwise="This edition was withdrawn already.",
        )

    def bring_back_view(self, request, object_id):
        return self._decide(
            request,
            object_id,
            act=lambda edition: bring_back(edition=edition),
            title="Bring this edition back",
            done="Brought back",
            otherwise="This edition is not withdrawn.",
        )

    def _decide(self, request, object_id, *, act, title, done, otherwise):
        """Ask for a confirmation; on POST `act`, and keep in the history who did it."""
        edition = self.found(request, str(object_id))
        if not self.may_withdraw(request):
            raise PermissionDenied
        if request.method != "POST":
            return self.page(request, "decide", title, original=edition, edition=edition)
        if act(edition):
            self.log_change(request, edition, f"{done}.")
            messages.success(request, f"{done}: {edition}.")
        else:
            messages.info(request, otherwise)
        return self.back(request, edition)

    def changes_view(self, request):
        """Show what changed between two editions, or between one and today."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = CompareForm(self._asked(request))
        context = {"form": form}
        if form.is_bound and form.is_valid():
            old, new = form.contents("old"), form.contents("new")
            context |= {"groups": changes(old, new), "old": form.chosen("old"), "new": form.chosen("new")}
        return self.page(request, "changes", "What changed between two editions", **context)

    @staticmethod
    def _asked(request):
        """Return what the address asks for, with the newest edition and today for what it leaves out; None if neither is there."""
        newest = PublishedEdition.objects.standing().values_list("pk", flat=True).first()
        today = current_brochure().pk
        usual = {"old": newest or "", "new": f"live-{today}" if today else ""}
        requested = {name: request.GET[name] for name in usual if name in request.GET}
        return {**usual, **requested} if requested or all(usual.values()) else None


def _address(page, edition):
    return reverse(f"admin:brochure_publishededition_{page}", args=[edition.pk])


def _link(address, words, edition):
    """Return a link of the list, which names the edition to who does not see its row."""
    return format_html(
        '<a href="{}">{}<span class="visually-hidden">: {}</span></a>', address, words, edition
    )
