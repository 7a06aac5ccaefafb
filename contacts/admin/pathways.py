"""The editors' forms of contact pathways with their numbers and steps."""

from adminsortable2.admin import SortableAdminBase
from django.contrib import admin, messages
from django.contrib.admin import TabularInline
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html_join

from contacts.actions import mark_checked
from contacts.hours import hours_in_words
from contacts.models import ContactPoint, OpeningHours, Pathway, PathwayStep
from contacts.views.pathways import PathwayDetail
from hscp.admin import HistoryAdmin, PublishableAdmin, SortableBlocks
from hscp.admin.inlines import LabelledFormSet, PartInline, RowFormSet
from hscp.publishing import State

NO_WAY_TO_REACH = "Give it at least one number or address before it is published."


class CheckFilter(admin.SimpleListFilter):
    """Whether the numbers are due to be checked."""

    title = "check of the numbers"
    parameter_name = "check"

    def lookups(self, request, model_admin):
        return [("due", "Needs checking"), ("done", "Checked")]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        match self.value():
            case "due":
                return queryset.check_due(on=today)
            case "done":
                return queryset.exclude(pk__in=Pathway.objects.check_due(on=today))
        return queryset


class ContactPointFormSet(RowFormSet):
    """A published pathway must lead somewhere."""

    def clean(self):
        super().clean()
        kept = [
            form
            for form in self.forms
            if form.cleaned_data
            and not form.cleaned_data.get("DELETE")
            and (form.instance.pk or form.has_changed())
        ]
        if self.instance.state == State.PUBLISHED and not kept:
            raise ValidationError(NO_WAY_TO_REACH)


class ContactPointBlocks(SortableBlocks):
    model = ContactPoint
    formset = ContactPointFormSet
    verbose_name, verbose_name_plural = "number or address", "numbers and addresses"
    fields = [("kind", "for_whom"), "label", "value", "note", "hours", "to_verify", "order"]
    readonly_fields = ["hours"]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("opening_hours")

    @admin.display(description="opening hours")
    def hours(self, point):
        """Say the hours, which are changed on the number's own page: a form within a form within a form is none."""
        if point.pk is None:
            return "Save first; then “Change” beside the number leads to its hours."
        lines = hours_in_words(point.opening_hours.all())
        return format_html_join("", "{}<br>", ((line,) for line in lines)) or "None given."


class StepBlocks(SortableBlocks):
    model = PathwayStep
    verbose_name, verbose_name_plural = "step", "steps"
    fields = ["text", "order"]


@admin.register(ContactPoint)
class ContactPointAdmin(HistoryAdmin):
    """One number of a pathway with its opening hours. Reached from the pathway; goes with it in rights and state."""

    fields = ["kind", "for_whom", "label", "value", "note", "to_verify"]

    class HoursRows(PartInline, TabularInline):
        model = OpeningHours
        formset = LabelledFormSet
        fields = ["weekday", "opens", "closes"]

    inlines = [HoursRows]

    def _pathway_admin(self):
        return self.admin_site.get_model_admin(Pathway)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("pathway")

    def has_module_permission(self, request):
        return False

    def has_add_permission(self, request):
        return False

    def has_view_permission(self, request, obj=None):
        return self._pathway_admin().has_view_permission(request, obj and obj.pathway)

    def has_change_permission(self, request, obj=None):
        return self._pathway_admin().has_change_permission(request, obj and obj.pathway)

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        obj.pathway.updated_by = request.user
        # Saved with the number, so that the pathway's own history shows the change too.
        obj.pathway.save(update_fields=["updated_by", "updated_at"])

    def response_post_save_change(self, request, obj):
        """Go back to the pathway, where the number stands."""
        return redirect(reverse("admin:contacts_pathway_change", args=[obj.pathway_id]))


@admin.register(Pathway)
class PathwayAdmin(SortableAdminBase, PublishableAdmin):
    """One way to get help or advice, with its steps and numbers."""

    page_view = PathwayDetail
    change_form_template = "admin/contacts/pathway/change_form.html"
    search_fields = [
        *PublishableAdmin.search_fields,
        "purpose",
        "contact_points__value",
        "contact_points__label",
    ]
    ordering = ["order", "title", "pk"]
    own_columns = ["urgency"]
    own_filters = [
        CheckFilter,
        "urgency",
        ("themes", admin.RelatedOnlyFieldListFilter),
        "for_public",
        "for_professionals",
        "for_young_people",
        "area",
    ]
    actions = [*PublishableAdmin.actions, "mark_checked"]
    content_fieldsets = [
        (
            "For whom and when",
            {
                "fields": [
                    ("for_public", "for_professionals", "for_young_people"),
                    "purpose",
                    "when_to_use",
                    "when_not_to_use",
                ],
                "description": "Who may use this contact, and where to go when it is not the right one.",
            },
        ),
        (
            "How to use it",
            {
                "fields": ["urgency", "timescale", "have_ready", "what_happens_next"],
                "description": "The steps and the numbers follow below this form.",
            },
        ),
        (
            "In lists",
            {
                "fields": ["area", "order", "sensitive"],
                "description": "Where it stands, and the quick way out.",
            },
        ),
    ]
    inlines = [ContactPointBlocks, StepBlocks]

    def has_verify_permission(self, request):
        return request.user.has_perm("contacts.verify_pathway")

    def publishing_problems(self, queryset):
        bare = queryset.exclude(pk__in=ContactPoint.objects.values("pathway"))
        return dict.fromkeys(bare.values_list("pk", flat=True), NO_WAY_TO_REACH)

    @admin.action(description="Checked today: numbers are right", permissions=["verify"])
    def mark_checked(self, request, queryset):
        checked = mark_checked(queryset=self._plain(queryset), by=request.user)
        messages.success(request, f"{self._counted(checked)} marked as checked today.")

    def get_urls(self):
        view = self.admin_site.admin_view(self.checked)
        return [
            path("<path:object_id>/checked/", view, name="contacts_pathway_checked"),
            *super().get_urls(),
        ]

    def checked(self, request, object_id):
        """Mark one pathway as checked today, from the button on its page."""
        if not self.has_verify_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        pathway = self.get_object(request, unquote(object_id))
        if pathway is None:
            raise Http404
        mark_checked(queryset=Pathway.objects.filter(pk=pathway.pk), by=request.user)
        messages.success(request, "Marked as checked today. The next check is due in half a year.")
        return redirect(reverse("admin:contacts_pathway_change", args=[pathway.pk]))

    def about(self, request, record):
        return {
            **super().about(request, record),
            "to_verify": [point for point in record.contact_points.all() if point.to_verify],
            "may_verify": self.has_verify_permission(request),
        }
