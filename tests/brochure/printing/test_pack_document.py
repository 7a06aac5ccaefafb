"""The STOP pack on paper: the titles and headings of the theme's page, its exact numbers, and only live records."""

import pytest
from django.urls import reverse

from contacts.models import ContactPoint
from hscp.brochure.printing.pack_document import TITLE, pack_data, pack_document
from hscp.documents.cache import pdf_of
from hscp.documents.compiler import compile_document
from hscp.records.short_addresses import code_of
from hscp.records.state import State
from tests.brochure.printing.pack_pages import WRITTEN, feet_of, in_order, run_together
from tests.documents.pdf_checks import bookmarks_of, gate, links_of, texts_of
from tests.factories import (
    make_brochure,
    make_contact_point,
    make_course,
    make_opening_hours,
    make_pathway,
    make_process,
    make_resource,
    make_theme,
    make_toolkit,
    put_in_pack,
)
from themes.models import Theme, ThemeCourse, ThemePathway, ThemeResource, ThemeToolkit, ThemeToolkitList
from themes.packs import load_packs

pytestmark = pytest.mark.django_db

HOSTILE = [
    "A long title " * 23,
    "محمد بن راشد שלום עולם",
    "Emoji 😀👩‍👩‍👧 王小明",
    '#read("/etc/passwd") $x^2$ *bold* \\u{41} // no comment',
    '<script>alert(1)</script> <img src="file:///etc/passwd">',
    "x" * 300,
]


def compiled(theme):
    document = pack_document(theme)
    return compile_document(
        document.template, document.data, pages=document.pages, densities=document.densities
    )


def fill(theme, count=2, more="", contacts=2):
    """Give a theme `count` of what a pack lists and some contacts. Return the titles as the screen orders them.

    `more` stands after every title.
    """

    def name(kind, n):
        return f"{kind} number {n}{more}"

    titles = {"Toolkits": [], "Case studies": [], "Training": [], "Agency processes": []}
    for n in range(count):
        toolkit = make_toolkit(title=name("Toolkit", n), link=f"https://www.example.org/{n}")
        ThemeToolkit.objects.create(theme=theme, toolkit=toolkit, order=n)
        resource = make_resource(title=name("Resource", n))
        ThemeResource.objects.create(theme=theme, resource=resource, section="case_studies", order=n)
        course = make_course(title=name("Course", n))
        ThemeCourse.objects.create(theme=theme, course=course, order=n)
        process = make_process(title=name("Process", n), summary="What is done.", order=n)
        process.themes.add(theme)
        for heading, record in zip(titles, (toolkit, resource, course, process), strict=True):
            titles[heading].append(record.title)
    for n in range(contacts):
        pathway = make_pathway(title=name("Pathway", n))
        make_opening_hours(make_contact_point(pathway, value=f"01962 8763{n:02}", note=f"Note number {n}"), 1)
        ThemePathway.objects.create(theme=theme, pathway=pathway, order=n)
    return titles


def rich_theme():
    return make_theme(
        title="Neglect",
        introduction="<p>What it <strong>is</strong>.</p><h3>Signs</h3><ul><li>One</li></ul>"
        '<p><a href="/glossary/">Words</a> <a href="javascript:alert(1)">bad</a></p>',
        key_message="<p>Notice the child. Then act.</p>",
    )


def test_an_ordinary_pack_passes_the_gate_with_every_title_under_its_section():
    make_brochure(edition="2026-2027")
    theme = rich_theme()
    theme.lead_toolkit = make_toolkit(title="Lead of all", summary="Its summary.")
    theme.save()
    ThemeToolkitList.objects.create(
        theme=theme, audience_group="children_and_young_people", label="All for children", order=9
    )
    titles = fill(theme)

    pdf = pdf_of(pack_document(theme))

    gate(pdf, f"Neglect: {TITLE}")
    text = run_together(texts_of(pdf))
    words = [
        "Neglect",
        "What it is.",
        "Signs",
        "If you do one thing",
        "Notice the child. Then act.",
        "Who to contact",
    ]
    words += [
        "999",
        "Pathway number 0",
        "01962 876300",
        "Monday, 9am to 5pm",
        "Note number 0",
        "Pathway number 1",
    ]
    words += ["Toolkits", "Lead of all", "Its summary.", "Professionals", *titles.pop("Toolkits")]
    words += ["Children and young people", "All for children"]
    for heading, listed in titles.items():
        words += [heading, *listed]
    assert in_order(words, text) == []
    assert "2026-2027 edition" in texts_of(pdf)[0]


