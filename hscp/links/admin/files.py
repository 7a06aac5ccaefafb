"""The editors' library of files: putting one up, giving it a new version, and where each is used."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from hscp.admin.extra_pages import RecordPage, admin_address
from hscp.admin.publishable import VocabularyAdmin
from hscp.admin.widgets import without_risky_links
from hscp.editing.snapshots import snapshot
from hscp.links.forms import UploadField
from hscp.links.library import delete_content, forget, put_up, records_of, replace
from hscp.links.models import LibraryFile, OlderVersion, row_models
from hscp.links.models.files import VERSION_FIELDS
from hscp.links.storage import NoRoom
from hscp.links.views import send_file
from hscp.records.remarks import facts_of_file
from hscp.records.saving import content_change
from hscp.web.cache_headers import NOT_STORED_OR_SHARED
from hscp.web.page_sizes import ADMIN_LISTS
from hscp.web.wording import counted, full_name

_LINE_END = mark_safe("<br>")


def _used_by():
    """Return the expression of how many records offer a file."""
    counts = [
        Coalesce(
            Subquery(
                rows.objects.filter(file=OuterRef("pk"))
                .order_by()
                .values("file")
                .annotate(number=Count("pk"))
                .values("number"),
                output_field=IntegerField(),
            ),
            0,
        )
        for rows in row_models()
    ]
    return sum(counts[1:], counts[0])


class UsedFilter(admin.SimpleListFilter):
    """Whether records offer the file."""

    title = "use"
    parameter_name = "used"

    def lookups(self, request, model_admin):
        return [("yes", "Used"), ("no", "Not used by any record"), ("replaced", "Replaced by another")]

    def queryset(self, request, queryset):
        offered = Q(used_by__gt=0) | Q(variant_of__isnull=False)
        match self.value():
            case "yes":
                return queryset.filter(offered)
            case "no":
                return queryset.exclude(offered).filter(replaced_by=None)
            case "replaced":
                return queryset.exclude(replaced_by=None)
        return queryset


class LibraryFileForm(forms.ModelForm):
    """A file of the library, and what is put up for it. `may_forget`: whether older versions may be deleted."""

    may_forget = False
    new_upload = UploadField(
        label="File",
        required=False,
        help_text="A PDF, Word, Excel or PowerPoint file of at most 20 MB, or a JPEG, PNG or WebP image of at most 10 MB.",
    )

    forgotten = forms.ModelMultipleChoiceField(
        OlderVersion.objects.none(),
        label="Older versions to delete",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="They are deleted for good, from the disk too.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.may_forget and self.instance.pk:
            self.fields["forgotten"].queryset = self.instance.older_versions.all()
        else:
            del self.fields["forgotten"]
        field = self.fields.get("new_upload")
        if field and self.instance.pk:
            field.label = "New version"
            field.help_text += (
                " It takes the place of the present one at the same address; the present one is kept below."
            )
        elif field:
            field.required = True

    def clean(self):
        """Ask for the words that stand for a picture."""
        cleaned = super().clean()
        examined = cleaned.get("new_upload")
        kind = examined.kind if examined else self.instance.kind
        if kind.is_image and not cleaned.get("alt_text"):
            self.add_error("alt_text", "Say what the picture shows, for people who cannot see it.")
        return cleaned


class VersionPage(RecordPage):
    """An older version of a file, for staff."""

    route = "versions/<int:version>/"
    name = "version"
    methods = ("GET", "HEAD")

    def handle(self, version):
        older = self.record.older_versions.filter(pk=version).first()
        if older is None:
            raise Http404
        name = f"{self.record.file_name.rpartition('.')[0]}-{older.uploaded_at:%Y-%m-%d}.{older.suffix}"
        return send_file(self.request, older, name, NOT_STORED_OR_SHARED)


@admin.register(LibraryFile)
class LibraryFileAdmin(VocabularyAdmin):
    """A file that any number of records may offer. It has no draft state: a new version shows at once."""

    pages = [VersionPage, *VocabularyAdmin.pages]
    form = LibraryFileForm
    list_display = ["title", "facts", "language", "used_by", "put_up_by", "uploaded_at"]
    list_filter = [UsedFilter]
    list_select_related = ["uploaded_by"]
    list_per_page = ADMIN_LISTS
    search_fields = ["title", "language", "alt_text"]
    ordering = ["title", "pk"]
    autocomplete_fields = ["variant_of", "replaced_by"]
    readonly_fields = ["present", "hints_shown", "versions"]
    view_on_site = False
    sheet = None  # a file is put up, not typed in a row

    def get_fieldsets(self, request, obj=None):
        what = (None, {"fields": ["title", "new_upload", "alt_text", "language"]})
        others = ("Other files", {"fields": ["variant_of", "replaced_by"]})
        if obj is None:
            return [what, others]
        shown = ["present", "hints_shown", "versions"]
        if self._may_forget(request, obj):
            shown.append("forgotten")
        return [what, others, ("What is put up", {"fields": shown})]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.may_forget = self._may_forget(request, obj)
        return form

    def _may_forget(self, request, file):
        return file is not None and self.has_delete_permission(request, file) and file.older_versions.exists()

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(used_by=_used_by())

    def may_restore(self, request, record):
        """An earlier version of the file is put up again like a new one: its words alone would not bring it back."""
        return False

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        return without_risky_links(super().formfield_for_dbfield(db_field, request, **kwargs))

    # Deleting

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"may_recover": False, **(extra_context or {})})

    def recoverlist_view(self, request, extra_context=None):
        """A file that was deleted is gone, so there is nothing to bring back."""
        raise PermissionDenied

    def recover_view(self, request, version_id, extra_context=None):
        raise PermissionDenied

    def delete_model(self, request, obj):
        delete_content([obj, *obj.older_versions.all()])
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        delete_content([*queryset, *OlderVersion.objects.filter(file__in=queryset)])
        super().delete_queryset(request, queryset)

    # Saving

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show or save the form. If there is no room for the file, that is said and nothing is saved."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except NoRoom as error:
            messages.error(request, str(error))
            return redirect(request.get_full_path())

    def save_model(self, request, obj, form, change):
        examined = form.cleaned_data.get("new_upload")
        if examined:
            put_up(obj, examined, by=request.user)
            self._tell(request, obj)
        else:
            super().save_model(request, obj, form, change)
        for older in form.cleaned_data.get("forgotten", ()):
            forget(older)
        if obj.replaced_by and "replaced_by" in form.changed_data:
            replace(obj, obj.replaced_by, by=request.user)

    def save_related(self, request, form, formsets, change):
        """Bring what search says of the records that offer it up to date."""
        super().save_related(request, form, formsets, change)
        with content_change(by=request.user) as changed:
            changed.touched(form.instance, *records_of(form.instance))

    def store_both(self, request, record, wanted):
        """Keep two people's changes of what is said of the file. A file that was chosen meanwhile has to be chosen again."""
        key, stored = next(iter(snapshot(record).items()))
        facts = {name: stored[name] for name in VERSION_FIELDS if name in stored}
        if wanted[key]["upload"] != stored["upload"]:
            messages.warning(
                request, "Choose your file again: the words of both of you were saved, the file was not."
            )
        super().store_both(request, record, {**wanted, key: {**wanted[key], **facts}})

    def _tell(self, request, file):
        """Tell the editor what some readers will miss in the file, and whether it was scanned."""
        for hint in file.hints:
            messages.warning(request, hint)
        if not file.is_scanned:
            messages.info(request, "The file was not scanned for viruses: this site has no scanner.")

    # What is shown

    @admin.display(description="file")
    def facts(self, file):
        return facts_of_file(file)

    @admin.display(description="used by", ordering="used_by")
    def used_by(self, file):
        if file.variant_of_id:
            return "As a variant"
        return counted(file.used_by, "record") if file.used_by else "Not used"

    @admin.display(description="put up by", ordering="uploaded_by__username")
    def put_up_by(self, file):
        return full_name(file.uploaded_by) if file.uploaded_by else "–"

    @admin.display(description="file")
    def present(self, file):
        """The present version, with a link that stays and whether it was scanned."""
        scanned = "scanned for viruses" if file.is_scanned else "not scanned for viruses"
        return format_html(
            '<a href="{}">{}</a> ({}; {}; {})',
            file.get_absolute_url(),
            file.get_absolute_url(),
            facts_of_file(file),
            scanned,
            _who_and_when(file),
        )

    @admin.display(description="what readers may miss")
    def hints_shown(self, file):
        return format_html_join(_LINE_END, "{}", ((hint,) for hint in file.hints)) or "–"

    @admin.display(description="older versions")
    def versions(self, file):
        rows = (
            (
                admin_address(self.opts, VersionPage.name, file.pk, older.pk),
                facts_of_file(older),
                _who_and_when(older),
            )
            for older in file.older_versions.select_related("uploaded_by")
        )
        return format_html_join(_LINE_END, '<a href="{}">{}</a>, {}', rows) or "–"


def _who_and_when(stored):
    when = date_format(timezone.localtime(stored.uploaded_at), "j M Y, H:i")
    return f"{full_name(stored.uploaded_by)}, {when}" if stored.uploaded_by else when
