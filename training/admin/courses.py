"""The editors' form of the course catalogue."""

from adminsortable2.admin import SortableAdminBase
from django.contrib import admin

from hscp.admin import PublishableAdmin
from hscp.admin.filters import InUseFilter
from hscp.admin.inlines import SortableRows
from hscp.admin.visibility import Affected
from hscp.links.admin import LinkRows
from hscp.links.spreadsheets import LeadsSomewhereSheet
from hscp.records.state import State
from hscp.web.wording import counted
from themes.forms import CoursePacks
from training.course_words import ANYTHING, LACKING, lacking
from training.models import Course, CourseFee, CourseGroup, CourseLink, CoursePrerequisite
from training.sessions.booked_courses import refusals_to_hide, sessions_with_bookings
from training.views.courses import CourseDetail


class LacksFilter(admin.SimpleListFilter):
    """What a course does not say yet. “Edit this list” fills in most of it at once."""

    title = "what it does not say yet"
    parameter_name = "lacks"

    def lookups(self, request, model_admin):
        return [(ANYTHING, "Anything of these"), *((key, label) for key, (label, _) in LACKING.items())]

    def queryset(self, request, queryset):
        return lacking(queryset, self.value()) if self.value() in {ANYTHING, *LACKING} else queryset


class CourseLinks(LinkRows):
    model = CourseLink


class GroupRows(SortableRows):
    model = CourseGroup
    verbose_name, verbose_name_plural = "group", "Who may book: without a row, everybody"
    fields = ["organisation_type", "role", "order"]


class PrerequisiteRows(SortableRows):
    model = CoursePrerequisite
    fk_name = "course"
    autocomplete_fields = ["required"]
    verbose_name, verbose_name_plural = "course", "What to take first: any one of these courses"
    fields = ["required", "within_years", "order"]


class FeeRows(SortableRows):
    model = CourseFee
    verbose_name, verbose_name_plural = "fee", "Fees by kind of organisation: without a row, it is free"
    fields = ["organisation_type", "amount", "order"]


@admin.register(Course)
class CourseAdmin(SortableAdminBase, PublishableAdmin):
    """Something to learn, in one format."""

    page_view = CourseDetail
    pages = [CoursePacks, *PublishableAdmin.pages]
    sheet = LeadsSomewhereSheet
    edited_in_list = {"lacks": ("level", "duration_minutes", "valid_months", "not_repeated")}
    search_fields = [*PublishableAdmin.search_fields, "summary", "provider__name", "provider__short_name"]
    own_columns = ["format", "provider"]
    own_filters = [
        LacksFilter,
        "format",
        ("themes", InUseFilter),
        "audience_group",
        ("audiences", InUseFilter),
        "area",
        ("provider", InUseFilter),
    ]
    list_select_related = ["owner", "provider"]
    inlines = [GroupRows, PrerequisiteRows, FeeRows, CourseLinks]
    autocomplete_fields = ["toolkit", "audiences", "provider"]
    content_fieldsets = [
        (
            "What it is",
            {
                "fields": ["format", "summary", "aims", "toolkit"],
                "description": "The same title in two formats is two courses.",
            },
        ),
        (
            "For whom",
            {
                "fields": [
                    "audience_group",
                    "audiences",
                    "area",
                    "level",
                    "others_may",
                    "checks_prerequisites",
                ],
                "description": "Who should take it. Below are the groups who may book, and what to take first.",
            },
        ),
        (
            "How it is taken",
            {
                "fields": ["provider", "duration_minutes", ("valid_months", "not_repeated"), "not_available"],
                "description": "Links are below: for eLearning and videos, the address at which they start.",
            },
        ),
        (
            "What it costs",
            {
                "fields": ["late_charge", "no_show_charge", "exemptions"],
                "description": "Fees are below. The site keeps who owes what and takes no payments.",
            },
        ),
        (
            "On its certificates",
            {
                "fields": ["signed_by", "signed_by_role"],
                "description": "They also state the level, the length, the first of the aims and when to take it again.",
            },
        ),
    ]

    def withdrawal_problems(self, records):
        return refusals_to_hide(records)

    def what_readers_see(self, record):
        if record.state == State.ARCHIVED and sessions_with_bookings([record]):
            return "its page stays for people with a booking, and nobody else can book."
        return super().what_readers_see(record)

    def affected_by_withdrawal(self, request, records):
        """Say how many people have a booking for which dates to come, and who, to those who may see bookings."""
        may_see = request.user.has_perm("training.view_booking")
        return [
            Affected(
                f"{session}: {counted(len(session.booked), 'person has', 'people have')} a booking. "
                "They keep their place, and what they were sent goes on working. Nobody else can book.",
                tuple(f"{each.name} ({each.get_state_display().lower()})" for each in session.booked)
                if may_see
                else (),
            )
            for session in sessions_with_bookings(records)
        ]
