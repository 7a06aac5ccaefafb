"""The history of a record in the admin: its list, two versions side by side, and going back to one."""

from contextlib import contextmanager
from itertools import zip_longest

from django.contrib import messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from reversion import add_to_revision, create_revision, set_comment, set_user
from reversion.admin import VersionAdmin
from reversion.models import Version

from hscp.admin.extra_pages import ExtraPages, RecordPage
from hscp.admin.spreadsheets import SpreadsheetPages
from hscp.admin.widgets import Autocomplete, AutocompleteMany, with_nonce
from hscp.editing.admin.differences_page import DifferencesPage
from hscp.editing.admin.saving import SavesSafely
from hscp.editing.drafts.keeping import keep_draft
from hscp.editing.snapshots import snapshot
from hscp.records.history.restoring import CannotRestore, restore
from hscp.records.history.version_diff import compare
from hscp.records.saving import CannotPublish, content_change

_READING = {"GET", "HEAD", "OPTIONS"}


class _ShownOnly(Exception):
    """Carries a rendered page out of a transaction that must not be kept."""

    def __init__(self, response):
        self.response = response


class ComparePage(RecordPage):
    """What changed between the versions `older` and `newer` of the address; 404 if they are not of this record."""

    route = "history/compare/"
    name = "compare"
    template = "admin/history/compare.html"

    def handle(self):
        versions = {str(version.pk): version for version in self.admin.versions_of(self.record.pk)}
        try:
            older, newer = sorted(
                (versions[self.request.GET.get("older", "")], versions[self.request.GET.get("newer", "")]),
                key=lambda version: version.pk,
            )
        except KeyError:
            raise Http404 from None
        return self.render(
            f"What changed: {self.record}",
            older=older,
            newer=newer,
            changes=compare(older, newer, self.admin.part_names()) if older != newer else [],
            may_restore=self.admin.may_restore(self.request, self.record),
        )


