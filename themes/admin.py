"""The editors' forms of themes with their packs, processes, situations of parents, audiences and the glossary."""

from adminsortable2.admin import SortableAdminBase
from django.contrib import admin
from django.db.models import Case, IntegerField, Value, When
from django.urls import reverse
from django.utils.html import format_html

from hscp.admin import PublishableAdmin, RecordForm, SortableBlocks, SortableRows, VocabularyAdmin
from hscp.admin.filters import InUseFilter
from hscp.records.saving import SHOWN_BY
from hscp.vocabulary import Section
from themes.models import (
    Audience,
    Process,
    ProcessSection,
    Situation,
    Term,
    Theme,
    ThemeBookingLine,
    ThemeCourse,
    ThemePathway,
    ThemeResource,
    ThemeToolkit,
    ThemeToolkitList,
)
from themes.situations import refusals_of, refusals_to_publish
from themes.views import ProcessDetail, SituationDetail, ThemeDetail


class ToolkitRows(SortableRows):
    model = ThemeToolkit
    verbose_name, verbose_name_plural = "toolkit", "toolkits in the pack"
    fields = ["order", "toolkit"]
    autocomplete_fields = ["toolkit"]


class ToolkitListRows(SortableRows):
    model = ThemeToolkitList
    verbose_name, verbose_name_plural = "link to a list", "links to all toolkits of an audience"
    fields = ["order", "label", "audience_group"]


class ResourceRows(SortableRows):
    model = ThemeResource
    fk_name = "theme"
    verbose_name, verbose_name_plural = "resource", "resources in the pack"
    fields = ["order", "section", "resource", "collection"]
    autocomplete_fields = ["resource", "collection"]

    def get_queryset(self, request):
        """Show the sections one after the other, as the pack does; a row's position counts within its section."""
        sections = [When(section=value, then=Value(number)) for number, value in enumerate(Section.values)]
        in_sections = Case(*sections, default=Value(len(sections)), output_field=IntegerField())
        return super().get_queryset(request).order_by(in_sections, "order", "pk")


class CourseRows(SortableRows):
    model = ThemeCourse
    verbose_name, verbose_name_plural = "course", "courses in the pack"
    fields = ["order", "course"]
    autocomplete_fields = ["course"]


class BookingLineRows(SortableRows):
    model = ThemeBookingLine
    verbose_name, verbose_name_plural = "booking line", "lines that ask readers to book"
    fields = ["order", "kind", "toolkit"]
    autocomplete_fields = ["toolkit"]


class PathwayRows(SortableRows):
    model = ThemePathway
    verbose_name, verbose_name_plural = "contact", "whom to contact"
    fields = ["order", "pathway"]
    autocomplete_fields = ["pathway"]


@admin.register(Theme)
class ThemeAdmin(SortableAdminBase, PublishableAdmin):
    """A theme and its whole pack on one page."""

    page_view = ThemeDetail
    search_fields = [*PublishableAdmin.search_fields, "short_title"]
    ordering = ["order", "title", "pk"]
    own_columns = ["order"]
    own_filters = ["sensitive"]
    autocomplete_fields = ["lead_toolkit"]
    content_fieldsets = [
        (
            "In the contents list",
            {
                "fields": ["short_title", "order", "sensitive"],
                "description": "How the theme appears in lists, and whether its page has “Exit this page”.",
            },
        ),
        (
            "On the theme's screen",
            {
                "fields": ["key_message", "introduction", "lead_toolkit"],
                "description": "The words at the top of the screen. What the pack holds follows below this form.",
            },
        ),
        (
            "On the posters",
            {
                "fields": ["poster_message", "parents_title", "parents_message", "posters_page"],
                "description": "Two posters are made of these words, to be read from two metres away: the shorter, the "
                "larger. About 110 characters for staff, 40 for the title and 140 for parents and carers show best. "
                "Write for any parent: plain and kind, without blame. Give no telephone number: the posters have "
                "those of the contacts. Never tell a reader to face whoever does harm, or to wait. Without a message of "
                "its own, the waiting-room poster has one that fits every theme.",
            },
        ),
    ]
    readonly_fields = ["posters_page"]
    inlines = [PathwayRows, ToolkitRows, ToolkitListRows, ResourceRows, CourseRows, BookingLineRows]

    @admin.display(description="the posters")
    def posters_page(self, theme):
        """Lead to the posters as they are made now. They exist once the public sees the theme."""
        if not (theme.pk and theme.is_live()):
            return "You can see them once the theme is published."
        return format_html(
            '<a href="{}">See and print the posters</a>', reverse("documents:posters", args=[theme.slug])
        )


