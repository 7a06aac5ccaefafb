"""The components that a page may show a hundred times, made without a template: links, lines, cards and folds.

A template inside a template costs a Context, a dozen look-ups and four frames of the interpreter's stack for each line of
a list; a function costs none of them. Each escapes what it is given and returns safe HTML. `templates/styleguide.html`
shows each in use, by the tags of the same names.
"""

from urllib.parse import urlsplit

from django.utils.safestring import mark_safe

from hscp.records.page_notes import NO_LINK
from hscp.records.remarks import lacks_link, remarks
from hscp.web.markup import format_html, format_html_join

NOTHING, HIDDEN = mark_safe(""), mark_safe(" hidden")


def host(url):
    """Return the host a web address leads to, without "www."; "" for an address on this site."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


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


def item(title, *, url="", kind="", target="", note=""):
    """Return one line of a list: a record's page (`url`), its kind, where it leads (`target`), and a note below."""
    return format_html(
        '<span class="portal-item">{}{}{}{}</span>',
        link(title, url),
        format_html(' <span class="portal-item__kind">{}</span>', kind) if kind else NOTHING,
        _way_to(target, title) if target else NOTHING,
        format_html('<span class="portal-item__note">{}</span>', note) if note else NOTHING,
    )


def _way_to(target, title):
    where = host(target)
    return format_html(
        ' <a class="govuk-link portal-item__open" href="{}" rel="noreferrer">Open<span class="govuk-visually-hidden"> {}</span>{}</a>',
        target,
        title,
        format_html(' <span class="portal-host">on {}</span>', where) if where else NOTHING,
    )


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

    `notes` (the page's PageNotes) remember that its link is not known.
    """
    if lacks_link(record):
        notes.remember(NO_LINK)
    return item(
        record.title,
        url=record.get_absolute_url(),
        kind=kind,
        target=record.target,
        note=" · ".join(remarks(record)),
    )


def record_card(record, kind, notes, level=3):
    """Return a card for a toolkit or resource, as `record_line` does a line."""
    if lacks_link(record):
        notes.remember(NO_LINK)
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
