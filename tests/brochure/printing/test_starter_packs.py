"""The packs of the starter content fill their pages, and say what their theme screens say."""

import pytest

from hscp.documents.cache import get_or_make
from tests.brochure.printing.pack_pages import WRITTEN, feet_of, in_order, run_together
from tests.documents.pdf_checks import bookmarks_of, texts_of

# The database is made for tests that are marked; the starter content is read from it.
pytestmark = pytest.mark.django_db


def titles_of(pack):
    """Return the headings and titles of a Pack in the order of its screen."""
    words = ["Who to contact", *(pathway.title for pathway in pack.pathways)]
    words += ["Toolkits"] if pack.toolkit_count else []
    words += [pack.lead_toolkit.title] if pack.lead_toolkit else []
    for part in pack.toolkits:
        words += [
            part.heading,
            *(row.toolkit.title if hasattr(row, "toolkit") else row.label for row in part.entries),
        ]
    for part in pack.sections:
        words.append(part.heading)
        for entry in part.entries:
            words += [entry.resource.title, *(child.title for child in entry.children)]
    words += ["Training"] if pack.courses else []
    for part in pack.courses:
        words += [part.heading, *(course.title for course in part.entries)]
    return words + (["Agency processes", *(each.title for each in pack.processes)] if pack.processes else [])


@pytest.fixture(scope="module")
def packs(starter):
    """[(the pack's document, what was made of it, its titles, its numbers)] of every theme."""
    documents = [document for kind, document in starter.documents if kind == "packs"]
    return [
        (
            document,
            get_or_make(document),
            titles_of(pack),
            {
                # A web address is printed without its scheme.
                point.value.removeprefix("https://").removeprefix("www.").rstrip("/")
                for pathway in pack.pathways
                for point in pathway.contact_points.all()
                if point.value
            },
        )
        for pack, document in zip(starter.packs, documents, strict=True)
    ]


def test_every_title_stands_under_its_heading(packs):
    missing = {
        document.data["pack"]["title"]: in_order(titles, run_together(texts_of(made.content)))
        for document, made, titles, _ in packs
    }

    assert {title: words for title, words in missing.items() if words} == {}


def test_numbers_are_those_of_the_live_contact_points(packs):
    for document, made, _, numbers in packs:
        printed = {
            line
            for pathway in document.data["pack"]["contacts"]
            for group in pathway["groups"]
            for point in group["points"]
            for line in point["lines"]
        }
        text = run_together(texts_of(made.content))

        # The emergency number stands above the cards, once.
        assert printed == numbers - {"999"}
        assert [number for number in numbers if run_together([number]) not in text] == []


def test_pages_are_two_to_four_and_the_last_is_used(packs):
    fits = {document.data["pack"]["title"]: made.fit for document, made, _, _ in packs}

    assert {title: fit for title, fit in fits.items() if not 2 <= fit["pages"] <= 4} == {}
    assert {title: fit for title, fit in fits.items() if fit["last"] < 0.5 or fit["overflow"]} == {}
    assert [made.warnings for _, made, _, _ in packs if made.warnings] == []


def test_no_heading_stands_last_on_a_page(packs):
    feet = {document.data["pack"]["title"]: feet_of(made.content) for document, made, _, _ in packs}
    # A toolkit may have the same name as the theme, so the first heading does not count.
    headings = {
        document.data["pack"]["title"]: set(bookmarks_of(made.content)[1:]) for document, made, _, _ in packs
    }

    assert {title: last for title, last in feet.items() if len(last) < 3} == {}
    alone = {title: last & headings[title] - WRITTEN for title, last in feet.items()}
    assert {title: last for title, last in alone.items() if last} == {}
