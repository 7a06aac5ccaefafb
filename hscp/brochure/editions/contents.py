"""What an edition says, in a plain shape of its own: kept with a frozen edition, so that two can be compared.

The shape is not that of the typeset document, which changes with the look. All texts are plain, dates of checks are left
out, and every record has its number, so that a renamed one is known again. A key that is added later is compared only
between editions that both have it: see `hscp.brochure.editions.diff`.
"""

from django.conf import settings
from django.utils.text import get_text_list

from contacts.enums import BankHolidays
from contacts.hours.point_words import usual_hours
from contacts.output.cards import not_served, points_for
from hscp.brochure.printing.brochure_document import load_whole
from hscp.records.rich_text.plain_text import as_lines_with_addresses
from hscp.vocabulary import BookingLineKind
from resources.models import Resource, Toolkit
from training.models import Course

SHAPE = 1
LEAD, BOOKING, PROCESSES = "Lead toolkit", "To book", "Agency processes"


def contents_of(brochure, *, drafts=False):
    """Return what the brochure says today as JSON: the live records, or with `drafts` those that are planned.

    Makes a fixed number of queries, however many records there are.
    """
    whole, items = load_whole(brochure, drafts=drafts), {}
    return {
        "shape": SHAPE,
        "title": brochure.title,
        "edition": brochure.edition,
        "introduction": as_lines_with_addresses(brochure.introduction),
        "how_to_use": as_lines_with_addresses(brochure.how_to_use),
        "emergency": [
            {"name": each["name"], "number": each["number"], "note": each["note"]}
            for each in settings.HSCP_EMERGENCY_NUMBERS
        ],
        "contacts": [_contact(pathway) for pathway in whole.pathways],
        "themes": [_theme(pack, items) for pack in whole.packs],
        "thresholds": [_threshold(level) for level in whole.levels],
        "items": items,
    }


def _contact(pathway):
    return {
        "id": pathway.pk,
        "slug": pathway.slug,
        "title": pathway.title,
        "readers": get_text_list(pathway.who_for, "and"),
        "urgency": pathway.get_urgency_display(),
        "purpose": pathway.purpose,
        "when_closed": pathway.when_closed,
        "not_for": "\n".join(f"{words}: contact {who}" for words, who, _ in not_served(pathway)),
        "points": [_point(point) for point in points_for(pathway)],
    }


def _point(point):
    return {
        "id": point.pk,
        "kind": point.get_kind_display(),
        "label": point.label,
        "value": point.value,
        "hours": "\n".join(_hours(point)),
        "out_of_hours": "Yes" if point.out_of_hours else "No",
        "for_whom": point.get_for_whom_display(),
        "note": point.note,
    }


def _hours(point):
    """Return the usual hours. Days that differ are left out: they pass before the next edition."""
    lines = usual_hours(point)
    if lines and point.bank_holidays == BankHolidays.USUAL and not point.answers_when_closed:
        lines.append(point.get_bank_holidays_display())
    return lines


def _theme(pack, items):
    """Return a pack; what it lists is put among `items`."""
    entries = []

    def put(key, item, place, under=""):
        items.setdefault(key, item).update(item)
        entries.append({"item": key, "place": place, "under": under})

    if lead := pack.lead_toolkit:
        put(_key(lead), {**_item(lead), "summary": lead.summary}, LEAD)
    for part in pack.toolkits:
        for row in part.entries:
            put(*_toolkit(row), part.heading)
    for part in pack.sections:
        for entry in part.entries:
            put(_key(entry.resource), _item(entry.resource), part.heading)
            for child in entry.children:
                put(_key(child), _item(child), part.heading, _key(entry.resource))
    for part in pack.courses:
        for course in part.entries:
            put(_key(course), _item(course), part.heading)
    for line in pack.booking_lines:
        words = BookingLineKind(line.kind).label
        about = line.toolkit.title if line.toolkit else ""
        put(
            f"booking:{line.kind}:{about}", {"kind": "Booking line", "title": words, "target": about}, BOOKING
        )
    for process in pack.processes:
        put(_key(process), {**_item(process), "summary": process.summary}, PROCESSES)
    theme = pack.theme
    return {
        "id": theme.pk,
        "slug": theme.slug,
        "title": theme.title,
        "short_title": theme.short_title,
        "introduction": as_lines_with_addresses(theme.introduction),
        "key_message": as_lines_with_addresses(theme.key_message),
        "contacts": [pathway.pk for pathway in pack.pathways],
        "entries": entries,
    }


def _toolkit(row):
    """Return (key, item) of a ThemeToolkit, or of a ThemeToolkitList: a line that leads to all toolkits for an audience."""
    if hasattr(row, "toolkit"):
        return _key(row.toolkit), _item(row.toolkit)
    key = f"list:{row.audience_group}:{row.label}"
    return key, {
        "kind": "Link to a list",
        "title": row.label,
        "target": "All of them" if row.leads_somewhere else "",
    }


def _item(record):
    publisher = getattr(record, "publisher", None)
    first, last = getattr(record, "valid_from_year", None), getattr(record, "valid_to_year", None)
    return {
        "kind": _kind(record),
        "title": record.title,
        "publisher": publisher.short_name or publisher.name if publisher else "",
        "area": record.get_area_display() if hasattr(record, "area") else "",
        "years": f"{first or ''} to {last or ''}" if first or last else "",
        "target": getattr(record, "target", ""),
    }


def _kind(record):
    """Return what the record is; with the title it tells records apart."""
    if isinstance(record, Toolkit):
        return f"Toolkit for {record.get_audience_group_display().lower()}"
    if isinstance(record, Course):
        return f"Course: {record.kind_in_lists}"
    return record.get_kind_display() if isinstance(record, Resource) else "Agency process"


def _key(record):
    return f"{record._meta.model_name}:{record.pk}"


def _threshold(level):
    return {
        "id": level.pk,
        "title": str(level),
        "description": as_lines_with_addresses(level.description),
        "what_to_do": as_lines_with_addresses(level.what_to_do),
    }
