"""What a pack lists, each part folded under its heading. Made without templates, as `hscp/web/components.py` says."""

from django import template

from hscp.templatetags.page_notes import notes_of
from hscp.web.addresses import path_of
from hscp.web.components import NOTHING, fold, item, lines, link, linked_item, record_line
from hscp.web.markup import format_html, format_html_join, joined

register = template.Library()
TOOLKIT_TOUR = "Toolkit tour"


@register.simple_tag(takes_context=True)
def own_toolkit(context, toolkit, id=""):
    """Return the line of the toolkit that a theme calls its own."""
    return format_html(
        '<p class="portal-lead-toolkit"{}><span class="portal-lead-toolkit__kind">This theme’s own toolkit:</span> {}</p>',
        format_html(' id="{}"', id) if id else NOTHING,
        linked_item(toolkit, notes_of(context)),
    )


@register.simple_tag(takes_context=True)
def pack_toolkits(context, pack):
    """Return the toolkits of a Pack alone, those for each audience under a heading of level 2."""
    notes = notes_of(context)
    own = own_toolkit(context, pack.lead_toolkit) if pack.lead_toolkit else NOTHING
    return own + _headed(pack.toolkits, "", 2, lambda row: _toolkit(row, notes))


@register.simple_tag(takes_context=True)
def pack_parts(context, pack, level, prefix="", apart=False):
    """Return all that a Pack lists, each part folded under a heading of `level`.

    `prefix` stands before each anchor. With `apart` the theme's own toolkit stands elsewhere.
    """
    notes = notes_of(context)
    above = own_toolkit(context, pack.lead_toolkit) if pack.lead_toolkit and not apart else NOTHING
    folds = []
    if pack.toolkits or above:
        parts = _headed(
            pack.toolkits, prefix, level + 1, lambda row: _toolkit(row, notes), " portal-list--columns"
        )
        folds.append(fold(above + parts, "Toolkits", f"{prefix}toolkits", pack.toolkit_count, level))
    for part in pack.sections:
        resources = _list(_resource(entry, notes) for entry in part.entries)
        folds.append(fold(resources, part.heading, f"{prefix}{part.id}", part.count, level))
    if pack.courses:
        parts = _headed(pack.courses, prefix, level + 1, lambda course: _course(course, notes))
        folds.append(fold(parts, "Training", f"{prefix}training", pack.course_count, level))
    if pack.processes:
        processes = _list(
            item(process.title, url=process.get_absolute_url(), note=process.summary)
            for process in pack.processes
        )
        folds.append(fold(processes, "Agency processes", f"{prefix}processes", len(pack.processes), level))
    return joined("\n", folds)


def _headed(parts, prefix, level, line, css=""):
    """Return the lists of `parts`, each under its own heading; `line` makes the line of an entry."""
    return format_html_join(
        "\n",
        '<h{} class="govuk-heading-s" id="{}">{}</h{}>{}',
        (
            (level, f"{prefix}{part.id}", part.heading, level, _list(map(line, part.entries), css))
            for part in parts
        ),
    )


def _list(contents, css=""):
    return format_html('<ul class="portal-list{}">{}</ul>', css, lines(contents))


def _toolkit(row, notes):
    """Return the line of a ThemeToolkit or ThemeToolkitList row."""
    if hasattr(row, "toolkit"):
        return record_line(row.toolkit, "", notes)
    if row.leads_somewhere:
        return link(row.label, f"{path_of('resources:toolkit_list')}?audience={row.audience_group}")
    return item(row.label, kind="none published yet")


def _resource(entry, notes):
    """Return the line of a ResourceEntry, with a list of what is under it."""
    own = record_line(entry.resource, entry.resource.get_kind_display(), notes)
    if not entry.children:
        return own
    return own + _list(record_line(child, child.get_kind_display(), notes) for child in entry.children)


def _course(course, notes):
    return record_line(course, TOOLKIT_TOUR if course.is_toolkit_tour else "", notes)
