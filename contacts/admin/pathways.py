"""The editors' forms of contact pathways with their steps. Their numbers are in `contacts.admin.points`."""

from copy import copy

from adminsortable2.admin import SortableAdminBase
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from contacts.admin.points import MAY_PROPOSE, MAY_VERIFY, NO_WAY_TO_REACH, POINT_PAGES, PointRows
from contacts.finder.refusals import refusals_to_withdraw
from contacts.hours import night_cover
from contacts.models import (
    Catchment,
    ContactChange,
    ContactPoint,
    HoursException,
    OpeningHours,
    Pathway,
    PathwayStep,
)
from contacts.numbers.values import PUBLIC_FIELDS, exceptions_as_values, hours_as_values
from contacts.numbers.verification import propose_again
from contacts.spreadsheets import PathwaySheet
from contacts.views.pathways import PathwayDetail
from hscp.admin import PublishableAdmin, RecordForm, SortableBlocks, SortableRows
from hscp.admin.filters import InUseFilter
from hscp.records.history.versions import with_parts
from hscp.records.state import State
from themes import situations
from themes.forms import PathwayPacks

# The last parts of other pages' addresses, which stand before /contacts/<address>/.
RESERVED = {"find", "sheet"}
# What decides, with its numbers, whether a pathway needs somebody who answers at night.
NIGHT_FIELDS = ("state", "expire_at", "urgency", "night_cover_reason")


class PathwayForm(RecordForm):
    """The form of a pathway, without its numbers."""

    shown_by = (*RecordForm.shown_by, "for_public", "for_professionals", "for_young_people")

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if slug in RESERVED:
            raise ValidationError(
                f"“{slug}” is the address of another page of this site. Choose a longer one, such as “{slug}-team”."
            )
        return slug

    def clean(self):
        """Refuse to publish what cannot wait without anybody who answers at night."""
        cleaned = super().clean()
        if not self.errors:
            record = copy(self.instance)
            for name in NIGHT_FIELDS:
                if name in cleaned:
                    setattr(record, name, cleaned[name])
            for problem in night_cover.refusals([record], lock=True).values():
                self.add_error(None, problem)
        return cleaned


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


class NightFilter(admin.SimpleListFilter):
    """Whether somebody is known to answer at night, for what is urgent and on the site."""

    title = "answer at night"
    parameter_name = "night"

    def lookups(self, request, model_admin):
        return [("nobody", "Urgent, and nobody at night")]

    def queryset(self, request, queryset):
        if self.value() == "nobody":
            return queryset.filter(pk__in=[pathway.pk for pathway in night_cover.without_night_cover()])
        return queryset


class StepBlocks(SortableBlocks):
    model = PathwayStep
    verbose_name, verbose_name_plural = "step", "steps"
    fields = ["text", "order"]


class CatchmentRows(SortableRows):
    model = Catchment
    fk_name = "pathway"
    verbose_name, verbose_name_plural = "place that it does not serve", "places that it does not serve"
    fields = ["places", "served_by", "other", "source", "order"]
    autocomplete_fields = ["other"]


@admin.register(Pathway)
class PathwayAdmin(SortableAdminBase, PublishableAdmin):
    """One way to get help or advice, with its steps and numbers."""

    form = PathwayForm
    sheet = PathwaySheet
    page_view = PathwayDetail
    pages = [PathwayPacks, *POINT_PAGES, *PublishableAdmin.pages]
    change_form_template = "admin/contacts/pathway/change_form.html"
    revision_form_template = recover_form_template = "admin/contacts/pathway/restore.html"
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
        NightFilter,
        "urgency",
        ("themes", InUseFilter),
        "for_public",
        "for_professionals",
        "for_young_people",
        "area",
    ]
    autocomplete_fields = ["resources"]
    content_fieldsets = [
        (
            "For whom and when",
            {
                "fields": [
                    ("for_public", "for_professionals", "for_young_people"),
                    ("minimum_age", "maximum_age"),
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
                "fields": [
                    "urgency",
                    "case",
                    "timescale",
                    "when_closed",
                    "night_cover_reason",
                    "have_ready",
                    "time_needed",
                    "what_happens_next",
                ],
                "description": "The steps and the numbers follow below this form.",
            },
        ),
        (
            "In lists",
            {
                "fields": ["area", "order", "sensitive", "resources"],
                "description": "Where it comes in lists, “Exit this page”, and what helps to use it.",
            },
        ),
    ]
    inlines = [PointRows, StepBlocks, CatchmentRows]

    def sheet_buttons(self, request):
        buttons = super().sheet_buttons(request)
        if request.user.has_perm(MAY_PROPOSE):
            buttons.append(("Compare with a page", reverse("admin:brochure_importrun_contacts")))
        return buttons

    def withdrawal_problems(self, records):
        found = refusals_to_withdraw(records)
        for pk, text in situations.refusals_to_withdraw(records).items():
            found[pk] = f"{found[pk]} {text}" if pk in found else text
        return found

    def publishing_problems(self, queryset):
        records = list(queryset)
        for record in records:
            record.state = State.PUBLISHED
        bare = queryset.exclude(pk__in=ContactPoint.objects.values("pathway"))
        return night_cover.refusals(records, lock=True) | dict.fromkeys(
            bare.values_list("pk", flat=True), NO_WAY_TO_REACH
        )

    def get_deleted_objects(self, objs, request):
        """Leave the log of changes out of the rights it takes: it goes with its pathway, and nobody deletes a row of it."""
        names, counts, lacking, uses = super().get_deleted_objects(objs, request)
        return names, counts, lacking - {ContactChange._meta.verbose_name}, uses

    def restored(self, request, version, before, after):
        """Let the numbers of a pathway that had been deleted wait for a second person, as additions."""
        super().restored(request, version, before, after)
        if before is None:
            propose_again(pathway=after, values=_numbers_in(version), by=request.user)

    def about(self, request, record):
        waiting = record.contact_changes.filter(state=ContactChange.State.WAITING)
        return {
            **super().about(request, record),
            "additions": waiting.filter(action=ContactChange.Action.ADD).select_related("proposed_by"),
            "may_propose": request.user.has_perm(MAY_PROPOSE),
            "may_verify": request.user.has_perm(MAY_VERIFY),
        }


def _numbers_in(version):
    """Return the numbers that a stored version of a pathway holds, as values_of() gives them.

    A version from before a field was there has the field's default. Which number another one followed is not kept: both
    have to be confirmed first.
    """
    defaults = {name: ContactPoint._meta.get_field(name).get_default() for name in PUBLIC_FIELDS}
    rows = with_parts(version)
    found = []
    for row in rows:
        if row._model is ContactPoint:
            point = row.field_dict
            hours, exceptions = (
                [
                    model(**each.field_dict)
                    for each in rows
                    if each._model is model and each.field_dict["contact_point_id"] == point["id"]
                ]
                for model in (OpeningHours, HoursException)
            )
            values = {name: point.get(name, default) for name, default in defaults.items()}
            found.append(
                values
                | {
                    "answers_when_closed": None,
                    "hours": hours_as_values(hours),
                    "exceptions": exceptions_as_values(exceptions),
                }
            )
    return found
