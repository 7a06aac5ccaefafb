"""A theme's STOP pack on paper: its data, and the document made from it."""

import re

from django.urls import reverse

from contacts.output.print_data import emergency_numbers, printed_pathway, unchecked_words
from hscp.brochure.editions.current import current_brochure
from hscp.documents.document import Document, made_on
from hscp.documents.rich_text import absolute_address, first_sentences, rich_text
from hscp.records.remarks import remarks
from hscp.records.short_addresses import code_of, codes_of, short_address
from hscp.web.qr_codes import qr_file
from resources.enums import ResourceKind
from themes.next_dates import asked_to_book, list_address
from themes.packs import load_packs

# Characters of the key message at the foot of each page: two lines.
SHORT = 190
_SHORT_FORM = re.compile(r"\(([A-Z]{3,})\)$")
TITLE = "Safeguarding theme overview pack (STOP pack)"


def pack_document(theme, *, drafts=False):
    """Return the Document of the pack of a Theme with its lead toolkit loaded (A4, four pages at most).

    With `drafts`, for staff only, it also holds what is planned.
    """
    [pack] = load_packs([theme], drafts=drafts)
    address = _share_address(theme)
    return Document(
        name=f"packs/{theme.slug}-stop-pack",
        title=f"{theme.title}: {TITLE}",
        template="pack.typ",
        data={
            "pack": pack_data(pack, addresses=toolkit_addresses([pack])),
            "kind": TITLE,
            "edition": current_edition(),
            "made_on": made_on(),
            "address": address,
            "code": qr_file(address),
            "emergency": emergency_numbers(beside=pack.pathways),
            "search": absolute_address(reverse("site:search")),
            "unchecked": unchecked(pack.pathways, [pack]),
            "short_message": first_sentences(theme.key_message, SHORT),
        },
        pages=(1, 4),
        densities=4,
        sensitive=theme.sensitive,
    )


def unchecked(pathways, packs):
    """Return what a document with these pathways and Packs owns up to: that numbers or links are not checked; "" if all are."""
    links = any(
        each.unchecked
        for pack in packs
        for record in pack.linked_records()
        for each in record.links_shown[:1]
    )
    words = [
        unchecked_words(pathways),
        "The partnership has not checked every link here yet." if links else "",
    ]
    return " ".join(filter(None, words))


def toolkit_addresses(packs):
    """Return {pk of a toolkit: its short address} for the toolkits that the Packs list, in one query."""
    rows = [
        row for pack in packs for part in pack.toolkits for row in part.entries if hasattr(row, "toolkit")
    ]
    leads = [pack.lead_toolkit for pack in packs if pack.lead_toolkit]
    codes = codes_of([*leads, *(row.toolkit for row in rows)])
    return {pk: short_address(code) for pk, code in codes.items()}


def pack_data(pack, addresses=None):
    """Return the data of a themes.packs.Pack for parts.typ, which describes its keys.

    `addresses` are the short addresses of its toolkits as `toolkit_addresses` gives them; without them none is printed.
    """
    addresses = addresses or {}
    theme = pack.theme
    return {
        "title": theme.title,
        "url": absolute_address(theme.get_absolute_url()),
        "introduction": rich_text(theme.introduction),
        "key_message": rich_text(theme.key_message),
        "contacts": [printed_pathway(pathway) for pathway in pack.pathways],
        "lead": _item(pack.lead_toolkit, note=pack.lead_toolkit.summary, addresses=addresses)
        if pack.lead_toolkit
        else None,
        "toolkits": [
            _part(part, [_toolkit(entry, addresses) for entry in part.entries]) for part in pack.toolkits
        ],
        "sections": [
            _part(part, [_resource(entry, part.heading) for entry in part.entries]) for part in pack.sections
        ],
        "courses": [
            _part(part, [_item(course, kind=_tour(course)) for course in part.entries])
            for part in pack.courses
        ],
        "booking": _booking(pack),
        "processes": [_process(process) for process in pack.processes],
    }


def current_edition():
    """Return the edition (str) of the newest live brochure; "" if there is none."""
    return current_brochure().edition


def _share_address(theme):
    """Return the theme's short address, or its page's address if it has none."""
    code = code_of(theme)
    return short_address(code) if code else absolute_address(theme.get_absolute_url())


def _part(part, items):
    return {"heading": part.heading, "items": items}


def _item(record, *, kind="", note="", children=(), addresses=None):
    """Return a toolkit, resource or course as an item of a list."""
    return {
        "title": record.title,
        "url": absolute_address(record.get_absolute_url()),
        "kind": kind,
        "target": absolute_address(record.target),
        "host": record.host,
        "remarks": _remarks(record),
        "address": (addresses or {}).get(record.pk, ""),
        "note": note,
        "children": list(children),
    }


def _plain_item(title, url="", kind="", note=""):
    return {
        "title": title,
        "url": url,
        "kind": kind,
        "target": "",
        "host": "",
        "remarks": [],
        "address": "",
        "note": note,
        "children": [],
    }


def _toolkit(row, addresses):
    """Return a ThemeToolkit, or a ThemeToolkitList: a line that leads to all toolkits for an audience."""
    if hasattr(row, "toolkit"):
        return _item(row.toolkit, addresses=addresses)
    if row.leads_somewhere:
        path = f"{reverse('resources:toolkit_list')}?audience={row.audience_group}"
        return _plain_item(row.label, absolute_address(path))
    return _plain_item(row.label, kind="none published yet")


def _booking(pack):
    """Return the lines that ask readers to book. On paper, which outlives dates, they lead to courses, which say when they are."""
    named = {line.kind: line.toolkit for line in pack.booking_lines}
    items = []
    for kind, own in asked_to_book(pack).items():
        if toolkit := named.get(kind):
            items.append(
                _plain_item(f"{kind.label}: {toolkit.title}", absolute_address(toolkit.get_absolute_url()))
            )
            continue
        path = list_address("training:course_list", kind, pack.theme if own else None)
        items.append(_plain_item(kind.label, absolute_address(path)))
    return items


def _resource(entry, section):
    # "Strategy, guidance and procedures" does not say which of them a resource is.
    heading = "" if "," in section else section
    children = [_item(child, kind=_kind(child, entry.resource.title)) for child in entry.children]
    return _item(entry.resource, kind=_kind(entry.resource, heading), children=children)


def _kind(resource, heading):
    """Return the kind of a resource in words; "" if its title or its heading already says it."""
    if resource.kind == ResourceKind.COLLECTION:
        return ""
    kind = resource.get_kind_display()
    one_or_more = re.sub("y$", "(y|ies)", re.escape(kind)) if kind.endswith("y") else f"{re.escape(kind)}s?"
    said = re.search(rf"\b{one_or_more}\b", f"{heading} {resource.title}", re.IGNORECASE)
    return "" if said or (heading and kind.startswith(heading)) else kind


def _remarks(record):
    """Return the remarks printed beside a title, without those that the title or another remark repeats."""
    words = remarks(record)
    return [
        each
        for each in words
        if not any(each in said for said in (record.title, *words) if said != each)
        and not ((short := _SHORT_FORM.search(each)) and short[1] in record.title)
    ]


def _tour(course):
    return "Toolkit tour" if course.is_toolkit_tour and "toolkit tour" not in course.title.lower() else ""


def _process(process):
    return _plain_item(process.title, absolute_address(process.get_absolute_url()), note=process.summary)
