"""The brochure of the starter content, read back from its PDF: every title under its section, and no link into nothing."""

import io
import re
from collections import Counter

import pypdf
import pytest
from django.conf import settings
from django.template.response import SimpleTemplateResponse

from contacts.models import ContactPoint, Pathway, ThresholdLevel
from hscp.brochure.editions.current import current_brochure
from hscp.brochure.printing.brochure_document import brochure_document
from hscp.brochure.printing.index_of_titles import index_of
from hscp.documents import cache, compiler
from hscp.documents.compiler import compile_document
from hscp.links.models import Link
from resources.models import Resource, Toolkit
from tests.brochure.printing.pack_pages import feet_of, in_order, run_together
from tests.documents.pdf_checks import bookmarks_of, gate, links_of, texts_of
from themes.models import Theme, ThemeCourse, ThemeResource, ThemeToolkit, ThemeToolkitList
from themes.packs import load_packs
from training.models import Course

pytestmark = pytest.mark.django_db
TITLE = "Multi-Agency Safeguarding Practice Development Brochure 2026-2027"


@pytest.fixture(scope="module")
def module_patch():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def brochure(starter_content, django_db_blocker, module_patch):
    """The compiler's answer for the starter content, which stays loaded for the module."""
    # What it says is tested here; how long it takes depends on what else the machine does.
    module_patch.setattr(compiler, "SECONDS", 60)
    with django_db_blocker.unblock():
        document = brochure_document(current_brochure())
        return compile_document(document.template, document.data, pages=document.pages)


@pytest.fixture(scope="module")
def pages(brochure):
    return texts_of(brochure.content)


@pytest.fixture(scope="module")
def chapters(brochure):
    """[(title, number of its first page, from 0)] of the chapters that the bookmarks lead to."""
    reader = pypdf.PdfReader(io.BytesIO(brochure.content))
    return [
        (entry.title, reader.get_destination_page_number(entry))
        for entry in reader.outline
        if not isinstance(entry, list)
    ]


@pytest.fixture(scope="module")
def where(chapters, pages):
    """{title: range of the numbers of its pages} of the chapters."""
    ends = [*(first for _, first in chapters[1:]), len(pages)]
    return {title: range(first, end) for (title, first), end in zip(chapters, ends, strict=True)}


@pytest.fixture
def packs():
    return load_packs(Theme.objects.live().in_order().select_related("lead_toolkit"))