class HistoryAdmin(SavesSafely, SpreadsheetPages, ExtraPages, VersionAdmin):
    """A ModelAdmin whose every save is a revision with the record's parts, that can be compared and restored."""

    pages = [ComparePage, DifferencesPage]
    history_latest_first = True
    change_list_template = "admin/history/change_list.html"
    object_history_template = "admin/history/list.html"
    recover_list_template = "admin/history/deleted.html"
    revision_form_template = "admin/history/restore.html"
    recover_form_template = "admin/history/restore.html"

    @contextmanager
    def create_revision(self, request):
        """Open a revision for a request that may change something: merely reading takes no lock on the database."""
        if request.method in _READING:
            yield
            return
        with create_revision():
            set_user(request.user)
            yield

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Autocomplete(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault(
                "widget", AutocompleteMany(db_field, self.admin_site, using=kwargs.get("using"))
            )
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["media"] = with_nonce(context["media"], request)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def changelist_view(self, request, extra_context=None):
        """Show the list. Its bulk actions each make their own revision: a deletion must store one before it deletes."""
        context = {
            "title": capfirst(self.opts.verbose_name_plural),
            "may_recover": self.has_add_permission(request) and self.has_change_permission(request),
            "sheet_buttons": self.sheet_buttons(request),
            **(extra_context or {}),
        }
        return super(VersionAdmin, self).changelist_view(request, context)

    def construct_change_message(self, request, form, formsets, add=False):
        """Return what was saved as one sentence for the history: the fields by name, the parts by number."""
        if add:
            return "Created."
        names = [form[name].label for name in form.changed_data if name in form.fields]
        sentences = [f"Changed {', '.join(names)}."] if names else []
        for formset in formsets or ():
            counts = [
                (len(formset.new_objects), "added"),
                (len(formset.changed_objects), "changed"),
                (len(formset.deleted_objects), "removed"),
            ]
            told = [f"{number} {word}" for number, word in counts if number]
            if told:
                name = self.part_names().get(formset.model, formset.model._meta.verbose_name_plural)
                sentences.append(f"{capfirst(name)}: {', '.join(told)}.")
        return " ".join(sentences) or "Saved without a change."

    def part_names(self):
        """Return {model: what editors call its rows} for the parts on the record's page."""
        return {
            inline.model: inline.verbose_name_plural for inline in self.inlines if inline.verbose_name_plural
        }

    def save_related(self, request, form, formsets, change):
        """Save the parts; only then is the record what search is to find."""
        with content_change() as content:
            super().save_related(request, form, formsets, change)
            content.touched(form.instance)

    def delete_model(self, request, obj):
        self._keep_last_version(request, [obj])
        with content_change(by=request.user) as content:
            content.touched(obj, gone=True)
            super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        self._keep_last_version(request, queryset)
        with content_change(by=request.user) as content:
            content.touched(*queryset, gone=True)
            super().delete_queryset(request, queryset)

    def _keep_last_version(self, request, records):
        """Store the records as they are, so that they can be recovered even if they were never saved here."""
        with create_revision():
            set_user(request.user)
            set_comment("Deleted.")
            for record in records:
                add_to_revision(record)

    def history_view(self, request, object_id, extra_context=None):
        rows = self.versions_of(unquote(object_id))
        for row, older in zip_longest(rows, rows[1:]):
            row.older = older
        context = {
            "versions": rows,
            "may_restore": self.may_restore(request, self.get_object(request, unquote(object_id))),
        }
        return super().history_view(request, object_id, {**context, **(extra_context or {})})

    def versions_of(self, object_id):
        """Return the versions of the record with the primary key `object_id`, the latest first."""
        versions = Version.objects.get_for_object_reference(self.model, object_id)
        return list(versions.select_related("revision__user").order_by("-pk"))

    def may_restore(self, request, record):
        """Whether this person may bring an earlier version of `record` back, if only as a draft; False where it is None."""
        return record is not None and self.has_change_permission(request, record)

    def may_store(self, request, record):
        """Whether this person may change the stored `record` itself. Records with a state override it."""
        return self.has_change_permission(request, record)

    def revision_view(self, request, object_id, version_id, extra_context=None):
        """Offer to go back to a version. Whoever may not change the record as it is now may not do so either."""
        if not self.may_restore(request, self.get_object(request, unquote(object_id))):
            raise PermissionDenied
        context = {"title": "Bring an earlier version back", **(extra_context or {})}
        return super().revision_view(request, object_id, version_id, context)

    def recover_view(self, request, version_id, extra_context=None):
        context = {"title": f"Bring a deleted {self.opts.verbose_name} back", **(extra_context or {})}
        return super().recover_view(request, version_id, context)

    def recoverlist_view(self, request, extra_context=None):
        context = {"title": f"Deleted {self.opts.verbose_name_plural}", **(extra_context or {})}
        return super().recoverlist_view(request, context)

    def _reversion_revisionform_view(self, request, version, template_name, extra_context=None):
        """Show the form as the version has it, or save it. Unlike the base class, touch this record and its parts only.

        A version's revision may hold other records too: an import, a bulk action. They must stay as they are.
        """
        if version._model is not self.model:
            raise Http404
        before = self.model._base_manager.filter(pk=version.object_id).first()
        is_draft = before is not None and not self.may_store(request, before)
        wanted = None
        try:
            with content_change():
                restore(version)
                if before is not None:
                    self.keep_visibility(before)
                if not is_draft:
                    self._refuse_out_of_reach(request, version)
                with self.create_revision(request):
                    response = self.changeform_view(
                        request, quote(version.object_id), request.path, extra_context
                    )
                    if request.method != "POST" or response.status_code != 302:
                        response.template_name = template_name
                        raise _ShownOnly(response.render() if hasattr(response, "render") else response)
                    if is_draft:
                        wanted = snapshot(before)
                        raise _ShownOnly(response)
                    moment = date_format(localtime(version.revision.date_created), "DATETIME_FORMAT")
                    set_comment(f"Brought back the version of {moment}.")
                    after = self.model._base_manager.get(pk=version.object_id)
                    self.restored(request, version, before, after)
        except (CannotRestore, CannotPublish) as error:
            list(messages.get_messages(request))  # takes away what the form said of a change that is undone
            messages.error(request, str(error))
            return redirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))
        except _ShownOnly as shown:
            if wanted is None:
                return shown.response
            list(messages.get_messages(request))
            return self.kept(request, before, keep_draft(before, wanted, by=request.user))
        return response

    def keep_visibility(self, before):
        """Let the stored record be as visible as it was `before` an earlier version of it was brought back."""

    def _refuse_out_of_reach(self, request, version):
        """Refuse a version in a state that this person may not work on: it would publish, or undo a publication."""
        record = self.get_object(request, version.object_id)
        if record is not None and not self.may_store(request, record):
            raise PermissionDenied

    def restored(self, request, version, before, after):
        """Called when a version was brought back. `before` is the record as it was, or None if it had been deleted."""
