"""Posters: one page each, whatever is typed, readable from two metres away, and made from live records alone."""

import io
import re

import pypdf
import pytest
from django.conf import settings
from django.template.response import SimpleTemplateResponse

from hscp.brochure.printing.poster_document import (
    PAPERS,
    READERS,
    WITHOUT_MESSAGE,
    poster_document,
    poster_words,
)
from hscp.documents import worker
from hscp.documents.cache import get_or_make, key_of
from hscp.documents.compiler import FONTS
from hscp.models import ShortAddress
from hscp.vocabulary import AudienceGroup
from tests.documents.pdf_checks import bookmarks_of, gate, links_of, texts_of
from tests.factories import (
    make_brochure,
    make_contact_point,
    make_opening_hours,
    make_pathway,
    make_theme,
    make_toolkit,
    put_in_pack,
)
from themes.models import Theme, ThemeToolkitList
from themes.packs import load_packs

pytestmark = pytest.mark.django_db
# The least size of the words on the wall, in points.
LEAST = {"a4": 24, "a3": 33.9}
# The size of the paper, in points.
SIZES = {"a4": (595, 842), "a3": (842, 1191)}


@pytest.fixture(autouse=True)
def address(settings):
    settings.HSCP_ADDRESS = "https://portal.test"


def compiled(document):
    """Return (the PDF, its fit) of a Document."""
    order = {
        "template": document.template,
        "data": document.data,
        "fonts": str(FONTS),
        "pages": document.pages,
        "densities": document.densities,
    }
    pdf, about = worker.make(order)
    assert about["warnings"] == []
    return pdf, about["fit"]


def words(theme, reader="professionals"):
    return poster_words(load_packs([theme])[0], reader)


def one_page_of(pdf):
    """Return the text of the only page of `pdf`."""
    [text] = texts_of(pdf)
    return text


def sizes_in(pdf):
    """Return {a run of text: its size in points} for the first page of `pdf`."""
    found = {}

    def visit(text, cm, tm, font, size):
        if text.strip():
            found[text.strip()] = max(found.get(text.strip(), 0), abs(size * tm[3] * cm[3]))

    pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=visit)
    return found


@pytest.mark.usefixtures("starter_loaded")
@pytest.mark.parametrize("share", range(3))
def test_every_theme_of_the_starter_content_has_four_posters_that_lead_somewhere(client, share, monkeypatch):
    """That each passes the gate is for test_catalogue.py."""
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")
    themes = Theme.objects.live().in_order().select_related("lead_toolkit")[share::3]
    links, made = set(), 0

    for theme in themes:
        for reader in READERS:
            for paper in PAPERS:
                document = poster_document(theme, reader, paper)
                found = get_or_make(document)
                pdf, fit = found.content, found.fit
                text = one_page_of(pdf)
                said = document.data
                assert [part for part in (said["heading"], said["message"]) if part not in text] == []
                assert (document.name, fit["overflow"], len(said["codes"])) == (document.name, [], 3)
                links |= links_of(pdf)
                made += 1

    here = {link for link in links if link.startswith(settings.HSCP_ADDRESS)}
    dead = [
        link
        for link in here
        if client.get(link.removeprefix(settings.HSCP_ADDRESS), follow=True).status_code != 200
    ]
    assert (made, dead) == (28, [])
    assert {link for link in links - here if not re.fullmatch(r"tel:\d+", link)} == set()


HOSTILE = {
    "long": "A long title about the safety of children " * 7,
    "endless": "W" * 300,
    "hebrew": "שלום לכל הילדים " * 6,
    "emoji": "Look 😀👩‍👩‍👧 here",
    "missing": "王小明 in a title",
    "markup": '#read("/etc/passwd") $x^2$ *bold* <script>alert(1)</script> \\u{41} // no',
    "lines": "line\nbreak\x07bell\u202eturned",
    "short": "x",
}


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", HOSTILE)
def test_anything_typed_gives_one_page(name, reader, paper):
    text = HOSTILE[name]
    theme = make_theme(
        title=text[:300], poster_message=text[:200], parents_title=text[:120], parents_message=text[:300]
    )
    for value in ("01962 111111", "01962 222222", "01962 333333"):
        pathway = make_pathway(title=text[:300], urgency="same_day", for_professionals=True)
        make_contact_point(pathway, value=value, label=text[:200], note=text[:300])
        put_in_pack(theme, pathway)

    pdf, fit = compiled(poster_document(theme, reader, paper))

    title = str(pypdf.PdfReader(io.BytesIO(pdf)).metadata.title)
    gate(pdf, title)
    assert (len(texts_of(pdf)), fit["pages"]) == (1, 1)
    if name == "markup":
        assert title.startswith('#read("/etc/passwd") $x^2$ *bold* <script>')


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("reader", READERS)
def test_the_longest_message_is_still_read_from_two_metres_away(reader, paper):
    sentence = "Say what you see and do what you say, in every piece of work. "
    theme = make_theme(
        title="Neglect",
        poster_message=(sentence * 5)[:200],
        parents_title="Finding it hard to cope?",
        parents_message=(sentence * 6)[:300],
    )
    put_in_pack(theme, concern())

    pdf, fit = compiled(poster_document(theme, reader, paper))

    sizes = sizes_in(pdf)
    message = [size for text, size in sizes.items() if "what you" in text or "piece of work" in text]
    assert fit["overflow"] == []
    assert min(message) >= LEAST[paper]
    assert max(sizes.values()) > 1.4 * LEAST[paper]


