"""The page for an adult whom a child has told something: what it says, where it is reached from, and its copy for readers offline."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags

from tests.factories import (
    make_contact_point,
    make_opening_hours,
    make_pathway,
    make_question,
    make_theme,
    put_in_pack,
)
from tests.site.test_every_page import main_of

pytestmark = pytest.mark.django_db
ADDRESS = "/a-child-has-told-me/"
COPY = "/offline/a-child-has-told-me/"
PARTS = ["listening", "afterwards", "checklist"]


def words(html):
    return " ".join(unescape(strip_tags(html)).split())


@pytest.mark.parametrize("address", [ADDRESS, COPY])
def test_it_says_what_to_do_in_order(client, address):
    page = words(client.get(address).text)

    places = [
        page.index(text)
        for text in (
            "Listen.",
            "Do not lead.",
            "Do not promise to keep it secret.",
            "You could say",
            "Do not say",
            "tell your designated safeguarding lead",
            "Anybody may refer.",
            "Write down their words",
            "What happens next",
            "Checklist",
            "Working Together to Safeguard Children",
            "Keeping Children Safe in Education",
            "What to do if you’re worried a child is being abused",
        )
    ]
    assert places == sorted(places)


def test_what_may_be_said_is_in_short_sentences():
    part = render_to_string("site/told_me_listening.html")

    said = re.findall(r"“([^”]+[.?])”", unescape(part))
    sentences = [each for text in said for each in re.split(r"(?<=[.?]) ", text)]
    assert len(sentences) >= 12
    assert [each for each in sentences if len(each.split()) > 16] == []


def test_it_shows_who_answers_now_and_no_contact_for_one_case(client):
    pathway = make_pathway(urgency="same_day")
    for day in range(1, 8):
        make_opening_hours(make_contact_point(pathway, value=f"01962 11111{day}", label=f"Line {day}"), day)
    make_contact_point(make_pathway(urgency="same_day", case="Is it about a teacher?"), value="01962 222222")
    make_contact_point(make_pathway(), value="01962 333333")

    main = main_of(client, "site:told_me")

    call = main[main.index('id="call"') : main.index('id="tell"')]
    assert "tel:01962111111" in call
    assert "data-call-now" in call
    assert ("tel:01962222222" in main, "tel:01962333333" in main) == (False, False)
    assert 'href="#call"' in main[: main.index('id="listen"')]


def test_the_checklist_can_be_copied_and_is_the_same_everywhere(client):
    page, copy = client.get(ADDRESS).text, client.get(COPY).text

    checks = [
        re.findall(r"<li>(.*?)</li>", text.partition('id="checklist-lines"')[2].partition("</ul>")[0])
        for text in (page, copy)
    ]
    assert checks[0] == checks[1]
    assert len(checks[0]) == 9
    assert 'data-copies="checklist-lines" data-what="checklist"' in page
    assert "portal-copy" not in copy


def test_it_is_reached_from_everywhere(client):
    theme = make_theme()
    pathway = make_pathway(urgency="same_day", for_professionals=True)
    put_in_pack(theme, pathway)
    make_question(is_first=True)

    pages = [
        "/",
        theme.get_absolute_url(),
        reverse("site:report_a_concern"),
        reverse("site:professionals"),
        f"/contacts/find/professionals/{pathway.slug}/",
        f"/contacts/find/public/{pathway.slug}/",
        "/sitemap-pages-1.xml",
    ]

    assert [page for page in pages if ADDRESS not in client.get(page).text] == []


def test_the_strip_of_every_page_leads_to_it_in_two_steps(client):
    strip = render_to_string("includes/emergency_strip.html")

    assert f'href="{reverse("site:report_a_concern")}"' in strip
    assert f'href="{ADDRESS}"' in main_of(client, "site:report_a_concern")


def test_it_can_be_left_at_once_and_is_not_kept(client):
    response = client.get(ADDRESS)

    assert response["Cache-Control"] == "no-store"
    assert "govuk-exit-this-page" in response.text
    assert "data-service-worker" not in response.text


def test_the_copy_needs_no_database_and_has_no_number_but_those_of_the_settings(
    client, django_assert_num_queries
):
    make_contact_point(make_pathway(urgency="emergency"), value="01962 111111")

    with django_assert_num_queries(0):
        copy = client.get(COPY)

    numbers = re.findall(r'href="tel:(\d+)"', copy.text)
    assert set(numbers) == {entry["number"].replace(" ", "") for entry in settings.HSCP_EMERGENCY_NUMBERS}
    assert "govuk-exit-this-page" in copy.text


def test_every_browser_keeps_the_copy_and_shows_it_at_the_address_of_the_page(client):
    script = client.get("/service-worker.js").text

    assert f'"{ADDRESS}": "{COPY}"' in script
    assert f'href="{ADDRESS}"' in client.get("/offline/").text


def test_what_is_said_has_one_place():
    for part in PARTS:
        assert "{{" not in (settings.BASE_DIR / "templates" / "site" / f"told_me_{part}.html").read_text()
