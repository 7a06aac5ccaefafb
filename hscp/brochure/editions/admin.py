"""The editors' pages of the published editions: their list, their files, withdrawing, and what changed between two."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst

from hscp.admin.extra_pages import DecisionAdmin, ListPage, RecordPage, admin_address
from hscp.brochure.editions.brochure_pages import response_for_staff
from hscp.brochure.editions.contents import contents_of
from hscp.brochure.editions.current import current_brochure
from hscp.brochure.editions.diff import changes
from hscp.brochure.editions.freezing import FileMissing, bring_back, opened, trouble_with, withdraw
from hscp.brochure.models import Brochure, PublishedEdition
from hscp.templatetags.documents import file_facts
from hscp.web.page_sizes import ADMIN_LISTS
from hscp.web.wording import full_name

MAY_WITHDRAW = "brochure.publish_brochure"


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


class EditionPage(RecordPage):
    """What is known of an edition, and whether its file is as it was published."""

    template = "admin/brochure/publishededition/edition.html"

    def handle(self):
        edition = self.record
        older = PublishedEdition.objects.defer("contents").filter(pk__lt=edition.pk).order_by("-pk").first()
        return self.render(
            str(edition),
            edition=edition,
            facts=file_facts(edition.size),
            older=older,
            trouble=trouble_with(edition),
            may_withdraw=self.request.user.has_perm(MAY_WITHDRAW),
            today=current_brochure(),
        )


class FilePage(RecordPage):
    """The file of an edition, withdrawn ones too, for staff."""

    prefix = "<int:object_id>/"
    route = "file.pdf"
    name = "file"

    def handle(self):
        try:
            with opened(self.record) as file:
                return response_for_staff(file.read(), f"brochure-{self.record.slug}.pdf")
        except FileMissing:
            messages.error(self.request, trouble_with(self.record))
            return self.to_page()


class ConfirmationPage(RecordPage):
    """Asks for a confirmation; a POST does what is asked, and the history keeps who did it."""

    prefix = "<int:object_id>/"
    template = "admin/brochure/publishededition/decide.html"
    title = done = otherwise = ""

    def act(self):
        """Change the edition; return False if it was so already."""
        raise NotImplementedError

    def handle(self):
        if not self.request.user.has_perm(MAY_WITHDRAW):
            raise PermissionDenied
        if self.request.method != "POST":
            return self.render(self.title, edition=self.record)
        if self.act():
            self.admin.log_change(self.request, self.record, f"{self.done}.")
            messages.success(self.request, f"{self.done}: {self.record}.")
        else:
            messages.info(self.request, self.otherwise)
        return self.to_page()


class WithdrawPage(ConfirmationPage):
    """Takes an edition from the public."""

    route = "withdraw/"
    name = "withdraw"
    title = "Withdraw this edition"
    done = "Withdrawn"
    otherwise = "This edition has already been withdrawn."

    def act(self):
        return withdraw(edition=self.record, by=self.request.user)


class BringBackPage(ConfirmationPage):
    """Gives a withdrawn edition back to the public."""

    route = "bring-back/"
    name = "bring_back"
    title = "Bring this edition back"
    done = "Brought back"
    otherwise = "This edition is not withdrawn."

    def act(self):
        return bring_back(edition=self.record)


class ChangesPage(ListPage):
    """What changed between two editions, or between one and today."""

    route = "changes/"
    name = "changes"
    template = "admin/brochure/publishededition/changes.html"

    def handle(self):
        form = CompareForm(self._query())
        context = {"form": form}
        if form.is_bound and form.is_valid():
            old, new = form.contents("old"), form.contents("new")
            context |= {"groups": changes(old, new), "old": form.chosen("old"), "new": form.chosen("new")}
        return self.render("What changed between two editions", **context)

    def _query(self):
        """Return the query of the address, with the newest edition and today for what it leaves out.

        Returns None when the address names neither and one of these does not exist.
        """
        newest = PublishedEdition.objects.not_withdrawn().values_list("pk", flat=True).first()
        today = current_brochure().pk
        usual = {"old": newest or "", "new": f"live-{today}" if today else ""}
        given = {name: self.request.GET[name] for name in usual if name in self.request.GET}
        return {**usual, **given} if given or all(usual.values()) else None


@admin.register(PublishedEdition)
class PublishedEditionAdmin(DecisionAdmin):
    """The brochures that were kept as a file: read, compared, withdrawn and brought back, and never changed."""

    pages = [ChangesPage, FilePage, WithdrawPage, BringBackPage]
    change_page = EditionPage
    list_display = ["edition_title", "published", "note", "state", "file_link", "changes_link"]
    list_per_page = ADMIN_LISTS

    def get_queryset(self, request):
        # What an edition says is large, and only comparing needs it.
        return super().get_queryset(request).defer("contents").select_related("published_by", "withdrawn_by")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def history_view(self, request, object_id, extra_context=None):
        """Show who published, withdrew and brought back the edition, and when."""
        return admin.ModelAdmin.history_view(self, request, object_id, extra_context)

    def changelist_view(self, request, extra_context=None):
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    @admin.display(description="edition", ordering="edition")
    def edition_title(self, edition):
        return f"{edition.title} {edition.edition}"

    def get_list_display(self, request):
        return (
            [*self.list_display, "withdraw_link"]
            if request.user.has_perm(MAY_WITHDRAW)
            else self.list_display
        )

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


def _address(page, edition):
    return admin_address(edition._meta, page, edition.pk)


def _link(address, words, edition):
    """Return a link of the list, which names the edition for anyone who does not see its row."""
    return format_html(
        '<a href="{}">{}<span class="visually-hidden">: {}</span></a>', address, words, edition
    )
