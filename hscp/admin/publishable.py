"""The editors' form and list of every content record."""

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminSplitDateTime
from django.db import models
from django.shortcuts import redirect

from hscp.admin.actions import OPEN_STATES, PublishingActions, merge_address
from hscp.admin.alike import about_alike
from hscp.admin.extra_pages import admin_address
from hscp.admin.filters import DraftFilter, InUseFilter, LinkFilter, OnSiteFilter, ReviewFilter
from hscp.admin.history import HistoryAdmin
from hscp.admin.keeping import SetsKeeping
from hscp.admin.list_columns import RecordColumns
from hscp.admin.list_editing import EditListPage
from hscp.admin.record_form import RecordForm
from hscp.admin.spreadsheets import RecordSheet
from hscp.admin.typed_forms import TypedForms
from hscp.admin.visibility import HoldsVisibility
from hscp.admin.where_used import ShowsUses
from hscp.admin.widgets import label_boxes, load_known, show_formatted, without_risky_links
from hscp.admin.wordings_beside import ShowsWordings
from hscp.editing.admin.draft_page import DraftPage
from hscp.editing.admin.preview_page import PreviewPage
from hscp.editing.admin.reviewing import Reviewed
from hscp.editing.admin.saving import KEEP, KEEP_AND_LOOK
from hscp.editing.drafts.keeping import draft_of
from hscp.editing.freshness.review_dates import next_review
from hscp.links.models import Linked
from hscp.models import User
from hscp.records.history.restoring import CannotRestore
from hscp.records.redirects import keep_address
from hscp.records.saving import SHOWN_BY, CannotPublish
from hscp.web.page_sizes import ADMIN_LISTS
from hscp.web.wording import full_name

NAMES = (
    "Name and address",
    {
        "fields": ["title", "slug", "aliases"],
        "description": "What readers see and search for. When you change the address, the old one leads to the new one.",
    },
)
PUBLISHING = (
    "Publishing and review",
    {
        "fields": [
            "state",
            ("publish_at", "expire_at"),
            "superseded_by",
            "owner",
            ("last_reviewed_date", "review_date"),
        ],
        "description": "The public sees the record while its state is “Published” and today is between the two dates.",
    },
)


