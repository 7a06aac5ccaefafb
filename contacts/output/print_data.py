"""A pathway as it is printed: its numbers, when each answers, and when they were checked, as JSON.

A form or website whose address is not known is left out: nobody can use it from a printed page.
"""

from django.conf import settings
from django.utils.formats import date_format
from django.utils.text import get_text_list

from contacts.enums import BankHolidays, ContactKind, ForWhom, Urgency
from contacts.hours.opening_hours import hours_in_words
from contacts.numbers.telephone import dialled
from contacts.output.cards import by_hours, checked, points_for
from hscp.records.page_notes import UNCHECKED_WORDS


def printed_pathway(pathway):
    """Return the data of a Pathway, its contact points and hours loaded, for `contact-card` of hscp/documents/typst/parts.typ."""
    check = checked(pathway)
    points = points_for(pathway)
    return {
        "title": pathway.title,
        "url": settings.HSCP_ADDRESS + pathway.get_absolute_url(),
        "purpose": pathway.purpose,
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


def unchecked_words(pathways):
    """Return the sentence that paper with the numbers of `pathways` says once; "" if all of them have been checked."""
    return "" if all(checked(pathway).complete for pathway in pathways) else UNCHECKED_WORDS


def emergency_numbers():
    """Return the emergency numbers of the settings, the one to call first at the head: name, number, note and href."""
    return [{**entry, "href": f"tel:{dialled(entry['number'])}"} for entry in settings.HSCP_EMERGENCY_NUMBERS]


def _printed_point(point, pathway, say_checked):
    hours = hours_in_words(point.opening_hours.all())
    if hours and point.bank_holidays == BankHolidays.CLOSED:
        hours.append(point.get_bank_holidays_display())
    for_some = point.for_whom != ForWhom.EVERYONE and len(pathway.who_for) > 1
    return {
        "kind": point.kind,
        "label": point.label or point.get_kind_display(),
        "whom": f"for {point.get_for_whom_display().lower()}" if for_some else "",
        "lines": _lines(point),
        "href": point.href,
        "hours": hours,
        "note": point.note,
        "checked": _checked_words(point) if say_checked else "",
    }


def _lines(point):
    """Return the value as printed: an address of several lines as its lines, a web address without its scheme."""
    if point.kind in (ContactKind.FORM, ContactKind.WEB):
        return [point.value.partition("://")[2].removeprefix("www.").rstrip("/")]
    return [line.strip() for line in point.value.splitlines() if line.strip()]


def _checked_words(point):
    return f"Checked on {date_format(point.verified_on, 'j F Y')}" if point.verified_on else ""
