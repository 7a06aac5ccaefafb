"""The parts of pages in other languages: links whose words may be English, and numbers, which run from left to right in every script."""

from django import template

from hscp.web.addresses import path_of
from hscp.web.components import NOTHING
from hscp.web.markup import format_html, format_html_join

register = template.Library()


@register.simple_tag
def day_of(said):
    """Return a day as HTML: `said` is its words, and whether they are English."""
    words, is_english = said
    return (
        format_html('<span lang="en" dir="ltr">{}</span>', words)
        if is_english
        else format_html("<bdi>{}</bdi>", words)
    )


@register.simple_tag
def place_link(place):
    """Return the link to a Place of hscp/languages/pages/facts.py, which says in which language its words are."""
    return format_html(
        '<a class="govuk-link" href="{}" lang="{}" dir="{}"{}>{}</a>',
        place.url,
        place.lang,
        place.direction,
        format_html(' rel="{}"', "noreferrer") if place.is_outside else NOTHING,
        place.title,
    )


@register.simple_tag
def number_line(number):
    """Return a Number of hscp/languages/pages/facts.py as an item of a list."""
    if number.href:
        shown = format_html(
            '<a class="govuk-link govuk-link--no-visited-state portal-contact__value" href="{}"><bdi dir="ltr">{}</bdi></a>',
            number.href,
            number.value,
        )
    elif number.is_on_the_web:
        shown = format_html(
            '<a class="govuk-link portal-contact__value" href="{}" rel="noreferrer"><bdi dir="ltr">{}</bdi></a>',
            number.value,
            number.value.split("://")[-1].split("/")[0],
        )
    else:
        shown = format_html('<span class="portal-contact__value" lang="en" dir="ltr">{}</span>', number.value)
    return format_html(
        '<li class="portal-contact__point portal-contact__point--{}"><span class="portal-contact__label">{}</span> {} {} {} {}</li>',
        number.kind,
        number.label,
        shown,
        _status(number),
        format_html_join(
            " ", '<span class="portal-contact__hours">{}</span>', ((line,) for line in number.hours)
        ),
        format_html('<span class="portal-contact__note"><bdi lang="en">{}</bdi></span>', number.note)
        if number.note
        else NOTHING,
    )


def _status(number):
    status = number.status
    if status is None:
        return NOTHING
    said = [(f"data-{name}", status[name]) for name in ("opened", "closed", "unknown") if name in status]
    return format_html(
        '<span class="portal-open-now portal-no-print{}"{} data-open-now="{}" data-source="{}"{}>{}</span>',
        " portal-open-now--open" if status["is_open"] else "",
        format_html(' lang="en" dir="{}"', "ltr") if status["is_english"] else NOTHING,
        number.pk,
        path_of("contacts:open_now"),
        format_html_join("", ' {}="{}"', said),
        status["words"],
    )
