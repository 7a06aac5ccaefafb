"""The whole brochure on paper: whatever is in the records reads well, and nothing that is not public is in it."""

import math
import time

import pytest
from django.urls import reverse

from hscp.brochure.editions.current import current_brochure
from hscp.brochure.printing.brochure_document import brochure_document, load_whole
from hscp.brochure.printing.views import BrochurePdf
from hscp.documents.cache import pdf_of
from hscp.documents.compiler import compile_document
from hscp.records.state import State
from tests.brochure.printing.pack_pages import in_order, run_together
from tests.documents.pdf_checks import bookmarks_of, gate, links_of, texts_of
from tests.factories import (
    fill_pack,
    make_brochure,
    make_contact_point,
    make_course,
    make_pathway,
    make_publisher,
    make_resource,
    make_theme,
    make_threshold_level,
    make_toolkit,
    put_in_pack,
)
from themes.models import Theme, ThemeToolkitList

pytestmark = pytest.mark.django_db
PREVIEW = "Preview with drafts, not published"
HOSTILE = [
    "A long title " * 23,
    "محمد بن راشد שלום עולם",
    "Emoji 😀👩‍👩‍👧 王小明",
    '#read("/etc/passwd") $x^2$ *bold* \\u{41} // no comment',
    '<script>alert(1)</script> <img src="file:///etc/passwd">',
    "x" * 300,
]


def compiled(brochure=None, **options):
    document = brochure_document(brochure or current_brochure(), **options)
    return compile_document(document.template, document.data, pages=document.pages)


def text_of(pdf):
    return run_together(texts_of(pdf))


def index_of_data(document):
    return [
        (each["letter"], [(entry["title"], entry["kind"]) for entry in each["entries"]])
        for each in document.data["index"]
    ]


def test_everything_stands_in_the_brochures_order():
    make_brochure(
        title="The brochure",
        edition="2026-2027",
        introduction="<p>Why <strong>this</strong>.</p>",
        how_to_use="<ul><li>Read it.</li></ul>",
    )
    for title, order in (("Second theme", 2), ("First theme", 1)):
        fill_pack(make_theme(title=title, order=order, key_message="<p>Act.</p>"), 1)
    make_threshold_level(number=1, title="Universal", description="<p>All.</p>", what_to_do="<p>Help.</p>")

    pdf = compiled().content

    gate(pdf, "The brochure 2026-2027")
    marks = bookmarks_of(pdf)
    chapters = ["Introduction", "How to use this brochure", "Contents", "First theme", "Second theme"]
    assert [mark for mark in marks if mark in [*chapters, "Index", "Contacts", "Levels of need"]] == [
        *chapters,
        "Index",
        "Contacts",
        "Levels of need",
    ]
    first = marks.index("First theme")
    assert marks[first + 1 : first + 7] == [
        "If you do one thing",
        "Who to contact",
        "Toolkits",
        "Strategy, guidance and procedures",
        "Training",
        "Agency processes",
    ]
    assert in_order(["Level 1: Universal", "All.", "What to do", "Help."], text_of(pdf)) == []


def test_without_anything_there_is_still_a_document_that_reads_well():
    found = compiled()

    gate(found.content, "Brochure")
    assert "No theme has been published yet." in " ".join(texts_of(found.content))
    assert bookmarks_of(found.content) == ["Contents"]
    assert found.fit["pages"] == 2


