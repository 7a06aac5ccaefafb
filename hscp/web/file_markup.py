"""How a file of the library is offered on a record's page: its picture, its link, and the same in other forms."""

from django.utils.safestring import mark_safe

from hscp.records.remarks import facts_of_file
from hscp.web.markup import format_html, format_html_join

_NOTHING = mark_safe("")


def file_to_open(file, text):
    """Return the link `text` to a LibraryFile, with its facts, a small picture, and its variants."""
    variants = format_html_join(
        "", "<li>{}</li>", ((_link(each, _variant_name(each, file)),) for each in file.variants_shown)
    )
    return format_html(
        '<div class="portal-file">{}<div><p class="portal-open">{}</p>{}</div></div>',
        _picture(file),
        _link(file, text),
        format_html('<ul class="govuk-list portal-file__variants">{}</ul>', variants)
        if variants
        else _NOTHING,
    )


def _link(file, text):
    return format_html(
        '<a class="govuk-link" href="{}">{}</a> <span class="portal-host">({})</span>',
        file.get_absolute_url(),
        text,
        facts_of_file(file),
    )


def _variant_name(variant, file):
    """Return what a variant is called beside the file: its language if that differs, otherwise its title."""
    return (
        f"In {variant.language}" if variant.language and variant.language != file.language else variant.title
    )


def _picture(file):
    if not file.preview_address:
        return _NOTHING
    return format_html(
        '<img class="portal-file__picture" src="{}" alt="{}" width="{}" height="{}" loading="lazy">',
        file.preview_address,
        file.preview_text,
        file.width,
        file.height,
    )
