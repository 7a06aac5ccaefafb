"""The numbers of a pathway as pages show them: a card, one number or address, and what to do while nobody answers.

Made without templates, as `hscp/web/components.py` says. Works on contact points and hours that are already loaded.
"""

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.formats import date_format

from contacts.enums import ANSWERED, ContactKind, Urgency
from contacts.hours import open_now
from contacts.hours.point_words import hours_for_reader
from contacts.output import cards
from hscp.records.page_notes import NO_LINK, UNCHECKED, UNCHECKED_LINK
from hscp.templatetags.hscp_ui import emergency_link
from hscp.templatetags.page_notes import notes_of
from hscp.web.addresses import path_of
from hscp.web.components import HIDDEN, NOTHING, external_link, lines, link
from hscp.web.markup import format_html, format_html_join, joined

register = template.Library()
register.filter("by_hours", cards.by_hours)
register.filter("checked", cards.checked)
register.filter("not_served", cards.not_served)

_NUMBER = '<a class="govuk-link govuk-link--no-visited-state {}" href="{}">{}</a>'


@register.simple_tag
def written_points(pathway, reader):
    """Return the forms, websites and addresses of a pathway for a reader: see contacts.output.cards."""
    return cards.written_points(pathway, reader)


@register.simple_tag(takes_context=True)
def contact_card(context, pathway, level=3, reader="", kind="", open_first=False):
    """Return the card of a pathway under a heading of `level`.

    `reader` (a ForWhom value) leaves their numbers alone, `kind` those of that kind. `open_first`: at night the numbers for
    out of hours come before those of the office, as somebody needs who has just asked whom to ring.
    """
    notes, at = notes_of(context), timezone.now()
    groups = cards.by_hours(cards.points_for(pathway, reader, kind))
    if open_first:
        # The order of a day stays where all answer, or none.
        groups.sort(key=lambda group: not _answers(group[1], at))
    checked = cards.checked(pathway)
    if not checked.words and not checked.complete:
        notes.remember(UNCHECKED)
    page = pathway.get_absolute_url()
    return format_html(
        '<article class="portal-contact portal-contact--{}">\n<h{} class="portal-contact__title">{}</h{}>{}\n{}'
        '<p class="portal-contact__more"><a class="govuk-link" href="{}">When to use it, when not to, and how'
        '<span class="govuk-visually-hidden">: {}</span></a></p>\n</article>',
        pathway.urgency,
        level,
        link(pathway.title, page),
        level,
        _urgency_and_purpose(pathway),
        format_html(
            "{}{}{}{}{}",
            not_served_lines(pathway),
            joined("\n", (_group(*group, level + 1, not reader, checked.each, at) for group in groups)),
            while_closed(pathway, at),
            _named_in_short(cards.named_only(pathway, reader, kind), groups, notes),
            format_html('\n<p class="portal-contact__checked">{}</p>', checked.words)
            if checked.words
            else NOTHING,
        ),
        page,
        pathway.title,
    )


def _answers(points, at):
    statuses = (open_now.status_for_reader(point, at) for point in points)
    return any(status["is_open"] for status in statuses if status)


def _urgency_and_purpose(pathway):
    urgency = purpose = NOTHING
    if pathway.urgency != Urgency.ROUTINE:
        urgency = format_html('<p class="portal-contact__urgency">{}</p>', pathway.get_urgency_display())
    if pathway.purpose:
        purpose = format_html('<p class="portal-contact__purpose">{}</p>', pathway.purpose)
    return urgency + purpose


def _group(heading, points, level, whom, checked, at):
    head = (
        format_html('<h{} class="portal-contact__when">{}</h{}>\n', level, heading, level)
        if heading
        else NOTHING
    )
    return head + contact_points(points, whom=whom, checked=checked, at=at)


@register.simple_tag
def contact_points(points, whom=False, checked=False, at=None):
    """Return the numbers and addresses as a list; see `contact_point`."""
    at = at or timezone.now()
    return format_html(
        '<ul class="portal-contact__points">{}</ul>',
        joined("\n", (contact_point(point, at, whom, checked) for point in points)),
    )


def contact_point(point, at, whom=False, checked=False):
    """Return a number or address as an item of a list, with whether it answers at the moment `at`.

    With `whom` it says who it is for, with `checked` when it was checked.
    """
    hours = hours_for_reader(point, timezone.localdate())
    said = [point.note] if point.note else []
    if checked and point.verified_on:
        said.append(f"Checked on {date_format(point.verified_on, 'j F Y')}")
    return format_html(
        '<li class="portal-contact__point portal-contact__point--{}"><span class="portal-contact__label">{}</span> {} {} {} {}</li>',
        ContactKind.PHONE if point.kind in (ContactKind.SHORT, ContactKind.TEXT) else point.kind,
        named(point, whom),
        _value(point),
        _status(point, at),
        format_html_join(" ", '<span class="portal-contact__hours">{}</span>', ((line,) for line in hours)),
        format_html_join(" ", '<span class="portal-contact__note">{}</span>', ((words,) for words in said)),
    )