def test_a_record_of_many_themes_is_one_entry_of_the_index_and_namesakes_say_what_they_are():
    themes = [make_theme(order=number) for number in range(2)]
    nspcc, police = make_publisher(short_name="NSPCC"), make_publisher(short_name="Police")
    records = [
        make_toolkit(title="Neglect"),
        make_toolkit(title="Neglect", audience_group="parents_and_carers"),
        make_course(title="Neglect", format="webinar"),
        make_course(title="Neglect", format="elearning"),
        make_course(title="Neglect", format="not_stated"),
        make_resource(title="Neglect", kind="guidance", publisher=nspcc),
        make_resource(title="Neglect", kind="guidance", publisher=police, slug="second"),
        make_resource(title="‘Early’ leaflet", kind="guidance", audience_group="parents_and_carers"),
        make_resource(title="7 rules", kind="law", publisher=nspcc),
    ]
    for theme in themes:
        for record in records:
            put_in_pack(theme, record)

    document = brochure_document(current_brochure())

    assert index_of_data(document) == [
        ("0 to 9", [("7 rules", "Law")]),
        ("E", [("‘Early’ leaflet", "Guidance for parents and carers")]),
        (
            "N",
            [
                ("Neglect", "Course"),
                ("Neglect", "Guidance, NSPCC"),
                ("Neglect", "Guidance, Police"),
                ("Neglect", "Toolkit for parents and carers"),
                ("Neglect", "Toolkit for professionals"),
                ("Neglect", "Webinar"),
                ("Neglect", "eLearning"),
            ],
        ),
    ]
    assert [entry["themes"] for each in document.data["index"] for entry in each["entries"]] == [2] * 9


def test_nothing_that_is_not_live_is_in_it():
    theme = make_theme(title="Shown theme")
    for title, state in (("Shown", State.PUBLISHED), ("Hidden", State.DRAFT), ("Hidden", State.ARCHIVED)):
        fields = {"title": f"{title} {state}", "state": state}
        for record in (make_toolkit(**fields), make_resource(**fields), make_course(**fields)):
            put_in_pack(theme, record)
        put_in_pack(theme, make_pathway(**fields))
        make_theme(**fields)
    make_threshold_level(number=2, title="Hidden level", state=State.DRAFT)

    text = text_of(compiled().content)

    assert "Shown" in text
    assert "Hidden" not in text
    assert run_together([PREVIEW]) not in text


def test_a_preview_holds_what_is_planned_and_says_so_on_every_page():
    brochure = make_brochure(title="Next", edition="2027-2028", state=State.DRAFT)
    theme = make_theme(title="Ready theme")
    planned = make_theme(title="Planned theme", state=State.IN_REVIEW)
    put_in_pack(theme, make_toolkit(title="Planned toolkit", state=State.DRAFT))
    put_in_pack(planned, make_pathway(title="Planned contact", state=State.DRAFT))
    make_theme(title="Gone theme", state=State.ARCHIVED)
    make_threshold_level(number=2, title="Planned level", state=State.DRAFT)

    document = brochure_document(brochure, drafts=True)
    pdf = compiled(brochure, drafts=True).content

    gate(pdf, "Next 2027-2028")
    pages = texts_of(pdf)
    assert [page for page in pages if PREVIEW not in page] == []
    # The mark on the cover is read out too; those at the heads of pages are furniture.
    assert pages[0].count(PREVIEW) == 2
    text = run_together(pages)
    names = ["Planned theme", "Planned toolkit", "Planned contact", "Planned level", "In review"]
    assert [name for name in names if run_together([name]) not in text] == []
    assert "Gonetheme" not in text
    assert document.name == "brochure/hscp-brochure-2027-2028-preview"


def test_a_theme_that_is_not_public_has_no_ways_that_would_lead_nowhere(settings):
    make_theme(title="Planned", slug="planned", state=State.DRAFT)

    links = links_of(compiled(make_brochure(), drafts=True).content)

    assert [link for link in links if "planned" in link] == []


@pytest.mark.parametrize("words", HOSTILE)
def test_whatever_editors_type_is_set_as_text(words):
    words = words.strip()[:290]
    bad = f'<p>{words}<a href="javascript:alert(1)">link</a><img src="file:///etc/passwd"></p>'
    make_brochure(title=words, introduction=bad, how_to_use=bad)
    theme = make_theme(title=words, introduction=bad, key_message=bad)
    for record in (make_toolkit(title=words), make_resource(title=words), make_course(title=words)):
        put_in_pack(theme, record)
    pathway = make_pathway(title=words, purpose=words)
    make_contact_point(pathway, label=words[:200], note=words)
    put_in_pack(theme, pathway)
    make_threshold_level(number=4, title=words, description=bad, what_to_do=bad)

    found = compiled()

    assert found.warnings == []
    assert [
        link for link in links_of(found.content) if not link.startswith(("http://", "https://", "tel:"))
    ] == []
    assert "root:" not in text_of(found.content)
    if words.isascii():
        gate(found.content, " ".join(brochure_document(current_brochure()).title.split()))
        for page in texts_of(found.content)[1:-4]:
            assert page