class PublishableAdmin(
    Reviewed,
    TypedForms,
    RecordColumns,
    HoldsVisibility,
    SetsKeeping,
    PublishingActions,
    ShowsUses,
    ShowsWordings,
    HistoryAdmin,
):
    """The admin of a Publishable. Subclasses give `content_fieldsets`, and the columns and filters of their own.

    `page_view` is the class of the record's public page (a `RecordDetail`), for the preview; None where it has none.
    """

    content_fieldsets = ()
    own_filters = ()
    # {parameter of a filter: fields that “Edit this list” offers in place of the usual ones where that filter is in use}.
    edited_in_list = {}
    page_view = None
    actions = [*PublishingActions.actions, "set_keeping"]
    sheet = RecordSheet
    form = RecordForm
    name_fieldset = NAMES
    prepopulated_fields = {"slug": ["title"]}
    search_fields = ["title", "aliases", "slug"]
    ordering = ["title", "pk"]
    list_select_related = ["owner"]
    list_per_page = ADMIN_LISTS
    view_on_site = False

    def get_fieldsets(self, request, obj=None):
        heading, options = PUBLISHING
        told = self.about_visibility(request, obj)
        publishing = (heading, {**options, "description": told} if told else options)
        return [self.name_fieldset, *self.content_fieldsets, publishing]

    def get_autocomplete_fields(self, request):
        return [*super().get_autocomplete_fields(request), "superseded_by"]

    def get_list_filter(self, request):
        link = [LinkFilter] if issubclass(self.model, Linked) else []
        owner = ("owner", InUseFilter)
        return ["state", DraftFilter, OnSiteFilter, ReviewFilter, *link, *self.own_filters, owner]

    # Who may do what

    def saves_draft(self, request, opened):
        """Whether the form of a record that is published or archived keeps a draft: for whoever asks, or may not publish."""
        return opened.record.state not in OPEN_STATES and (
            opened.draft is not None
            or not {KEEP, KEEP_AND_LOOK}.isdisjoint(request.POST)
            or self.needs_second_person(request)
            or bool(self.why_not_published_by(request, opened.record))
        )

    def draft_of(self, record):
        return draft_of(record)

    def may_store(self, request, record):
        """Leave what the public has seen to its draft, where a second person publishes it."""
        return (
            super().may_store(request, record)
            and self.may_edit(request, record)
            and (record.state in OPEN_STATES or not self.needs_second_person(request))
        )

    def keep_visibility(self, before):
        """Leave what the public has seen on the site, or off it: taking it off is a step of its own."""
        if before.state not in OPEN_STATES:
            values = {name: getattr(before, name) for name in (*SHOWN_BY, "superseded_by")}
            self.model._base_manager.filter(pk=before.pk).update(**values)

    def why_not_published_by(self, request, record):
        """Return why this person may not publish the draft of `record`, and what to do; "" if they may."""
        if self.has_publish_permission(request):
            return self.why_not_own(request, record)
        return f"A publisher of {self.opts.verbose_name_plural} publishes it. Send it for review."

    def get_readonly_fields(self, request, obj=None):
        """Leave the state and dates of what is published or archived to those who may publish."""
        fields = super().get_readonly_fields(request, obj)
        if obj is None or self.may_edit(request, obj):
            return fields
        return list(dict.fromkeys([*fields, *SHOWN_BY]))

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or self.may_edit(request, obj))

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, AdminSplitDateTime):
            label_boxes(field)
        elif type(db_field) is models.TextField:
            field.widget.attrs["rows"] = 3
        return without_risky_links(field)

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "state" and not self.has_publish_permission(request):
            kwargs["choices"] = [(state.value, state.label) for state in OPEN_STATES]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "owner":
            # A plain list: an editor may name an owner without the right to look through the accounts.
            people = User.objects.filter(is_staff=True)
            kwargs |= {"queryset": people.order_by("username"), "widget": forms.Select()}
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "owner":
            field.label_from_instance = full_name
        return field

    # Saving

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.withdrawal_problems = staticmethod(self.withdrawal_problems)
        # A sheet of records, or a version that is brought back, asks nothing.
        url_name = request.resolver_match.url_name if request.resolver_match else ""
        form.asks_about_alike = url_name.endswith("_add")
        form.brings_back_deleted = self.brings_back_deleted(request)
        return form

    def get_changeform_initial_data(self, request):
        return {"review_date": next_review(self.model), **super().get_changeform_initial_data(request)}

    def save_model(self, request, obj, form, change):
        before = (
            self.model._base_manager.get(pk=obj.pk)
            if change and form.initial.get("slug") != obj.slug
            else None
        )
        obj.updated_by = request.user
        super().save_model(request, obj, form, change)
        if before:
            keep_address(before, obj)

    def restored(self, request, version, before, after):
        super().restored(request, version, before, after)
        if before:
            if draft_of(after):
                messages.info(request, "The draft beside it was kept.")
            self._refuse_withdrawal(before, after)
            keep_address(before, after)

    def _refuse_withdrawal(self, before, after):
        """Refuse a version with which the public would lose what it must go on seeing."""
        if any(getattr(before, name) != getattr(after, name) for name in self.form.shown_by):
            for problem in self.withdrawal_problems([after]).values():
                raise CannotRestore(f"This version cannot be brought back. {problem}")

    # Pages

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show or save the form. What the public may not see is said, and nothing is saved.

        The forms check first; this is for what another editor changed in the meantime.
        """
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except CannotPublish as error:
            list(messages.get_messages(request))  # takes away what the form said of a change that is undone
            messages.error(request, f"Nothing was saved. {error}")
            return redirect(request.path)

    def get_pages(self):
        """Return its pages. Those beside a draft come before Django's own addresses."""
        preview = [PreviewPage] if self.page_view else []
        return [*preview, DraftPage, EditListPage, *super().get_pages()]

    def sheet_buttons(self, request):
        edit = [("Edit this list", admin_address(self.opts, EditListPage.name))]
        return [*(edit if self.has_change_permission(request) else []), *super().sheet_buttons(request)]

    def get_view_on_site_url(self, obj=None):
        """Return the address of the public page, or None while there is nothing to see there."""
        return obj.get_absolute_url() if obj is not None and obj.is_live() else None

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= about_alike(self.opts, context["adminform"].form)
        if obj is not None and obj.pk:
            context |= self.about(request, obj)
            if not self.has_change_permission(request, obj):
                show_formatted(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def about(self, request, record):
        """Return what the change page says about the record beside its form."""
        opened = getattr(request, "opened", None)
        draft = opened and opened.draft
        shows_preview = self.page_view and (draft or not record.is_live())
        return {
            "preview_url": admin_address(self.opts, PreviewPage.name, record.pk) if shows_preview else None,
            "packs_url": self._packs_url(request, record),
            "merge_url": merge_address(self.opts, record.pk) if self.has_merge_permission(request) else "",
            "draft": draft,
            "draft_url": admin_address(self.opts, DraftPage.name, record.pk),
            "keeps_draft": record.state not in OPEN_STATES and self.has_change_permission(request, record),
            "why_not_published": self.why_not_published_by(request, record),
        }

    def _packs_url(self, request, record):
        """Return the address of the page that puts the record in packs; "" where it has none, or for who may not."""
        shown = any(page.name == "packs" for page in self.pages) and request.user.has_perm(
            "themes.change_theme"
        )
        return admin_address(self.opts, "packs", record.pk) if shown else ""

    def get_inline_formsets(self, request, formsets, inline_instances, obj=None, **kwargs):
        for formset in formsets:
            load_known(formset.forms)
            if obj is not None and not self.has_change_permission(request, obj):
                for form in formset.initial_forms:
                    show_formatted(form.instance)
        return super().get_inline_formsets(request, formsets, inline_instances, obj, **kwargs)


class VocabularyAdmin(TypedForms, ShowsUses, HistoryAdmin):
    """The admin of words that records share and that have no state of their own: audiences, organisations."""

    sheet = RecordSheet