def test_headings_are_bookmarks_in_the_order_of_the_screen():
    theme = rich_theme()
    fill(theme, 1, contacts=1)

    assert bookmarks_of(pdf_of(pack_document(theme))) == [
        "Neglect",
        "If you do one thing",
        "Who to contact",
        "Pathway number 0",
        "Toolkits",
        "Professionals",
        "Case studies",
        "Training",
        "Webinars",
        "Agency processes",
        "In our setting",
        "Notes",
    ]


def test_links_lead_to_the_portal_to_targets_and_to_numbers(settings):
    settings.HSCP_ADDRESS = "https://portal.example.org"
    theme = rich_theme()
    fill(theme, 1, contacts=1)
    pathway = theme.pathways.get()
    make_contact_point(pathway, kind="email", value="a@example.org", order=2)
    records = [*theme.toolkits.all(), *theme.resources.all(), *theme.courses.all(), *theme.processes.all()]

    found = links_of(pdf_of(pack_document(theme)))

    assert found == {
        *(f"https://portal.example.org{record.get_absolute_url()}" for record in [*records, pathway]),
        "https://portal.example.org/glossary/",
        "https://portal.example.org/search/",
        *(f"https://portal.example.org/t/{code_of(toolkit)}" for toolkit in theme.toolkits.all()),
        f"https://portal.example.org/t/{code_of(theme)}",
        "https://www.example.org/0",
        "mailto:a@example.org",
        "tel:01962876300",
        "tel:999",
        "tel:08088005000",
        "tel:08001111",
    }


def test_the_key_message_stands_on_every_page():
    theme = rich_theme()
    fill(theme, 40)

    pages = texts_of(pdf_of(pack_document(theme)))

    assert 1 < len(pages) <= 4
    assert [page for page in pages if "Notice the child. Then act." not in page] == []
    assert [n for n, page in enumerate(pages, 1) if f"Page {n} of {len(pages)}" not in page] == []


def test_numbers_are_those_of_the_live_contact_points_and_change_with_them():
    theme = rich_theme()
    fill(theme, 1, contacts=1)
    before = pack_document(theme)
    ContactPoint.objects.update(value="0300 555 1384")

    after = pack_document(theme)

    assert before.data != after.data
    text = run_together(texts_of(pdf_of(after)))
    assert ("03005551384" in text, "01962876300" in text) == (True, False)


def test_nothing_that_is_not_live_is_in_it():
    theme = rich_theme()
    titles = fill(theme)
    for model in (theme.toolkits, theme.resources, theme.courses, theme.processes, theme.pathways):
        first = model.order_by("pk").first()
        type(first).objects.filter(pk=first.pk).update(state=State.DRAFT)

    text = run_together(texts_of(pdf_of(pack_document(theme))))

    hidden = [*(listed[0] for listed in titles.values()), "Pathway number 0"]
    shown = [*(listed[1] for listed in titles.values()), "Pathway number 1"]
    assert [title for title in hidden if run_together([title]) in text] == []
    assert [title for title in shown if run_together([title]) not in text] == []


def test_a_theme_that_names_no_contact_has_those_for_what_cannot_wait():
    make_contact_point(make_pathway(title="Report a concern", urgency="same_day"), value="0300 555 1384")
    theme = make_theme(title="Bare")

    pdf = pdf_of(pack_document(theme))

    gate(pdf, f"Bare: {TITLE}")
    assert (
        in_order(["Bare", "Whotocontact", "Reportaconcern", "03005551384"], run_together(texts_of(pdf))) == []
    )