def test_lists_of_sixty_and_collections_of_sixty_are_all_there():
    theme = make_theme(title="Full", introduction="<p>Many words of it. </p>" * 300)
    fill_pack(theme, 60)

    found = compiled()

    gate(found.content, "Brochure")
    text = text_of(found.content)
    [pack] = load_whole(current_brochure()).packs
    titles = [row.toolkit.title for part in pack.toolkits for row in part.entries]
    titles += [child.title for part in pack.sections for entry in part.entries for child in entry.children]
    titles += [course.title for part in pack.courses for course in part.entries]
    assert len(titles) == 180
    assert in_order(titles, text) == []


@pytest.mark.parametrize(
    ("lead", "pointer", "published", "leads"),
    [
        ("parents_and_carers", False, False, True),
        ("professionals", False, False, False),
        ("professionals", True, False, False),
        ("professionals", True, True, True),
    ],
)
def test_a_theme_leads_to_toolkits_for_parents_where_there_are_some(lead, pointer, published, leads):
    theme = make_theme(slug="x", lead_toolkit=make_toolkit(audience_group=lead))
    if pointer:
        ThemeToolkitList.objects.create(theme=theme, audience_group="parents_and_carers", label="All of them")
    if published:
        make_toolkit(audience_group="parents_and_carers")

    [pack] = brochure_document(current_brochure()).data["packs"]

    titles = [way["title"] for way in pack["share"]]
    assert titles == ["This pack to print or send", "Posters", *["Toolkits for parents and carers"] * leads]


def test_an_introduction_of_many_pages_loses_nothing():
    words = "".join(f"<p>Paragraph {number} of it.</p>" for number in range(150))
    make_brochure(title="Long", edition="1", introduction=words, how_to_use=words)
    for level in range(1, 5):
        make_threshold_level(number=level, description=words, what_to_do=words)

    found = compiled()

    gate(found.content, "Long 1")
    assert text_of(found.content).count("Paragraph149ofit.") == 2 + 4 * 2


@pytest.mark.parametrize("count", [1, 30])
def test_queries_stay_the_same(django_assert_num_queries, count):
    brochure = make_brochure()
    for number in range(count):
        theme = make_theme(order=number, lead_toolkit=make_toolkit())
        fill_pack(theme, 1)
    make_threshold_level(number=1)
    brochure_document(brochure)

    with django_assert_num_queries(23):
        brochure_document(brochure)


def test_the_address_sends_the_pdf_of_the_newest_live_edition(client):
    make_brochure(title="Old", edition="2025-2026")
    make_brochure(title="New", edition="2026-2027")
    make_brochure(title="Next", edition="2027-2028", state=State.DRAFT)

    response = client.get(reverse("documents:brochure"))

    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert "hscp-brochure-2026-2027.pdf" in response["Content-Disposition"]
    gate(response.content, "New 2026-2027")


def test_what_was_read_serves_for_a_moment_and_not_for_longer(client, monkeypatch):
    monkeypatch.setattr(BrochurePdf, "kept_for", 60)
    monkeypatch.setattr(BrochurePdf, "_read_at", -math.inf)
    monkeypatch.setattr(BrochurePdf, "_document", None)
    theme = make_theme(title="Before")
    address = reverse("documents:brochure")

    first = client.head(address)["ETag"]
    Theme.objects.filter(pk=theme.pk).update(title="After")
    at_once = client.head(address)["ETag"]
    monkeypatch.setattr(BrochurePdf, "_read_at", time.monotonic() - 60)
    later = client.head(address)["ETag"]

    assert (at_once == first, later == first) == (True, False)


def test_what_changes_in_a_record_changes_the_document():
    theme = make_theme(title="Before")
    before = pdf_of(brochure_document(current_brochure()))
    Theme.objects.filter(pk=theme.pk).update(title="After")

    after = pdf_of(brochure_document(current_brochure()))

    assert ["Before" in text_of(before), "Before" in text_of(after), "After" in text_of(after)] == [
        True,
        False,
        True,
    ]