def test_a_word_that_no_line_could_hold_is_broken():
    theme = make_theme(title="W" * 300, poster_message="W" * 200)

    pdf, _ = compiled(poster_document(theme, "professionals", "a4"))

    assert 0 < max(run.count("W") for run in sizes_in(pdf)) < 80


def test_a_message_too_long_for_the_wall_is_reported():
    theme = make_theme(title="W" * 300, parents_message="W" * 300)

    _, fit = compiled(poster_document(theme, "parents", "a4"))

    assert fit["overflow"] == ["message"]


def test_the_a3_is_the_a4_enlarged():
    theme = make_theme(poster_message="Notice, and act.")

    pages = {}
    for paper in PAPERS:
        pdf, _ = compiled(poster_document(theme, "professionals", paper))
        box = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].mediabox
        assert (round(box.width), round(box.height)) == SIZES[paper]
        pages[paper] = (one_page_of(pdf), sizes_in(pdf))

    (a4, small), (a3, large) = pages["a4"], pages["a3"]
    assert a3 == a4
    assert {run: round(large[run] / small[run], 2) for run in small} == dict.fromkeys(small, 1.41)


def test_a_poster_has_its_name_its_parts_and_its_date():
    make_brochure(edition="2030-2031")
    theme = make_theme(title="Neglect", slug="neglect", parents_title="Finding it hard?")

    document = poster_document(theme, "parents", "a4")
    pdf, _ = compiled(document)

    assert (document.title, document.file_name) == (
        "Neglect: poster for waiting rooms",
        "neglect-waiting-room-poster-a4.pdf",
    )
    assert bookmarks_of(pdf) == ["Finding it hard?", "Scan to find help", "Who you can call"]
    made = f"Made on {document.data['made_on']} for the 2030-2031 edition. Numbers change: scan a code"
    assert made in one_page_of(pdf)


def test_without_words_of_their_own_posters_say_the_key_message_or_how_to_act():
    theme = make_theme(title="Whole", short_title="Short", key_message="<p>Do <strong>this</strong>.</p>")
    long = make_theme(key_message="<p>Ask the child first. " + "And go on asking " * 30 + "</p>")
    empty = make_theme(title="Empty")

    assert [words(theme)[part] for part in ("heading", "message")] == ["Whole", "Do this."]
    assert words(theme, "parents")["heading"] == "Whole"
    assert words(long)["message"] == "Ask the child first."
    assert {reader: words(empty, reader)["message"] for reader in READERS} == WITHOUT_MESSAGE


def concern(**fields):
    """Return a pathway for urgent concerns, with numbers for everyone, the public and professionals."""
    pathway = make_pathway(title="Report it", urgency="same_day", for_professionals=True, **fields)
    make_contact_point(pathway, label="Emergency", value="999")
    make_contact_point(pathway, label="Office", value="01962 111111", for_whom="everyone")
    make_contact_point(pathway, label="Desk", value="01962 222222", for_whom="professionals")
    make_contact_point(pathway, label="Public", value="01962 333333", for_whom="public")
    make_contact_point(pathway, label="Mail", kind="email", value="a@example.org")
    return pathway


def test_staff_see_the_numbers_for_what_cannot_wait_once_each():
    theme = make_theme()
    routine = make_pathway(title="Later", for_professionals=True)
    make_contact_point(routine, value="01962 444444")
    again = make_pathway(title="Again", urgency="same_day", for_professionals=True)
    make_contact_point(again, value="01962 111111")
    public = make_pathway(title="Public", urgency="emergency")
    make_contact_point(public, value="01962 555555")
    for pathway in (routine, concern(), again, public):
        put_in_pack(theme, pathway)

    said = words(theme)

    assert said["emergency"]["number"] == settings.HSCP_EMERGENCY_NUMBERS[0]["number"]
    assert [(entry["name"], entry["number"], entry["note"]) for entry in said["numbers"]] == [
        ("Office", "01962 111111", "Report it"),
        ("Desk", "01962 222222", "Report it"),
    ]


