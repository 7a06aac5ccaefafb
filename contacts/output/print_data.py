"""A pathway as it is printed: its numbers, when each answers, and when they were checked, as JSON.

A form or website whose address is not known is left out: nobody can use it from a printed page. So is the emergency number
beside other numbers: every document has it above them.
"""

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list

from contacts.enums import ANSWERED, ON_THE_WEB, Urgency
from contacts.hours.point_words import hours_for_reader
from contacts.numbers.telephone import dialled
from contacts.output.cards import by_hours, checked, meant_for, not_served, points_for
from hscp.records.page_notes import UNCHECKED_WORDS


def printed_pathway(pathway):
    """Return the data of a Pathway, its contact points and hours loaded, for `contact-card` of hscp/documents/typst/parts.typ."""
    check = checked(pathway)
    points = _without_emergency(points_for(pathway))
    return {
        "title": pathway.title,
        "url": settings.HSCP_ADDRESS + pathway.get_absolute_url(),
        "purpose": " ".join(part for part in (pathway.purpose, *_not_served(pathway)) if part),
        "readers": get_text_list(pathway.who_for, "and"),
        "urgency": pathway.urgency,
        "urgency_words": "" if pathway.urgency == Urgency.ROUTINE else pathway.get_urgency_display(),
        "when_closed": pathway.when_closed,
        "groups": [
            {"heading": heading, "points": [_printed_point(point, pathway, check.each) for point in group]}
            for heading, group in by_hours(points)
        ],
        "checked": check.words,
    }


def _not_served(pathway):
    return [f"{words}: contact {who}." for words, who, _ in not_served(pathway)]


def unchecked_words(pathways):
    """Return the sentence that paper with the numbers of `pathways` says once; "" if all of them have been checked."""
    return "" if all(checked(pathway).complete for pathway in pathways) else UNCHECKED_WORDS


def emergency_numbers(beside=()):
    """Return the emergency numbers of the settings, the one to call first at the head: name, number, note and href.

    Helplines that one of the pathways `beside` them prints, with its hours, are left out.
    """
    printed = {dialled(point.value) for pathway in beside for point in points_for(pathway)}
    first, *helplines = settings.HSCP_EMERGENCY_NUMBERS
    shown = [first, *(entry for entry in helplines if dialled(entry["number"]) not in printed)]
    return [{**entry, "href": f"tel:{dialled(entry['number'])}"} for entry in shown]


def _without_emergency(points):
    emergency = dialled(settings.HSCP_EMERGENCY_NUMBERS[0]["number"])
    return [point for point in points if dialled(point.value) != emergency] or points


def _printed_point(point, pathway, say_checked):
    return {
        "kind": point.kind,
        "label": point.label or point.get_kind_display(),
        "whom": meant_for(point) if len(pathway.who_for) > 1 else "",
        "lines": _lines(point),
        "href": point.href,
        "hours": hours_for_reader(point, timezone.localdate()) or _unknown_hours(point),
        "note": point.note,
        "checked": _checked_words(point) if say_checked else "",
    }


def _unknown_hours(point):
    return ["Hours not known here"] if point.kind in ANSWERED else []


def _lines(point):
    """Return the value as printed: an address of several lines as its lines, a web address without its scheme."""
    if point.kind in ON_THE_WEB:
        return [point.value.partition("://")[2].removeprefix("www.").rstrip("/")]
    return [line.strip() for line in point.value.splitlines() if line.strip()]


def _checked_words(point):
    return f"Checked on {date_format(point.verified_on, 'j F Y')}" if point.verified_on else ""