class SectionBlocks(SortableBlocks):
    model = ProcessSection
    verbose_name, verbose_name_plural = "section", "sections of the page"
    fields = ["heading", "body", "order"]


@admin.register(Process)
class ProcessAdmin(SortableAdminBase, PublishableAdmin):
    """An agency process with its sections."""

    page_view = ProcessDetail
    ordering = ["order", "title", "pk"]
    search_fields = [*PublishableAdmin.search_fields, "summary"]
    own_columns = ["order"]
    own_filters = [("themes", InUseFilter), "title_to_verify"]
    autocomplete_fields = ["themes", "resources", "pathways"]
    content_fieldsets = [
        (
            "In lists",
            {
                "fields": ["summary", "order", "title_to_verify"],
                "description": "How it appears in the list of agency processes.",
            },
        ),
        (
            "What belongs to it",
            {
                "fields": ["themes", "pathways", "resources"],
                "description": "Each of these pages links to this one, and this one to them.",
            },
        ),
    ]
    inlines = [SectionBlocks]


class SituationForm(RecordForm):
    """A situation. One that parents see leads to help that exists."""

    def clean(self):
        cleaned = super().clean()
        if not self.errors and {"pathways", "themes"} <= cleaned.keys():
            # Of what parents see, the form has neither the state nor the dates.
            shown = {name: cleaned.get(name, getattr(self.instance, name)) for name in SHOWN_BY}
            situation = Situation(**shown)
            for problem in refusals_of(situation, cleaned["pathways"], cleaned["themes"]):
                self.add_error(None, problem)
        return cleaned


class HelpFilter(admin.SimpleListFilter):
    """Whether parents find help in the situation."""

    title = "help"
    parameter_name = "help"

    def lookups(self, request, model_admin):
        return [("none", "Leads to no help")]

    def queryset(self, request, queryset):
        return queryset.without_help() if self.value() == "none" else queryset


@admin.register(Situation)
class SituationAdmin(PublishableAdmin):
    """A worry of parents or carers, and what helps them."""

    form = SituationForm
    page_view = SituationDetail
    ordering = ["order", "title", "pk"]
    search_fields = [*PublishableAdmin.search_fields, "summary"]
    own_columns = ["order", "ages"]
    own_filters = [
        HelpFilter,
        ("themes", InUseFilter),
        ("pathways", InUseFilter),
    ]
    autocomplete_fields = ["themes", "pathways"]
    content_fieldsets = [
        (
            "In the list of worries",
            {
                "fields": ["summary", "order", ("minimum_age", "maximum_age")],
                "description": "Write the title as a parent would say it. Parents choose the age of their child and see "
                "the situations for that age.",
            },
        ),
        (
            "What helps",
            {
                "fields": ["advice", "pathways", "themes"],
                "description": "Only contacts that the public may use are shown. Use words that every parent knows. A "
                "situation is published once it leads to help: a contact with a number or an address, or a theme with a "
                "toolkit for parents that has a link.",
            },
        ),
    ]

    @admin.display(description="ages")
    def ages(self, situation):
        """Say for which ages it is shown: “0 to 4”, “from 11”, “up to 4”; “all” without a limit."""
        low, high = situation.minimum_age, situation.maximum_age
        if low is None and high is None:
            return "all"
        if high is None:
            return f"from {low}"
        return f"up to {high}" if low is None else f"{low} to {high}"

    def publishing_problems(self, queryset):
        return refusals_to_publish(list(queryset.values_list("pk", flat=True)))


@admin.register(Term)
class TermAdmin(PublishableAdmin):
    """A word or an acronym of the glossary."""

    search_fields = [*PublishableAdmin.search_fields, "stands_for", "explanation"]
    own_columns = ["stands_for"]
    autocomplete_fields = list(Term.LEADS_TO)
    content_fieldsets = [
        (
            "Meaning",
            {
                "fields": ["stands_for", "explanation"],
                "description": "Shown in the glossary, and wherever the word is used in a text.",
            },
        ),
        (
            "What it leads to here",
            {
                "fields": list(Term.LEADS_TO),
                "description": "Shown with the word in the glossary, and next to it in a search. If the site has nothing on it, say whom to ask.",
            },
        ),
    ]


@admin.register(Audience)
class AudienceAdmin(VocabularyAdmin):
    """A finer audience within one of the three audience groups."""

    list_display = ["name", "group", "order"]
    list_filter = ["group"]
    search_fields = ["name", "slug"]
    ordering = ["group", "order", "name"]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [
        (
            None,
            {
                "fields": ["name", "slug", "group", "order"],
                "description": "An audience has no draft state: a change shows at once wherever the audience is named.",
            },
        )
    ]
