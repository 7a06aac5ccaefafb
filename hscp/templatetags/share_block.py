"""The block of a page that lets a reader pass it on: its short address, by mail or by what a phone shares with, and its QR code."""

from functools import lru_cache
from urllib.parse import quote, urlencode

from django import template
from django.utils.safestring import mark_safe

from hscp.records.short_addresses import code_of, short_address
from hscp.web.link_previews import NEUTRAL_TITLE
from hscp.web.markup import format_html_join
from hscp.web.qr_codes import qr_file, qr_png, qr_svg

register = template.Library()


@register.inclusion_tag("components/share.html", takes_context=True)
def share(context, record):
    """Show how to share a record's page. Makes one query; shows nothing for a record that the public does not see.

    A mail about something sensitive has a subject that does not say so: it is seen in a list of mails.
    """
    code = code_of(record) if record.is_live() else ""
    if not code:
        return {}
    title, address = NEUTRAL_TITLE if context.get("sensitive") else record.title, short_address(code)
    mail = f"mailto:?{urlencode({'subject': title, 'body': address}, quote_via=quote)}"
    return {"code": code, "title": title, "address": address, "mail": mail, **_drawings(address, code)}


@register.filter
def between_parts(address):
    """Return an address as HTML that a narrow column breaks after a slash, and not within a word."""
    return format_html_join(mark_safe("/<wbr>"), "{}", ((part,) for part in address.split("/")))


# Drawing takes ten milliseconds, and every reader of a page is shown the same.
@lru_cache(maxsize=256)
def _drawings(address, code):
    """Return what components/share.html needs to know of the short address of a code, and of its QR code."""
    return {
        "address_start": address.removesuffix(code),
        "qr": qr_svg(address),
        "svg_size": _size(qr_file(address)),
        "png_size": _size(qr_png(address)),
    }


def _size(file):
    return f"{max(1, round(len(file) / 1000))}\xa0kB"