def test_parents_see_the_helplines_first_and_at_most_three_numbers():
    theme = make_theme()
    put_in_pack(theme, concern())

    numbers = [entry["number"] for entry in words(theme, "parents")["numbers"]]

    helplines = [entry["number"] for entry in settings.HSCP_EMERGENCY_NUMBERS[1:]]
    assert numbers == [*helplines, "01962 111111"]


def test_numbers_say_when_they_answer_and_whether_they_were_checked():
    theme = make_theme()
    pathway = make_pathway(urgency="same_day", for_professionals=True)
    make_opening_hours(make_contact_point(pathway, label="Day", value="01962 111111"), 1)
    night = make_contact_point(
        pathway, label="Night", value="01962 222222", out_of_hours=True, verified_on="2026-01-05"
    )
    always = make_contact_point(pathway, label="Always", value="01962 333333", bank_holidays="usual")
    for day in range(1, 8):
        make_opening_hours(always, day, "00:00", "00:00")
    put_in_pack(theme, pathway)

    said = words(theme)
    pdf, _ = compiled(poster_document(theme, "professionals", "a4"))

    assert [(entry["name"], entry["when"], entry["checked"]) for entry in said["numbers"]] == [
        ("Always", "Day and night", False),
        ("Day", "Monday, 9am to 5pm", False),
        ("Night", "Out of office hours", True),
    ]
    assert "A draft: not every number here has been checked" in one_page_of(pdf)
    pathway.contact_points.exclude(pk=night.pk).delete()
    assert words(theme)["draft"] is False


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("paper", PAPERS)
def test_a_poster_is_a_draft_across_until_each_of_its_numbers_is_checked(reader, paper):
    theme = make_theme(title="Harm")
    pathway = make_pathway(for_public=True, for_professionals=True, urgency="same_day")
    numbers = [
        make_contact_point(pathway, label=f"Team {n}", value=f"01962 11111{n}", verified_on="2026-01-05")
        for n in range(2)
    ]
    put_in_pack(theme, pathway)
    checked = poster_document(theme, reader, paper)
    numbers[0].verified_on = None
    numbers[0].save()
    draft = poster_document(theme, reader, paper)

    assert [document.faults for document in (checked, draft)] == [
        (),
        (
            "Nobody has checked 01962 111110 (Team 0), so the poster is marked as a draft. Have it confirmed on its"
            " contact's page.",
        ),
    ]
    assert key_of(checked) != key_of(draft)
    said = []
    for document in (checked, draft):
        pdf, _ = compiled(document)
        gate(pdf, document.title)
        said.append([words in one_page_of(pdf) for words in ("numbers not yet checked", "A draft:")])
    assert said == [[False] * 2, [True] * 2]


def test_a_helpline_is_checked_when_the_contact_that_has_it_is(settings):
    settings.HSCP_EMERGENCY_NUMBERS = [
        {"name": "Emergency services", "number": "999", "note": ""},
        {"name": "Helpline", "number": "0800 1111", "note": ""},
        {"name": "Alone", "number": "0808 800 5000", "note": ""},
    ]
    theme = make_theme()
    emergency = make_contact_point(make_pathway(), value="999")
    point = make_contact_point(make_pathway(), value="0800 1111")
    hidden = make_contact_point(make_pathway(state="draft"), value="0808 800 5000")

    before = {entry["name"]: entry["checked"] for entry in words(theme, "parents")["numbers"]}
    point.verified_on = "2026-01-05"
    point.save()
    after = words(theme, "parents")

    assert before == {"Helpline": False, "Alone": True}
    assert ([entry["checked"] for entry in after["numbers"]], after["draft"]) == ([True, True], False)
    assert (emergency.verified_on, hidden.verified_on) == (None, None)


def test_an_address_breaks_after_its_host_alone(settings):
    settings.HSCP_ADDRESS = "https://safeguarding-portal.hampshire.test"
    pdf, _ = compiled(poster_document(make_theme(title="Harm"), "parents", "a4"))

    runs = sizes_in(pdf)
    assert {"children-and-young-people", "parents-and-carers"} <= set(runs), runs