def named(point, whom=False):
    """Return what a contact point is called and, with `whom`, who it is for unless that is everyone."""
    name = point.label or point.get_kind_display()
    said = cards.meant_for(point) if whom else ""
    return (
        format_html('{} <span class="portal-contact__whom">{}</span>', name, said)
        if said
        else format_html("{}", name)
    )


def _value(point):
    if point.kind in (ContactKind.FORM, ContactKind.WEB, ContactKind.CHAT):
        shown = external_link(point.get_kind_display(), point.value)
    elif point.href:
        return format_html(_NUMBER, "portal-contact__value", point.href, spoken(point))
    else:
        shown = linebreaksbr(point.value)
    return format_html('<span class="portal-contact__value">{}</span>', shown)


def spoken(point):
    """Return a number as a link says it: one that takes text messages alone says so."""
    return f"Text {point.value}" if point.kind == ContactKind.TEXT else point.value


def _status(point, at):
    status = open_now.status_for_reader(point, at)
    if status:
        return open_badge(point, status["is_open"], status["words"])
    if point.kind in ANSWERED:
        return format_html('<span class="portal-contact__hours">{}</span>', "Hours not known here")
    return NOTHING


def open_badge(point, is_open, words):
    """Return whether a contact point answers now, in `words`; static/js/open-now.js keeps it right."""
    return format_html(
        '<span class="portal-open-now portal-no-print{}" data-open-now="{}" data-source="{}">{}</span>',
        " portal-open-now--open" if is_open else "",
        point.pk,
        path_of("contacts:open_now"),
        words,
    )


@register.simple_tag
def not_served_lines(pathway):
    """Return whom a pathway (with its catchments loaded) does not serve, and who serves them."""
    return format_html_join(
        "\n",
        '<p class="portal-contact__purpose"><strong>{}:</strong> contact {}.</p>',
        ((words, link(who, address)) for words, who, address in cards.not_served(pathway)),
    )


@register.simple_tag(takes_context=True)
def contact_named_only(context, pathway, others):
    """Return the pathway's forms and websites whose address is not known, each with its note.

    `others` is whether numbers stand above.
    """
    named_only = cards.named_only(pathway)
    if not named_only:
        return NOTHING
    notes = notes_of(context)
    rows = (
        (
            _found_at(point, named(point, True), notes),
            format_html('<span class="portal-contact__note">{}</span>', point.note)
            if point.note
            else NOTHING,
        )
        for point in named_only
    )
    return format_html(
        '{}\n<ul class="portal-contact__points">{}</ul>',
        format_html('<h3 class="portal-contact__when">{}</h3>', "There is also") if others else NOTHING,
        format_html_join(
            " ",
            '<li class="portal-contact__point"><span class="portal-contact__label">{}</span> {}</li>',
            rows,
        ),
    )


def _named_in_short(points, others, notes):
    if not points:
        return NOTHING
    return format_html(
        '\n<p class="portal-contact__note">{}{}</p>',
        "There is also: " if others else "",
        joined(", ", (_found_at(point, point.label or point.get_kind_display(), notes) for point in points)),
    )


def _found_at(point, name, notes):
    """Return the name of a form or website without an address of its own, as a link where one was found for it."""
    way = point.first_way
    if way is None:
        notes.remember(NO_LINK)
        return format_html("{}", name)
    if way.unchecked:
        notes.remember(UNCHECKED_LINK)
    return external_link(name, way.address)


@register.simple_tag
def while_closed(pathway, at=None):
    """Return what to do while nobody answers at `at` (default now), hidden while somebody does.

    Nothing if nobody is to answer at all.
    """
    now = open_now.while_closed(pathway.contact_points.all(), at or timezone.now())
    if not now:
        return NOTHING
    title = "Closed now: what to do meanwhile"
    if not now.is_known:
        title = f"If nobody answers{', call' if now.out_of_hours else ''}"
    advice = format_html("If a child is in immediate danger, call {}.", emergency_link())
    return format_html(
        '\n<div class="portal-while-closed portal-no-print" data-while-closed="{}"{}>\n<p class="portal-while-closed__title">{}</p>'
        '{}\n<p class="portal-while-closed__text">{}</p>\n</div>',
        ",".join(str(point.pk) for point in now.offices),
        NOTHING if now.is_closed else HIDDEN,
        title,
        format_html(
            '\n<ul class="portal-while-closed__points">{}</ul>', lines(map(_night_line, now.out_of_hours))
        )
        if now.out_of_hours
        else NOTHING,
        pathway.when_closed or advice,
    )


def _night_line(point):
    name = point.label or point.get_kind_display()
    if whom := cards.meant_for(point):
        name = f"{name} ({whom})"
    value = point.value
    if point.href:
        value = format_html(_NUMBER, "portal-while-closed__value", point.href, value)
    return format_html("{}: {}", name, value)
