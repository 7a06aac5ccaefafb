"""The head of a page as those read it who only pass it on or look through it: messengers, newsletters, search engines."""

from html import unescape

from django import template
from django.utils.safestring import mark_safe

from hscp.records.schema_org import LONGEST_DESCRIPTION, breadcrumb_list
from hscp.templatetags.json_ld import json_ld
from hscp.web.link_previews import DESCRIPTION, canonical_address, link_preview
from hscp.web.markup import format_html, format_html_join
from hscp.web.wording import one_line, shortened

register = template.Library()


@register.simple_block_tag
def captured(content):
    """Return what stands between the tags, so that a page can say it twice: {% captured as name %}."""
    return content


@register.simple_tag
def description_of(html):
    """Return the meta element with the description of a page: `html` as its template has it, or that of the portal."""
    return format_html(
        '<meta name="description" content="{}">', shortened(_text(html), LONGEST_DESCRIPTION) or DESCRIPTION
    )


@register.simple_tag(takes_context=True)
def preview_of_link(context, title, description):
    """Return what is shown of a link to this page, and what its view says of it for machines; "" for a preview of staff.

    `title` and `description` are HTML, as the template has them.
    """
    request = context.get("request")
    if request is None or context.get("preview"):
        return ""
    given = {name: context.get(name) for name in ("sensitive", "record", "pictured", "words")}
    preview = link_preview(request, _shared_title(context, title), _text(description), **given)
    parts = [
        format_html_join("\n", '<meta property="{}" content="{}">', preview.properties()),
        mark_safe('<meta name="twitter:card" content="summary_large_image">'),
    ]
    if address := canonical_address(request):
        parts.insert(0, format_html('<link rel="canonical" href="{}">', address))
        parts += map(json_ld, _structured(context, _text(title), address))
    return format_html_join("\n", "{}", ((part,) for part in parts))


def _shared_title(context, title):
    """Return the title as text; of a list's first page without its number, which means nothing to whoever gets the link."""
    page = context.get("page_obj")
    is_first = page is not None and page.number == 1
    return (is_first and context.get("page_title")) or _text(title)


def _structured(context, title, address):
    """Return what is said of the page in the vocabulary of schema.org: what its view made, and the way to it."""
    parents = context.get("breadcrumbs")
    way = (
        breadcrumb_list(parents, context.get("page_title") or title, address) if parents is not None else None
    )
    return filter(None, [context.get("structured"), way])


def _text(html):
    return one_line(unescape(html))
