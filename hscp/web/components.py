"""The components that a page may show a hundred times, made without a template: links, lines, cards and folds.

A template inside a template costs a Context, a dozen look-ups and four frames of the interpreter's stack for each line of
a list; a function costs none of them. Each escapes what it is given and returns safe HTML. `templates/styleguide.html`
shows each in use, by the tags of the same names.
"""

from django.utils.safestring import mark_safe

from hscp.records.page_notes import NO_LINK, UNCHECKED_LINK
from hscp.records.remarks import lacks_link, remarks
from hscp.web.addresses import host
from hscp.web.file_markup import file_to_open
from hscp.web.markup import format_html, format_html_join

NOTHING, HIDDEN = mark_safe(""), mark_safe(" hidden")


def link(text, url):
    """Return a link to a page of this site; the text alone where `url` is empty."""
    return (
        format_html('<a class="govuk-link" href="{}">{}</a>', url, text) if url else format_html("{}", text)
    )


def external_link(text, url):
    """Return a link to another site: in the same tab, which tells that site nothing about this page, and names its host."""
    where = host(url)
    named = format_html(' <span class="portal-host">({})</span>', where) if where else NOTHING
    return format_html('<a class="govuk-link" href="{}" rel="noreferrer">{}</a>{}', url, text, named)


def item(title, *, url="", kind="", target="", on_parent_page=False, note=""):
    """Return one line of a list: a record's page (`url`), its kind, where it leads (`target`), and a note below.

    `on_parent_page` says that the target is only the page on which it is found.
    """
    return format_html(
        '<span class="portal-item">{}{}{}{}</span>',
        link(title, url),
        format_html(' <span class="portal-item__kind">{}</span>', kind) if kind else NOTHING,
        way_to(target, title, on_parent_page) if target else NOTHING,
        format_html('<span class="portal-item__note">{}</span>', note) if note else NOTHING,
    )


def way_to(target, title, on_parent_page):
    """Return the link from a line to the thing called `title` itself, at the address `target`; see `item`."""
    where = host(target)
    return format_html(
        ' <a class="govuk-link portal-item__open" href="{}" rel="noreferrer">{}<span class="govuk-visually-hidden"> {}</span>{}</a>',
        target,
        "Find it" if on_parent_page else "Open",
        title,
        format_html(' <span class="portal-host">on {}</span>', where) if where else NOTHING,
    )


# What a link to each kind of thing says before its name.
_VERBS = {"form": "Open the form", "booking": "Book it", "document": "Open the document"}


def way_to_record(way, what, notes):
    """Return one way (a ShownLink) to a record that readers call `what` ("toolkit"), at the top of its page.

    `notes` (the page's PageNotes) remember that nobody has checked it.
    """
    if way.broken:
        text = (
            f"The link to this {what} is being mended."
            if not way.label
            else f"{way.label}: this link is being mended."
        )
        return format_html('<p class="portal-note">{}</p>', text)
    if way.unchecked:
        notes.remember(UNCHECKED_LINK)
    text = way.label or _VERBS.get(way.kind, f"Open the {what}")
    if way.language:
        text = f"{text} ({way.language})"
    if way.parent_page:
        return format_html(
            '<p class="portal-open"><a class="govuk-link" href="{}" rel="noreferrer">Find {} on {}</a></p>',
            way.address,
            way.label or "it",
            way.host,
        )
    if way.file is None:
        return format_html('<p class="portal-open">{}</p>', external_link(text, way.address))
    return file_to_open(way.file, text)


def card(title, *, url="", kind="", summary="", meta=(), level=3):
    """Return a card of a list: a heading of `level` that leads to `url`, with a summary and a list of texts, `meta`."""
    return format_html(
        '<article class="portal-card">{}<h{}>{}</h{}>{}{}</article>',
        format_html("<p>{}</p>", kind) if kind else NOTHING,
        level,
        format_html('<a href="{}">{}</a>', url, title) if url else title,
        level,
        format_html("<p>{}</p>", summary) if summary else NOTHING,
        format_html("<ul>{}</ul>", lines(meta)) if meta else NOTHING,
    )


def lines(contents):
    """Return the items of a list: `contents` are texts or safe HTML."""
    return format_html_join("", "<li>{}</li>", ((content,) for content in contents))


def record_line(record, kind, notes):
    """Return one line of a list for a toolkit, resource or course: its page, where it leads, what to know of it.

    `notes` (the page's PageNotes) remember that its link is not known, or that nobody has checked it.
    """
    return linked_item(record, notes, kind=kind, note=" · ".join(remarks(record)))


def linked_item(record, notes, *, kind="", note=""):
    """Return one line of a list for a record that leads somewhere, as `record_line` does, with a `note` of its own."""
    remember_link(record, notes)
    way = record.first_way
    if way and way.unchecked:
        notes.remember(UNCHECKED_LINK)
    return item(
        record.title,
        url=record.get_absolute_url(),
        kind=kind,
        target=way.address if way else "",
        on_parent_page=bool(way) and way.parent_page,
        note=note,
    )


def remember_link(record, notes):
    """Let `notes` remember it if a reader expects a link to the record and there is none."""
    if lacks_link(record):
        notes.remember(NO_LINK)


def record_card(record, kind, notes, level=3):
    """Return a card for a toolkit or resource, as `record_line` does a line."""
    remember_link(record, notes)
    return card(
        record.title,
        url=record.get_absolute_url(),
        kind=kind,
        summary=record.summary,
        meta=remarks(record),
        level=level,
    )


def section(content, heading, id, count=None):
    """Return a passage (safe HTML) under a level two heading that a contents list can lead to, with `count` beside it."""
    return format_html(
        '<section class="portal-section" id="{}">\n<h2 class="govuk-heading-l portal-section__heading">{}{}</h2>\n{}\n</section>',
        id,
        heading,
        _counted(count),
        content,
    )


def fold(content, heading, id, count=None, level=2):
    """Return a passage (safe HTML) under a heading that opens it, on a tap, from a link to its id, and on paper."""
    return format_html(
        '<details class="portal-fold"><summary class="portal-fold__summary"><h{} class="portal-fold__heading">{}{}</h{}></summary>'
        '\n<div class="portal-fold__content" id="{}">{}</div></details>',
        level,
        heading,
        _counted(count),
        level,
        id,
        content,
    )


def _counted(count):
    return (
        format_html(' <span class="portal-section__count">{}</span>', count) if count is not None else NOTHING
    )