def test_the_zeros_of_large_numbers_stay_text():
    theme = make_theme()
    pathway = make_pathway(urgency="same_day", for_professionals=True)
    make_contact_point(pathway, value="0300 500 0000")
    put_in_pack(theme, pathway)
    pdf, _ = compiled(poster_document(theme, "professionals", "a4"))

    assert "0300 500 0000" in one_page_of(pdf)


def test_no_two_codes_say_nearly_the_same():
    theme = make_theme()
    put_in_pack(theme, make_toolkit(audience_group=AudienceGroup.PARENTS_AND_CARERS))

    captions = [code["caption"] for code in words(theme, "parents")["codes"]]
    assert captions == ["Guides on this subject", "Help with other worries", "For children and young people"]
    assert words(make_theme(), "parents")["codes"][0]["caption"] == "Help for parents and carers"


def test_staff_without_a_number_are_told_where_to_find_one():
    said = words(make_theme())

    assert (said["numbers"], said["find"]["shown"]) == ([], "portal.test/contacts/find")


def test_codes_lead_to_the_toolkits_that_the_theme_has():
    theme = make_theme(title="Ice")
    for group in (AudienceGroup.PROFESSIONALS, AudienceGroup.PARENTS_AND_CARERS):
        put_in_pack(theme, make_toolkit(audience_group=group))

    assert {reader: [code["shown"] for code in words(theme, reader)["codes"]] for reader in READERS} == {
        "professionals": [
            "portal.test/t/ice",
            "portal.test/t/ice/professionals",
            "portal.test/t/ice/parents",
        ],
        "parents": [
            "portal.test/t/ice/parents",
            "portal.test/parents-and-carers",
            "portal.test/children-and-young-people",
        ],
    }


def test_the_guided_path_stands_where_a_theme_has_no_toolkits():
    theme = make_theme(title="Ice")
    ThemeToolkitList.objects.create(
        theme=theme, audience_group=AudienceGroup.PARENTS_AND_CARERS, label="All of them"
    )

    assert {reader: [code["shown"] for code in words(theme, reader)["codes"]] for reader in READERS} == {
        "professionals": ["portal.test/t/ice", "portal.test/contacts/find"],
        "parents": [
            "portal.test/parents-and-carers",
            "portal.test/children-and-young-people",
            "portal.test/contacts/find",
        ],
    }
    pdf, fit = compiled(poster_document(theme, "professionals", "a4"))
    assert (len(texts_of(pdf)), fit["overflow"]) == (1, [])


def test_a_lead_toolkit_counts_as_a_toolkit_of_the_theme():
    theme = make_theme(
        title="Ice", lead_toolkit=make_toolkit(audience_group=AudienceGroup.PARENTS_AND_CARERS)
    )

    assert words(theme, "parents")["codes"][0]["shown"] == "portal.test/t/ice/parents"


def test_a_theme_without_a_short_address_is_led_to_by_its_page():
    theme = make_theme(slug="ice")
    put_in_pack(theme, make_toolkit(audience_group=AudienceGroup.PROFESSIONALS))
    ShortAddress.objects.all().delete()

    assert [code["shown"] for code in words(theme)["codes"]] == [
        "portal.test/themes/ice",
        "portal.test/contacts/find",
    ]


def test_an_address_too_long_for_a_code_stands_without_one(settings):
    settings.HSCP_ADDRESS = f"https://{'very-long-part.' * 50}example.org"
    theme = make_theme()

    pdf, fit = compiled(poster_document(theme, "parents", "a4"))

    assert [code["svg"] for code in words(theme, "parents")["codes"]] == ["", "", ""]
    assert (len(texts_of(pdf)), fit["overflow"]) == (1, [])


def test_the_emergency_number_of_the_settings_is_the_one_printed(settings):
    settings.HSCP_EMERGENCY_NUMBERS = [{"name": "Emergency", "number": "112", "note": "Danger"}]
    theme = make_theme()
    put_in_pack(theme, concern())

    pages = {reader: one_page_of(compiled(poster_document(theme, reader, "a4"))[0]) for reader in READERS}

    assert {reader: ("112 Danger" in text, "0800" in text) for reader, text in pages.items()} == {
        "professionals": (True, False),
        "parents": (True, False),
    }


def test_a_sensitive_theme_says_to_use_a_phone_that_nobody_else_checks():
    on, off = make_theme(sensitive=True), make_theme()

    pages = [one_page_of(compiled(poster_document(theme, "parents", "a4"))[0]) for theme in (on, off)]

    assert ["nobody else checks" in text for text in pages] == [True, False]