def test_a_theme_with_nothing_at_all_reads_well():
    theme = make_theme(title="Empty")

    pdf = pdf_of(pack_document(theme))

    gate(pdf, f"Empty: {TITLE}")
    assert bookmarks_of(pdf) == ["Empty", "Who to contact", "In our setting", "Our next steps", "Notes"]
    assert len(texts_of(pdf)) == 1


@pytest.mark.parametrize("words", HOSTILE)
def test_whatever_editors_type_is_set_as_text(words, settings):
    words = words.strip()[:300]
    theme = make_theme(
        title=words, introduction=f"<p>{words}</p>", key_message=f"<p>{words}</p><ul><li>{words}</li></ul>"
    )
    fill(theme, 1, more=f" {words[:280]}", contacts=1)

    found = compiled(theme)

    title = pack_document(theme).title if words.isascii() else None
    if title:
        gate(found.content, " ".join(title.split()))
    assert found.fit["pages"] <= 4
    assert found.warnings == []
    assert [
        link for link in links_of(found.content) if not link.startswith(("http://", "https://", "tel:"))
    ] == []


def test_lists_of_sixty_and_texts_of_many_pages_still_read_well():
    theme = rich_theme()
    fill(theme, 60)
    lines = [f"<p>Line {n} of many.</p>" for n in range(600)]
    Theme.objects.filter(pk=theme.pk).update(introduction="".join(lines[:300]), key_message="".join(lines))
    theme.refresh_from_db()

    found = compiled(theme)

    gate(found.content, f"Neglect: {TITLE}")
    text = run_together(texts_of(found.content))
    # So many lines take so many pages: what is not broken over them stands below the first, where nobody sees it.
    assert found.fit["pages"] > 20
    assert in_order(["If you do one thing", *(line[3:-4] for line in lines), "Who to contact"], text) == []
    assert [n for n in range(60) if f"Coursenumber{n}" not in text] == []
    assert feet_of(found.content) & set(bookmarks_of(found.content)) <= WRITTEN


@pytest.mark.parametrize("count", [1, 30])
def test_queries_stay_the_same(django_assert_num_queries, count):
    make_brochure()
    fill(make_theme(), count, contacts=count)
    theme = Theme.objects.select_related("lead_toolkit").get()
    pack_document(theme)

    with django_assert_num_queries(13):
        pack_document(theme)


def test_the_address_sends_the_pdf_of_a_live_theme_alone(client):
    theme, draft = make_theme(slug="neglect"), make_theme(slug="draft", state=State.DRAFT)

    answers = [client.get(reverse("documents:pack", args=[each.slug])) for each in (theme, draft)]

    assert [answer.status_code for answer in answers] == [200, 404]
    assert answers[0]["Content-Type"] == "application/pdf"
    assert "neglect-stop-pack.pdf" in answers[0]["Content-Disposition"]


def test_paper_leaves_out_what_a_title_says_already():
    theme = make_theme()
    for title, kind, area in (
        ("HIPS Procedure on Neglect", "procedure", "hips"),
        ("Neglect Strategies", "strategy", "national"),
        ("Lawful", "law", "hampshire"),
        ("A website", "guidance", ""),
    ):
        resource = make_resource(title=title, kind=kind, area=area)
        ThemeResource.objects.create(theme=theme, resource=resource, section="strategy")
    [pack] = load_packs([theme])

    [part] = pack_data(pack)["sections"]

    assert [(item["kind"], item["remarks"]) for item in part["items"]] == [
        ("", []),
        ("", ["National"]),
        ("Law", ["Hampshire"]),
        ("Guidance", []),
    ]


def test_toolkits_have_their_short_addresses_for_those_who_type(settings):
    settings.HSCP_ADDRESS = "https://portal.example.org"
    theme = make_theme(lead_toolkit=make_toolkit(title="Lamps"))
    put_in_pack(theme, make_toolkit(title="Harbours", audience_group="parents_and_carers"))

    text = " ".join(texts_of(pdf_of(pack_document(theme))))

    assert "portal.example.org/t/lamps-toolkit" in text
    assert "portal.example.org/t/harbours-parents" in text
    assert "look it up at portal.example.org/search" in text
