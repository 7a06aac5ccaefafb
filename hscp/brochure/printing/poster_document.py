"""A theme's posters: for the staff room (professionals) and for the waiting room (parents and carers).

`poster_words` gives the words of one. The PDF and the posters' page are both made from it, so they cannot disagree.
"""

from itertools import islice
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.urls import reverse

from contacts.enums import RUNG, ForWhom, Urgency
from contacts.hours.point_words import usual_hours
from contacts.numbers.telephone import dialled
from contacts.output.cards import answers_day_and_night, by_hours, points_for
from contacts.output.checked_numbers import unchecked_helplines
from contacts.output.print_data import emergency_numbers
from hscp.brochure.printing.pack_document import current_edition
from hscp.documents.document import Document, made_on
from hscp.documents.rich_text import first_sentences
from hscp.records.short_addresses import code_of, short_address
from hscp.vocabulary import AudienceGroup
from hscp.web.qr_codes import qr_file
from themes.packs import load_packs

READERS = {"professionals": "Staff room", "parents": "Waiting room"}
PAPERS = {"a4": "A4", "a3": "A3"}
# With the emergency number above them, more would not fit in large type.
MOST_NUMBERS = 3
# A key message that replaces the poster's own message is cut to the length that the poster's own may have.
LONGEST_MESSAGE = 200
WITHOUT_MESSAGE = {
    "professionals": "If you are worried about a child, say so and act today.",
    "parents": "You are not alone. If something worries you, you can ask for help today.",
}


def poster_document(theme, reader, paper):
    """Return a poster's Document; `theme` has its lead toolkit loaded, `reader` is in READERS, `paper` in PAPERS."""
    [pack] = load_packs([theme])
    words = poster_words(pack, reader)
    return Document(
        name=poster_name(theme, reader, paper),
        title=poster_title(theme, reader),
        template="poster.typ",
        data={
            **words,
            "title": poster_title(theme, reader),
            "paper": paper,
            "edition": current_edition(),
            "made_on": made_on(),
        },
        densities=2,
        sensitive=theme.sensitive,
        faults=tuple(
            f"Nobody has checked {entry['number']} ({entry['name']}), so the poster is marked as a draft. Have it confirmed on"
            " its contact's page."
            for entry in words["numbers"]
            if not entry["checked"]
        ),
    )


def poster_name(theme, reader, paper):
    """Return the name (str) of a poster's Document."""
    return f"posters/{theme.slug}-{READERS[reader].lower().replace(' ', '-')}-poster-{paper}"


def poster_address(theme, reader, paper):
    """Return the path and query of a poster's PDF."""
    return f"{reverse('documents:poster', args=[theme.slug])}?{urlencode({'for': reader, 'paper': paper})}"


def poster_title(theme, reader):
    """Return the title (str) of a poster, as screen readers and lists of files give it."""
    return f"{theme.title}: poster for {READERS[reader].lower()}s"


def poster_words(pack, reader):
    """Return what the poster of a themes.packs.Pack says to a reader (a key of READERS), as JSON.

    `codes` is what to scan, `numbers` who to call besides `emergency`, `find` where to look up others, or None.
    `draft` says that one of the numbers was never checked here; the emergency number needs no check.
    """
    for_parents = reader == "parents"
    emergency, *helplines = emergency_numbers()
    numbers = [*_helplines(helplines)] if for_parents else []
    numbers += _numbers(pack.pathways, for_parents)
    numbers = list(islice(_once(numbers, {dialled(emergency["number"])}), MOST_NUMBERS))
    codes = [_code(caption, address) for caption, address in _addresses(pack, for_parents)]
    find = _on_the_portal("contacts:find")
    room_for_find = len(numbers) < 2 and not for_parents
    says_find = not numbers or (room_for_find and find not in {code["address"] for code in codes})
    return {
        "reader": reader,
        "heading": (for_parents and pack.theme.parents_title) or pack.theme.title,
        "message": _message(pack.theme, for_parents),
        "codes": codes,
        "emergency": emergency,
        "numbers": numbers,
        "find": {"address": find, "shown": _shown(find)} if says_find else None,
        "draft": not all(entry["checked"] for entry in numbers),
        "sensitive": pack.theme.sensitive,
    }


def _message(theme, for_parents):
    """Return the one thing to do or say. For staff it is the key message if the theme has no poster message."""
    if for_parents:
        return theme.parents_message or WITHOUT_MESSAGE["parents"]
    own = theme.poster_message or first_sentences(theme.key_message, LONGEST_MESSAGE)
    return own or WITHOUT_MESSAGE["professionals"]


def _addresses(pack, for_parents):
    """Return (caption, absolute address) of the three pages that the codes lead to.

    If the pack has no toolkits for a reader, the guided path to a contact replaces an empty list.
    """
    code = code_of(pack.theme)
    own = short_address(code) if code else settings.HSCP_ADDRESS + pack.theme.get_absolute_url()

    def toolkits(caption, audience, group):
        return [(caption, short_address(code, audience))] if code and group in pack.toolkit_audiences else []

    for_them = ("parents", AudienceGroup.PARENTS_AND_CARERS)
    if for_parents:
        found = [
            *(guides := toolkits("Guides on this subject", *for_them)),
            (
                "Help with other worries" if guides else "Help for parents and carers",
                _on_the_portal("site:parents_and_carers"),
            ),
            ("For children and young people", _on_the_portal("site:children_and_young_people")),
        ]
    else:
        found = [
            ("Everything on this theme", own),
            *toolkits("Toolkits for professionals", "professionals", AudienceGroup.PROFESSIONALS),
            *toolkits("Toolkits to share with parents", *for_them),
        ]
    return [*found, ("Find the right contact", _on_the_portal("contacts:find"))][:3]


def _on_the_portal(route):
    return settings.HSCP_ADDRESS + reverse(route)


def _code(caption, address):
    """Return a code to scan with its caption, and its address as a person would type it."""
    return {"caption": caption, "address": address, "shown": _shown(address), "svg": qr_file(address)}


def _shown(address):
    parts = urlsplit(address)
    return f"{parts.netloc}{parts.path}".rstrip("/")


def _helplines(entries):
    unchecked = unchecked_helplines()
    return [{**entry, "when": "", "checked": dialled(entry["number"]) not in unchecked} for entry in entries]


def _numbers(pathways, for_parents):
    """Yield the telephone numbers of `pathways` for a reader. Staff get those for urgent concerns."""
    reader = ForWhom.PUBLIC if for_parents else ForWhom.PROFESSIONALS
    for pathway in pathways:
        wanted = pathway.for_public if for_parents else pathway.for_professionals
        if not wanted or (not for_parents and pathway.urgency == Urgency.ROUTINE):
            continue
        for heading, points in by_hours(
            [point for point in points_for(pathway, reader) if point.kind in RUNG]
        ):
            for point in points:
                yield _number(point, pathway, heading)


def _number(point, pathway, heading):
    always = answers_day_and_night(point)
    hours = ["Day and night"] if always else usual_hours(point, bank_holidays=False)
    return {
        "name": point.label or pathway.title,
        "number": point.value,
        "href": point.href,
        "note": pathway.title if point.label else point.note,
        "when": "; ".join(hours) or heading,
        "checked": bool(point.verified_on),
    }


def _once(numbers, dialled_already):
    """Yield `numbers` without repeats, adding each to the set `dialled_already`."""
    for entry in numbers:
        digits = dialled(entry["number"])
        if digits and digits not in dialled_already:
            dialled_already.add(digits)
            yield entry
