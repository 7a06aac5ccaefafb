"""The live brochure as text in the form that editors import: what the public sees, and nothing else.

Reading it again and planning an import from it changes nothing (tests/brochure/writing/test_round_trip.py). The document marks
all its headings, so a title may look like a heading: see hscp/brochure/reading/marked_headings.py for what each line means.
"""

import re
from collections import defaultdict
from itertools import groupby

from hscp.brochure.editions.current import current_brochure
from hscp.brochure.reading.marked_headings import (
    ALL_TOOLKITS,
    EDITION,
    MARK,
    OTHER_TRAINING,
    TO_BOOK,
    TOUR_OF,
)
from hscp.brochure.writing.titles import written_link, written_note, written_title
from hscp.links.models import load_links
from hscp.records.publishable import if_live
from hscp.records.rich_text.markdown import to_markdown
from hscp.records.state import live_filter
from hscp.vocabulary import AudienceGroup, Section
from themes.models import (
    Theme,
    ThemeBookingLine,
    ThemeCourse,
    ThemeResource,
    ThemeToolkit,
    ThemeToolkitList,
)
from training.enums import CourseFormat

NOTICE = (
    f"{MARK} Leave this line: # begins a theme and ## a part of it, other lines are text or items. Items of a part are "
    f"bullets, with (#) for a link that is not known. -->"
)
FORMATS = {
    CourseFormat.WEBINAR: "Webinars",
    CourseFormat.ELEARNING: "eLearning",
    CourseFormat.VIDEO: "Videos",
    CourseFormat.PRACTICAL_SESSION: "Practical sessions",
    CourseFormat.NOT_STATED: OTHER_TRAINING,
}


def file_name(brochure):
    """Return the name of the file with the text of `brochure`."""
    years = re.sub(r"[^0-9A-Za-z-]+", "-", brochure.edition).strip("-")
    return f"brochure-{years}.md" if years else "brochure.md"


def write_brochure(brochure=None, at=None):
    """Return the text (str) of `brochure` (default the current one) with every theme live at `at` (default now).

    Makes seven queries, one more where courses have providers, and one for the current brochure.
    """
    brochure = brochure or current_brochure()
    themes = list(Theme.objects.live(at).in_order().select_related("lead_toolkit"))
    rows = {
        "toolkits": _rows(ThemeToolkit, themes, at, "toolkit"),
        "resources": _rows(ThemeResource, themes, at, "resource", "collection"),
        "courses": _rows(ThemeCourse, themes, at, "course"),
        "booking": _by_theme(
            ThemeBookingLine.objects.filter(theme__in=themes)
            .select_related("toolkit")
            .order_by("order", "pk")
        ),
        "lists": _by_theme(ThemeToolkitList.objects.filter(theme__in=themes).order_by("order", "pk")),
    }
    load_links(_shown(themes, rows))
    lines = [NOTICE, "", *_front(brochure, themes)]
    for theme in themes:
        lines += _theme(theme, {name: found[theme.pk] for name, found in rows.items()}, at)
    return "\n".join(lines).rstrip("\n") + "\n"


def _shown(themes, rows):
    """Return the records that are written with their links."""
    items = {"toolkits": "toolkit", "resources": "resource", "courses": "course"}
    found = [theme.lead_toolkit for theme in themes if theme.lead_toolkit]
    return found + [
        getattr(row, item) for name, item in items.items() for each in rows[name].values() for row in each
    ]


def _rows(model, themes, at, item, *related):
    """Return the rows of packs whose `item` is live as {theme id: rows in the stored order}."""
    rows = model.objects.filter(live_filter(f"{item}__", at), theme__in=themes)
    return _by_theme(rows.select_related(item, *related).order_by("order", "pk"))


def _by_theme(rows):
    grouped = defaultdict(list)
    for row in rows:
        grouped[row.theme_id].append(row)
    return grouped


def _front(brochure, themes):
    lines = [f"# {written_title(brochure.title)}", ""]
    if brochure.edition:
        lines += [f"{EDITION}{written_title(brochure.edition)}", ""]
    lines += _prose("## Introduction", brochure.introduction)
    lines += _prose("## How to use the brochure", brochure.how_to_use)
    return [*lines, "## Contents", "", *(f"- {written_title(each.contents_title)}" for each in themes), ""]


def _prose(heading, html):
    text = to_markdown(html)
    return [heading, "", *text.split("\n"), ""] if text else []


def _theme(theme, rows, at):
    lines = [f"# {written_title(theme.title)}", ""]
    if introduction := to_markdown(theme.introduction):
        lines += [*introduction.split("\n"), ""]
    lines += _toolkits(if_live(theme.lead_toolkit, at), rows["toolkits"], rows["lists"])
    for section in Section:
        lines += _section(section, [row for row in rows["resources"] if row.section == section], at)
    if rows["courses"]:
        lines += ["## Training", ""]
    for code, group in groupby(rows["courses"], key=lambda row: row.course.format):
        lines += [f"## {FORMATS[code]}", "", *(_item(row.course) for row in group), ""]
    lines += _booking(rows["booking"], at)
    return lines + _prose("## If you do one thing", theme.key_message)


def _booking(rows, at):
    """Return the lines that ask readers to book, each with the toolkit that it names."""
    items = [
        f"- {row.get_kind_display()}{f'{TOUR_OF}{written_title(toolkit.title)}' if (toolkit := if_live(row.toolkit, at)) else ''}"
        for row in rows
    ]
    return [f"## {TO_BOOK}", "", *items, ""] if items else []


def _toolkits(lead, rows, lists):
    """Return the lines of the toolkits: first the theme's own, then each run of one audience under its heading."""
    lines = ["## Supporting toolkits", ""] if lead or rows or lists else []
    items = [(row.toolkit.audience_group, _item(row.toolkit)) for row in rows]
    if lead:
        items.insert(0, (lead.audience_group, written_link(lead.title, lead.confirmed_address) + "\n"))
    for group, run in groupby(items, key=lambda item: item[0]):
        lines += [f"## {AudienceGroup(group).label}", "", *(text for _, text in run), ""]
    for row in lists:
        label = AudienceGroup(row.audience_group).label
        lines += [f"## {ALL_TOOLKITS}{label.lower()}", "", f"- {written_title(row.label)}", ""]
    return lines


def _section(section, rows, at):
    """Return the lines of a section's resources in their order, each under its group in this pack."""
    lines = [f"## {section.label}", ""] if rows else []
    above = None
    for row in rows:
        group = if_live(row.collection, at)
        item = _item(row.resource, written_note(row.resource.summary))
        if group is None:
            lines.append(item)
            above = row.resource
            continue
        if group != above:
            # The group is not an item of this section, or is listed elsewhere in it.
            lines += ["", written_title(group.title), ""]
            above = group
        lines.append(f"  {item}")
    return [*lines, ""] if rows else []


def _item(record, note=""):
    return f"- {written_link(record.title, record.confirmed_address)}{note}"
