"""The block of a page that lets a reader pass it on: its short address, by mail or by what a phone shares with, and its QR code."""

from functools import lru_cache
from urllib.parse import quote, urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from hscp.records.short_addresses import Shareable, code_of, short_address
from hscp.web.addresses import absolute
from hscp.web.link_previews import NEUTRAL_TITLE
from hscp.web.markup import format_html_join
from hscp.web.qr_codes import qr_file, qr_png, qr_svg

register = template.Library()


@register.inclusion_tag("components/share.html", takes_context=True)
def share(context, record):
    """Show how to share a record's page: by its short address with a QR code, where its kind has one (one query), else by its own.

    Shows nothing for a record that the public does not see. A mail about something sensitive has a subject that does not say so:
    it is seen in a list of mails.
    """
    if not record.is_live():
        return {}
    if not isinstance(record, Shareable):
        path = record.get_absolute_url()
        return _passed_on(context, record, absolute(path), path)
    code = code_of(record)
    if not code:
        return {}
    address, path = short_address(code), reverse("site:short", args=[code])
    return {**_passed_on(context, record, address, path), **_drawings(address, code)}


def _passed_on(context, record, address, path):
    title = NEUTRAL_TITLE if context.get("sensitive") else record.title
    mail = f"mailto:?{urlencode({'subject': title, 'body': address}, quote_via=quote)}"
    return {"title": title, "address": address, "path": path, "mail": mail, "shown": between_parts(address)}


@register.filter
def between_parts(address):
    """Return an address as HTML that a narrow column breaks after a slash, and not within a word."""
    return format_html_join(mark_safe("/<wbr>"), "{}", ((part,) for part in address.split("/")))


# Drawing takes ten milliseconds, and every reader of a page is shown the same.
@lru_cache(maxsize=256)
def _drawings(address, code):
    """Return what components/share.html needs to know of a short address with its code, and of its QR code."""
    return {
        "code": code,
        "shown": format_html("{}<wbr>{}", address.removesuffix(code), code),
        "qr": qr_svg(address),
        "svg_size": _size(qr_file(address)),
        "png_size": _size(qr_png(address)),
    }


def _size(file):
    return f"{max(1, round(len(file) / 1000))}\xa0kB"
