"""Who answers at this minute among some contacts, then the rest: static/js/open-now.js keeps it right."""

from django import template
from django.utils import timezone

from contacts.enums import ContactKind, ForWhom
from contacts.hours.point_words import hours_for_reader
from contacts.output.call_now import call_now as who_answers
from contacts.output.cards import for_any_worry, meant_for
from contacts.templatetags.contact_cards import contact_points, open_badge, spoken
from hscp.records.page_notes import UNCHECKED
from hscp.templatetags.hscp_ui import emergency_link, tel
from hscp.templatetags.page_notes import notes_of
from hscp.web.components import HIDDEN, NOTHING
from hscp.web.markup import format_html, format_html_join, joined

register = template.Library()
_NOBODY = (
    "Nobody is known to answer at this moment. Try these numbers. If nobody answers, write down what you saw or heard, and "
    "call again."
)
_NOBODY_FOR_YOUNG_PEOPLE = "We do not know who answers right now. Try these."


@register.simple_tag(takes_context=True)
def call_now(
    context,
    pathways=(),
    pathway=None,
    reader="",
    every=False,
    safe=False,
    more=False,
    brief=False,
    without="",
    helplines=(),
):
    """Return who answers at this minute, then the rest: of one `pathway`, or of those of `pathways` for any urgent worry.

    Contact points and hours are loaded. `every`: of all of the pathways, not only those for any urgent worry. `reader` (a ForWhom value) leaves their numbers alone. `safe`: the emergency number is on the page already. `more`: also
    their forms and emails, and the way to their pages. `brief`: without hours, since the contacts' cards stand below; on a
    phone the first two. `without` and `helplines`: words, and numbers to show, where there is no number to call.
    """
    chosen = [pathway] if pathway else pathways if every else for_any_worry(pathways)
    now = who_answers(chosen, timezone.now(), reader)
    notes = notes_of(context)
    parts = []
    if now.lines:
        parts.append(_answering(now, reader, brief, notes))
    elif without:
        parts.append(_without(without, helplines))
    if more:
        parts += [_others(pathway, points) for pathway, points in now.others]
    if not safe:
        parts.append(
            format_html(
                '<p class="portal-call-now__danger">In immediate danger, at any hour: call {}</p>',
                emergency_link(),
            )
        )
    return format_html(
        '<div class="portal-call-now{}">\n{}\n</div>',
        " portal-call-now--brief portal-no-print" if brief else "",
        joined("\n", parts),
    )


def _answering(now, reader, brief, notes):
    nobody = _NOBODY_FOR_YOUNG_PEOPLE if reader == ForWhom.YOUNG_PEOPLE else _NOBODY
    return format_html(
        '<p class="portal-call-now__none" data-call-now-none{}>{}</p>\n<ul class="portal-call-now__list" data-call-now>{}</ul>',
        HIDDEN if now.answered else NOTHING,
        nobody,
        joined("\n", (_line(line, reader, brief, notes) for line in now.lines)),
    )


def _line(line, reader, brief, notes):
    point = line.point
    if not point.verified_on:
        notes.remember(UNCHECKED)
    name = point.label or line.pathway.title
    whom = NOTHING
    if not reader and (said := meant_for(point)):
        whom = format_html(' <span class="portal-call-now__whom">{}</span>', said)
    hours = [] if brief else [*hours_for_reader(point, timezone.localdate()), *filter(None, [point.note])]
    return _item(
        format_html("{}{}", name, whom),
        point.href,
        "Chat online" if point.kind == ContactKind.CHAT else spoken(point),
        format_html("{}{}", open_badge(point, line.is_open, line.words), _hours(hours)),
        css=" portal-call-now__line--open" if line.is_open else "",
        data=format_html(' data-rank="{}"', line.rank),
    )


def _item(name, href, number, details, css="", data=NOTHING):
    return format_html(
        '<li class="portal-call-now__line{}"{}><span class="portal-call-now__name">{}</span>'
        ' <a class="govuk-link govuk-link--no-visited-state portal-call-now__number" href="{}">{}</a> {}</li>',
        css,
        data,
        name,
        href,
        number,
        details,
    )


def _hours(lines):
    return format_html_join(
        "", ' <span class="portal-call-now__hours">{}</span>', ((line,) for line in lines)
    )


def _without(words, helplines):
    rows = (
        _item(entry["name"], tel(entry["number"]), entry["number"], _hours([entry["note"]]))
        for entry in helplines
    )
    return format_html(
        '<p class="portal-call-now__none">{}</p>\n<ul class="portal-call-now__list">{}</ul>',
        words,
        joined("\n", rows),
    )


def _others(pathway, points):
    return format_html(
        '{}<p class="portal-call-now__more"><a class="govuk-link" href="{}">{}: when to use it, when not to, and how</a></p>',
        contact_points(points, whom=True) if points else NOTHING,
        pathway.get_absolute_url(),
        pathway.title,
    )


@register.filter
def in_particular(pathways):
    """Return those of `pathways` that are not for any urgent worry: "call now" shows the others with their numbers."""
    first = for_any_worry(pathways)
    return [pathway for pathway in pathways if pathway not in first]
