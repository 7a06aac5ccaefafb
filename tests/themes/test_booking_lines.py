"""The lines of the brochure that ask readers to book: each leads somewhere, on the page of its theme and on paper."""

import re
from html import unescape

import pytest

from hscp.brochure.converting.files import read_brochure_file
from hscp.brochure.printing.pack_document import pack_data
from hscp.records.state import State
from tests.factories import make_course, make_session, make_theme, make_toolkit, put_in_pack
from themes.models import Theme, ThemeBookingLine
from themes.packs import load_packs
from training.enums import CourseFormat, CourseKind, SessionState

pytestmark = pytest.mark.django_db
TOURS = {"tours": CourseKind.TOURS, "practical": CourseKind.PRACTICAL}


@pytest.fixture
def theme():
    theme = make_theme(slug="neglect")
    ThemeBookingLine.objects.create(theme=theme, kind="tours")
    return theme


def ways(client, theme):
    """Return [(words of the line, its addresses)] of the ways to book on the page of a theme."""
    page = client.get(theme.get_absolute_url()).text
    _, _, after = page.partition('<ul class="portal-next__ways">')
    items = re.findall("<li>(.*?)</li>", after.partition("</ul>")[0], re.DOTALL)
    return [(re.sub("<[^>]*>", "", item), re.findall('href="([^"]*)"', unescape(item))) for item in items]


def test_a_line_without_tours_of_its_own_leads_to_those_of_all_themes(client, theme):
    without = ways(client, theme)
    make_session(make_course(toolkit=make_toolkit()))

    assert without == [
        (
            "No toolkit tour has a date now. Choose a toolkit tour to hear of its dates",
            ["/training/?kind=tours"],
        )
    ]
    assert ways(client, theme) == [("Book a toolkit tour of any theme", ["/training/dates/?kind=tours"])]


@pytest.mark.parametrize("state", [SessionState.CANCELLED, SessionState.DRAFT])
def test_dates_that_nobody_can_come_to_are_none(client, theme, state):
    make_session(make_course(toolkit=make_toolkit()), state=state)

    [(words, _)] = ways(client, theme)

    assert words.startswith("No toolkit tour has a date now.")


def test_a_theme_whose_own_tour_has_no_date_leads_to_others_as_well(client, theme):
    put_in_pack(theme, make_course(toolkit=make_toolkit()))
    make_session(make_course(toolkit=make_toolkit()))

    assert ways(client, theme) == [
        (
            "No toolkit tour of this theme has a date now. Hear of new dates, or book a toolkit tour of another theme",
            ["/training/?theme=neglect&kind=tours", "/training/dates/?kind=tours"],
        )
    ]


def test_a_theme_whose_pack_leaves_out_the_tour_of_its_own_toolkit_leads_to_it(client, theme):
    theme.lead_toolkit = make_toolkit()
    theme.save()
    make_course(title="A draft", toolkit=theme.lead_toolkit, state=State.DRAFT)
    make_course(title="Alone", toolkit=theme.lead_toolkit, format=CourseFormat.ELEARNING)
    tour = make_course(title="Lake Toolkit Tour", toolkit=theme.lead_toolkit)

    assert ways(client, theme) == [("Book a toolkit tour: Lake Toolkit Tour", [tour.get_absolute_url()])]


def test_a_line_that_names_a_toolkit_leads_to_its_tour_before_all_others(client, theme):
    named = make_toolkit()
    ThemeBookingLine.objects.update(toolkit=named)
    put_in_pack(theme, make_course(toolkit=make_toolkit()))
    tour = make_course(title="River Toolkit Tour", toolkit=named)

    assert ways(client, theme) == [("Book a toolkit tour: River Toolkit Tour", [tour.get_absolute_url()])]


@pytest.mark.parametrize(
    ("kind", "words", "address"),
    [
        ("webinar", "Book a webinar of any theme", "/training/dates/?kind=webinar"),
        ("any", "Book a course of any theme", "/training/dates/"),
    ],
)
def test_other_lines_lead_to_what_they_ask_for(client, kind, words, address):
    theme = make_theme()
    ThemeBookingLine.objects.create(theme=theme, kind=kind)
    make_session(make_course(format=CourseFormat.WEBINAR))

    assert ways(client, theme) == [(words, [address])]


def test_on_paper_a_line_leads_to_courses_which_outlive_their_dates(theme):
    toolkit = make_toolkit(title="Ropes")
    ThemeBookingLine.objects.create(theme=theme, kind="any", order=1)
    put_in_pack(theme, make_course(toolkit=toolkit))

    def printed():
        [pack] = load_packs([theme])
        return [
            (item["title"], item["url"].partition("://")[2].partition("/")[2])
            for item in pack_data(pack)["booking"]
        ]

    own = printed()
    ThemeBookingLine.objects.filter(kind="tours").update(toolkit=toolkit)

    assert own == [
        ("Book a toolkit tour", "training/?theme=neglect&kind=tours"),
        ("Book training", "training/?theme=neglect"),
    ]
    assert printed()[0] == ("Book a toolkit tour: Ropes", toolkit.get_absolute_url().lstrip("/"))


@pytest.mark.usefixtures("starter_loaded")
def test_every_line_of_the_brochure_leads_to_what_it_is_about(client, settings):
    """Each of the 25 lines has a link, which answers, and whose list holds nothing but what the line asks for."""
    printed = read_brochure_file(next((settings.BASE_DIR / "content").glob("brochure-*.md"))).packs
    checked = {}
    lines = 0
    for pack in printed:
        theme = Theme.objects.get(order=pack.order)
        found = {
            link.kind: link for link in client.get(theme.get_absolute_url()).context["dates"].booking_links
        }
        assert found.keys() == {line.kind for line in pack.booking_lines}, theme
        for line in pack.booking_lines:
            lines += 1
            url = found[line.kind].url
            if url not in checked:
                response = client.get(url)
                assert response.status_code == 200, (theme, url)
                listed = [getattr(each, "course", each) for each in response.context["page_obj"]]
                checked[url] = {course.kind for course in listed}
            assert checked[url] == {TOURS[line.kind]}, (theme, url)

    assert lines == 25