def jumps_of(pdf, numbers):
    """Return the numbers (from 0) of the pages that links on the pages `numbers` lead to, from top to bottom of each."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    places = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages)}
    found = []
    for number in numbers:
        notes = [note.get_object() for note in reader.pages[number].get("/Annots", [])]
        goals = [(-note["/Rect"][3], places[note["/Dest"][0].idnum]) for note in notes if "/Dest" in note]
        found += [goal for _, goal in sorted(goals)]
    return found


def sections_of(pack):
    """Return [(heading, titles)] of all that a pack holds, in its order."""
    resources = [
        (
            part.heading,
            [record.title for entry in part.entries for record in (entry.resource, *entry.children)],
        )
        for part in pack.sections
    ]
    toolkits = [
        (part.heading, [row.toolkit.title if hasattr(row, "toolkit") else row.label for row in part.entries])
        for part in pack.toolkits
    ]
    lead = [("This theme’s own toolkit", [pack.lead_toolkit.title])] if pack.lead_toolkit else []
    courses = [(part.heading, [course.title for course in part.entries]) for part in pack.courses]
    return [
        ("Who to contact", [pathway.title for pathway in pack.pathways]),
        *([("Toolkits", [])] if lead or toolkits else []),
        *lead,
        *toolkits,
        *resources,
        *([("Training", [])] if courses else []),
        *courses,
        *([("Agency processes", [process.title for process in pack.processes])] if pack.processes else []),
    ]


def test_it_passes_the_gate_and_leaves_nothing_out(brochure):
    gate(brochure.content, TITLE)
    assert brochure.warnings == []
    assert brochure.changed == []
    assert len(brochure.content) < 1_000_000


def test_the_chapters_stand_in_order(chapters):
    themes = [theme.title for theme in Theme.objects.live().in_order()]

    assert len(themes) == 21
    assert [title for title, _ in chapters] == [
        "Introduction",
        "How to use this brochure",
        "Contents",
        *themes,
        "Index",
        "Contacts",
        "Levels of need",
    ]


def test_every_title_of_every_theme_stands_under_its_section(where, pages, packs):
    listed = Counter()

    for pack in packs:
        text = run_together(pages[number] for number in where[pack.theme.title])
        sections = sections_of(pack)
        missing = in_order([words for heading, titles in sections for words in (heading, *titles)], text)
        assert (pack.theme.title, missing) == (pack.theme.title, [])
        listed[pack.theme.pk] = sum(len(titles) for _, titles in sections[1:]) - len(pack.processes)

    # Nothing that a pack's rows name was lost on its way to paper.
    rows = Counter()
    for model in (ThemeToolkit, ThemeToolkitList, ThemeResource, ThemeCourse):
        rows.update(model.objects.values_list("theme_id", flat=True))
    headings = {
        pk: set(
            ThemeResource.objects.filter(theme=pk, collection__isnull=False).values_list(
                "section", "collection"
            )
        )
        - set(ThemeResource.objects.filter(theme=pk).values_list("section", "resource"))
        for pk in rows
    }
    own = dict(Theme.objects.values_list("pk", "lead_toolkit"))
    listed_too = set(ThemeToolkit.objects.values_list("theme_id", "toolkit_id"))
    assert listed == {
        pk: rows[pk] + len(headings[pk]) + bool(own[pk] and (pk, own[pk]) not in listed_too) for pk in rows
    }


def test_the_contents_lead_to_the_chapters_and_say_their_pages(brochure, chapters, pages):
    [contents] = [first for title, first in chapters if title == "Contents"]
    later = [(title, first) for title, first in chapters if first > contents]

    assert jumps_of(brochure.content, [contents]) == [first for _, first in later]
    lines = [f"{title}...{first + 1}" for title, first in later]
    text = re.sub(r"\.{3,}", "...", run_together([pages[contents]]))
    assert in_order(lines, text) == []


def test_the_index_names_every_record_once_with_the_pages_it_stands_on(brochure, where, pages, packs):
    theme_of = {number: title for title, numbers in where.items() for number in numbers}
    text = run_together(pages[number] for number in where["Index"])
    entries = [entry for _, group in index_of(packs) for entry in group]
    printed = Counter()

    place = 0
    for entry in entries:
        words = run_together([f"{entry.record.title}, {entry.kind}"])
        place = text.index(words, place) + len(words)
        numbers = [int(number) - 1 for number in re.match(r"(?:,(\d\d?))*", text[place:])[0].split(",")[1:]]
        # A theme that has a record in two sections may have it on two pages.
        named_on = list(dict.fromkeys(theme_of[number] for number in numbers))
        assert named_on == [theme.title for theme in entry.themes], words
        title = run_together([entry.record.title])
        assert [number for number in numbers if title not in run_together([pages[number]])] == [], words
        printed.update(numbers)

    named = [(type(entry.record), entry.record.pk) for entry in entries]
    assert len(named) == len(set(named))
    assert Counter(kind for kind, _ in named) == {model: len(pks) for model, pks in _ids_in(packs).items()}
    assert Counter(jumps_of(brochure.content, where["Index"])) == printed


def _ids_in(packs):
    themes = [pack.theme.pk for pack in packs]
    resources = ThemeResource.objects.filter(theme__in=themes)
    return {
        Toolkit: {
            *ThemeToolkit.objects.filter(theme__in=themes).values_list("toolkit", flat=True),
            *(pack.lead_toolkit.pk for pack in packs if pack.lead_toolkit),
        },
        Resource: {
            *resources.values_list("resource", flat=True),
            *resources.exclude(collection=None).values_list("collection", flat=True),
        },
        Course: set(ThemeCourse.objects.filter(theme__in=themes).values_list("course", flat=True)),
    }


def test_contacts_and_levels_stand_at_the_end(where, pages):
    contacts = run_together(pages[number] for number in where["Contacts"])
    levels = run_together(pages[number] for number in where["Levels of need"])

    assert in_order([pathway.title for pathway in Pathway.objects.live().in_order()], contacts) == []
    phones = ContactPoint.objects.filter(kind="phone", pathway__in=Pathway.objects.live())
    assert [point.value for point in phones if run_together([point.value]) not in contacts] == []
    named = [str(level) for level in ThresholdLevel.objects.live().order_by("number")]
    assert in_order([words for name in named for words in (name, "What to do")], levels) == []


def test_every_link_leads_to_an_address_that_answers(brochure, client, monkeypatch):
    links = links_of(brochure.content)
    points = {point.href for point in ContactPoint.objects.all()} - {""}
    emergency = {"tel:" + re.sub(r"\D", "", each["number"]) for each in settings.HSCP_EMERGENCY_NUMBERS}
    known = set(Link.objects.values_list("address", flat=True))
    # That pages are rendered is tested with them, and that a pack's own PDF can be made with the packs.
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")
    monkeypatch.setattr(cache, "get", lambda key: cache.CachedFile(key, b"%PDF-1.7", None, [], []))

    ours = {link for link in links if link.startswith(settings.HSCP_ADDRESS + "/")}
    answers = {link: client.get(link.removeprefix(settings.HSCP_ADDRESS), follow=True) for link in ours}

    assert len(ours) > 400
    assert {link: answer.status_code for link, answer in answers.items() if answer.status_code != 200} == {}
    assert links - ours - points - emergency - known == set()


def test_no_heading_stands_alone_and_no_page_is_nearly_empty(brochure, pages, starter):
    # A theme's title is in the band at the head of its page; at the foot of a column it is a toolkit of that name.
    titles = {pack.theme.title for pack in starter.packs}
    assert feet_of(brochure.content) & (set(bookmarks_of(brochure.content)) - titles) == set()
    short = [number for number, text in enumerate(pages, 1) if len(text) < 500]
    assert short == [1]
