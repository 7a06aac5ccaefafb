"""The public pages in other languages and in easy read."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.enums import BankHolidays, ContactKind
from hscp.languages.models import Language, Wording
from hscp.records.publishing import change_state
from hscp.records.redirects import keep_address
from hscp.records.saving import content_change
from hscp.records.state import State
from tests.factories import (
    make_contact_point,
    make_language,
    make_opening_hours,
    make_pathway,
    make_resource,
    make_situation,
    make_theme,
    make_toolkit,
    make_wording,
    put_in_pack,
)

pytestmark = pytest.mark.django_db
PARENTS = {"audience_group": "parents_and_carers"}
POLISH = {
    "title": "Zaniedbanie",
    "summary": "Czym jest zaniedbanie i kto może pomóc.",
    "body": "<p>Dziecko potrzebuje jedzenia, ciepła i opieki. Łóżko, źdźbło, żółć.</p>",
}
URDU = {"title": "نظراندازی", "summary": "بچے کی دیکھ بھال", "body": "<p>بچوں کو کھانا اور پیار چاہیے۔</p>"}


@pytest.fixture
def toolkit():
    return make_toolkit(title="Neglect", slug="neglect", summary="What neglect is.", **PARENTS)


def page(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


def main(html):
    return html[html.index("<main") : html.index("</main>")]


def test_a_wording_has_an_address_below_its_record(client, toolkit):
    make_wording(toolkit, **POLISH)

    html = page(client, "/toolkits/neglect/pl/")

    assert '<html lang="pl" class="govuk-template">' in html
    assert re.search(r"<h1[^>]*>Zaniedbanie</h1>", html)
    assert "Łóżko, źdźbło, żółć." in html
    assert "<title>Zaniedbanie – HSCP Safeguarding Portal</title>" in html


def test_a_page_from_right_to_left_says_so(client, toolkit):
    make_wording(toolkit, "ur", **URDU)

    html = page(client, "/toolkits/neglect/ur/")

    assert '<html lang="ur" dir="rtl" class="govuk-template">' in html
    assert '<bdi lang="en">Hampshire Safeguarding Children Partnership</bdi>' in html


def test_easy_read_is_english(client, toolkit):
    make_wording(toolkit, "easy-read", title="When a child is not looked after")

    html = page(client, "/toolkits/neglect/easy-read/")

    assert '<html lang="en" class="govuk-template">' in html
    assert 'lang="en" dir="ltr">Skip' not in html
    assert "Skip to main content" in html


@pytest.mark.parametrize(
    ("make", "fields", "path"),
    [
        (make_toolkit, PARENTS, "/toolkits/it/pl/"),
        (make_resource, PARENTS, "/resources/it/pl/"),
        (make_pathway, {"for_public": True}, "/contacts/it/pl/"),
        (make_situation, {}, "/parents-and-carers/it/pl/"),
        (make_theme, {}, "/themes/it/pl/"),
    ],
)
def test_every_kind_that_families_read_may_be_there(client, make, fields, path):
    record = make(slug="it", **fields)
    wording = make_wording(record, title="Tytuł")

    assert wording.get_absolute_url() == path
    assert "Tytuł" in page(client, path)
    # The English page leads to it, and it to the English page.
    assert f'<a class="govuk-link" href="{path}" lang="pl" dir="ltr" hreflang="pl">Polski</a>' in page(
        client, record.get_absolute_url()
    )
    assert f'href="{record.get_absolute_url()}" lang="en" dir="ltr" hreflang="en">English</a>' in page(
        client, path
    )


def test_machines_are_told_where_the_other_languages_are(client, toolkit):
    make_wording(toolkit, **POLISH)
    make_wording(toolkit, "ur", **URDU)
    make_wording(toolkit, "easy-read")
    wanted = [
        ("en", "/toolkits/neglect/"),
        ("pl", "/toolkits/neglect/pl/"),
        ("ur", "/toolkits/neglect/ur/"),
        ("x-default", "/toolkits/neglect/"),
    ]

    for path in ("/toolkits/neglect/", "/toolkits/neglect/pl/", "/toolkits/neglect/easy-read/"):
        found = re.findall(
            r'<link rel="alternate" hreflang="([^"]+)" href="http://localhost:8000([^"]+)">',
            page(client, path),
        )
        assert found == wanted, path


def test_the_page_is_its_own_canonical_page(client, toolkit):
    make_wording(toolkit, **POLISH)

    assert '<link rel="canonical" href="http://localhost:8000/toolkits/neglect/pl/">' in page(
        client, "/toolkits/neglect/pl/"
    )


def test_a_link_to_it_is_shown_in_its_own_words(client):
    theme = make_theme(slug="neglect")
    make_wording(theme, **POLISH)

    html = page(client, "/themes/neglect/pl/")

    assert '<meta property="og:title" content="Zaniedbanie">' in html
    assert "og:locale" not in html
    assert '<meta property="og:locale" content="en_GB">' in page(client, "/themes/neglect/")


def test_a_member_of_staff_is_led_to_its_form(editor, toolkit):
    wording = make_wording(toolkit, **POLISH)

    links = editor.get("/admin/staff-bar.json", {"path": "/toolkits/neglect/pl/"}).json()["links"]

    assert links[0]["url"] == f"/admin/languages/wording/{wording.pk}/change/"


def test_a_page_in_english_alone_says_nothing_of_languages(client, toolkit):
    html = page(client, "/toolkits/neglect/")

    assert "portal-versions" not in html
    assert "hreflang" not in html


@pytest.mark.parametrize(
    "fields",
    [
        {"state": State.DRAFT},
        {"state": State.IN_REVIEW},
        {"publish_at": timedelta(days=1)},
        {"expire_at": timedelta(days=-1)},
    ],
)
def test_what_is_not_published_is_nowhere(client, toolkit, fields):
    moved = {
        name: timezone.now() + value if name.endswith("_at") else value for name, value in fields.items()
    }
    make_wording(toolkit, **POLISH | moved)

    page(client, "/toolkits/neglect/pl/", 404)
    assert "Zaniedbanie" not in page(client, "/toolkits/neglect/")
    assert "/pl/" not in page(client, "/toolkits/neglect/")
    assert "Polski" not in page(client, "/languages/")
    page(client, "/languages/pl/", 404)


def test_a_wording_is_not_there_without_its_record(client, toolkit):
    wording = make_wording(toolkit, **POLISH)
    assert [*Wording.objects.live()] == [wording]

    change_state(queryset=type(toolkit).objects.all(), state=State.DRAFT, by=None)

    assert [*Wording.objects.live()] == []
    assert not Wording.objects.get().is_live()
    page(client, "/toolkits/neglect/pl/", 404)
    page(client, "/languages/pl/", 404)


def test_a_language_that_is_not_in_use_has_no_pages(client, toolkit):
    make_wording(toolkit, **POLISH)
    Language.objects.filter(code="pl").update(in_use=False)

    page(client, "/toolkits/neglect/pl/", 404)
    page(client, "/languages/pl/", 404)
    assert "Polski" not in page(client, "/toolkits/neglect/")


def test_the_old_address_of_a_record_leads_to_its_wordings_too(client, toolkit):
    make_wording(toolkit, **POLISH)
    before = type(toolkit).objects.get()
    with content_change() as change:
        toolkit.slug = "neglected"
        change.save(toolkit)
    keep_address(before, toolkit)

    response = client.get("/toolkits/neglect/pl/?from=poster")

    assert (response.status_code, response["Location"]) == (301, "/toolkits/neglected/pl/?from=poster")


def test_a_page_that_is_not_there_reads_its_record_once(client, toolkit, django_assert_num_queries):
    make_wording(toolkit, **POLISH)
    page(client, "/toolkits/neglect/ro/", 404)

    for path, queries in (
        # Record and wording; where it is now, for this page and for its whole path.
        ("/toolkits/neglect/ro/", 4),
        # Without a record there is no wording to look for.
        ("/toolkits/nothing/pl/", 3),
    ):
        with django_assert_num_queries(queries):
            page(client, path, 404)


def test_a_language_without_a_page_is_not_there(client, toolkit):
    make_language("ro")

    for path in (
        "/toolkits/neglect/ro/",
        "/toolkits/neglect/xx/",
        "/toolkits/nothing/pl/",
        "/languages/ro/",
        "/languages/xx/",
    ):
        page(client, path, 404)


# What is live on it


def test_numbers_and_hours_are_those_of_the_record_at_this_moment(client):
    pathway = make_pathway(for_public=True, slug="help")
    point = make_contact_point(pathway, value="01962 845000", label="")
    for day in range(1, 6):
        make_opening_hours(point, weekday=day, opens="08:30", closes="17:00")
    make_wording(pathway, "ur", **URDU)

    html = main(page(client, "/contacts/help/ur/"))
    assert 'href="tel:01962845000"><bdi dir="ltr">01962 845000</bdi></a>' in html
    assert '<bdi dir="ltr">08:30–17:00</bdi>' in html

    point.value = "01962 847777"
    point.save()
    html = main(page(client, "/contacts/help/ur/"))
    assert "01962 847777" in html
    assert "845000" not in html


def test_families_are_not_shown_the_numbers_of_professionals(client):
    pathway = make_pathway(for_public=True, for_professionals=True, slug="help")
    make_contact_point(pathway, value="01962 845000", for_whom="professionals")
    make_contact_point(pathway, value="01962 846000", for_whom="public")
    make_wording(pathway)

    html = page(client, "/contacts/help/pl/")

    assert "846000" in html
    assert "845000" not in html


def test_contacts_are_named_in_the_language_if_they_are_there_in_it(client):
    pathway, other = (
        make_pathway(for_public=True, title="Helpline"),
        make_pathway(for_public=True, title="Other line"),
    )
    for each in (pathway, other):
        make_contact_point(each)
    situation = make_situation(slug="worry")
    situation.pathways.set([pathway, other])
    make_wording(situation, **POLISH)
    make_wording(pathway, title="Infolinia")

    html = page(client, "/parents-and-carers/worry/pl/")

    assert f'href="{pathway.get_absolute_url()}pl/" lang="pl" dir="ltr">Infolinia</a>' in html
    assert f'href="{other.get_absolute_url()}" lang="en" dir="ltr">Other line</a>' in html


def test_hours_that_are_not_the_same_every_week_are_said_in_english(client):
    pathway = make_pathway(for_public=True, slug="help")
    point = make_contact_point(pathway)
    make_opening_hours(point, weekday=1, nth=1)
    make_wording(pathway)

    assert '<span class="portal-contact__hours"><span lang="en" dir="ltr">First Monday' in page(
        client, "/contacts/help/pl/"
    )


# Behind the English


def test_readers_are_told_once_the_english_says_something_else(client, toolkit):
    make_wording(toolkit, **POLISH)
    assert "portal-outdated" not in page(client, "/toolkits/neglect/pl/")

    with content_change() as change:
        toolkit.summary = "What neglect is, and what it does."
        change.save(toolkit)

    html = page(client, "/toolkits/neglect/pl/")
    assert "portal-outdated" in html
    assert '<a class="govuk-link" href="/toolkits/neglect/" hreflang="en">' in html


def test_what_is_no_part_of_the_text_leaves_it_up_to_date(client, toolkit):
    make_wording(toolkit, **POLISH)

    with content_change() as change:
        toolkit.area = "hampshire"
        change.save(toolkit)

    assert Wording.objects.get().outdated_since is None


def test_it_is_behind_no_longer_when_the_english_is_put_back(toolkit):
    make_wording(toolkit, **POLISH)
    for summary in ("Something else altogether.", "What neglect is."):
        with content_change() as change:
            toolkit.summary = summary
            change.save(toolkit)

    assert Wording.objects.get().outdated_since is None


def test_a_changed_step_of_a_contact_is_a_change_of_its_text():
    pathway = make_pathway(for_public=True)
    make_wording(pathway)

    with content_change() as change:
        pathway.steps.create(text="<p>Call first.</p>")
        change.touched(pathway)

    assert Wording.objects.get().outdated_since is not None


def test_the_day_is_written_as_the_language_writes_it(client, toolkit):
    make_wording(toolkit, **POLISH)
    make_language(
        "pl",
        words={"The English page was last changed on %(day)s. This page may be behind.": "Zmiana: %(day)s."},
    )
    Wording.objects.update(outdated_since="2026-05-03T12:00:00Z")

    assert "Zmiana: <bdi>3 maja 2026</bdi>." in page(client, "/toolkits/neglect/pl/")


# The words around the text


def test_what_nobody_has_translated_is_marked_as_english(client, toolkit):
    make_wording(toolkit, **POLISH)

    html = page(client, "/toolkits/neglect/pl/")

    assert '<span lang="en" dir="ltr">Skip to main content</span>' in html


def test_what_is_translated_stands_in_its_place(client, toolkit):
    make_wording(toolkit, **POLISH)
    make_language("pl", words={"Skip to main content": "Przejdź do treści", "Read this in": "Czytaj po"})

    html = page(client, "/toolkits/neglect/pl/")

    assert ">Przejdź do treści</a>" in html
    assert 'aria-label="Czytaj po"' in html
    assert "Skip to main content" not in html
    # The English page stays English.
    assert "Przejdź" not in page(client, "/toolkits/neglect/")


def test_open_now_is_said_in_the_language(client):
    pathway = make_pathway(for_public=True, slug="help")
    point = make_contact_point(pathway, bank_holidays=BankHolidays.USUAL)
    for day in range(1, 8):
        make_opening_hours(point, weekday=day, opens="00:00", closes="00:00")
    make_wording(pathway)
    assert 'lang="en" dir="ltr" data-open-now' in page(client, "/contacts/help/pl/")

    texts = {
        "Open now": "Czynne",
        "Closed now": "Nieczynne",
        "It is not known whether it is open now": "Nie wiadomo",
        "Day and night": "Całą dobę",
        "Phone": "Telefon",
    }
    make_language("pl", words=texts)

    html = page(client, "/contacts/help/pl/")
    assert 'data-opened="Czynne" data-closed="Nieczynne" data-unknown="Nie wiadomo">Czynne</span>' in html
    assert ">Całą dobę</span>" in html
    assert '<span class="portal-contact__label">Telefon' in html


# Lists


def test_all_languages_are_listed_with_the_number_of_their_pages(client, toolkit):
    make_wording(toolkit, **POLISH)
    make_wording(make_situation(), title="Inne")
    make_wording(toolkit, "easy-read")
    make_language("ro")

    html = main(page(client, "/languages/"))

    assert 'href="/languages/pl/" lang="pl" dir="ltr" hreflang="pl">Polski</a>' in html
    assert "Polish: 2 pages" in html
    assert "/languages/easy-read/" in html
    assert "Romanian" not in html


def test_the_page_of_a_language_lists_all_of_it_by_kind(client, toolkit):
    make_wording(toolkit, **POLISH)
    make_wording(make_situation(), title="Martwię się")
    make_wording(make_toolkit(**PARENTS), "ro", title="Altceva")

    html = main(page(client, "/languages/pl/"))

    assert html.index("Martwię się") < html.index("Zaniedbanie")
    assert "Altceva" not in html


@pytest.mark.parametrize("count", [1, 30])
def test_the_lists_make_as_many_queries_for_one_page_as_for_thirty(client, django_assert_num_queries, count):
    for _ in range(count):
        make_wording(make_toolkit(**PARENTS))
        make_wording(make_pathway(for_public=True))
    client.get("/languages/pl/")

    with django_assert_num_queries(6):
        client.get("/languages/pl/")
    with django_assert_num_queries(1):
        client.get("/languages/")


@pytest.mark.parametrize("count", [1, 30])
def test_a_page_makes_as_many_queries_with_one_contact_as_with_thirty(
    client, django_assert_num_queries, count
):
    situation = make_situation(slug="worry")
    for _ in range(count):
        pathway = make_pathway(for_public=True)
        make_contact_point(pathway)
        make_wording(pathway)
        situation.pathways.add(pathway)
    make_wording(situation)
    for code in ("ro", "ur", "ar")[:count]:
        make_wording(situation, code)
    client.get("/parents-and-carers/worry/pl/")

    with django_assert_num_queries(10):
        client.get("/parents-and-carers/worry/pl/")


def test_the_pages_of_families_lead_to_each_language_by_its_own_name(client, toolkit):
    for path in ("/parents-and-carers/", "/children-and-young-people/"):
        assert "/languages/pl/" not in page(client, path)
    make_wording(toolkit, **POLISH)
    make_wording(toolkit, "easy-read")

    for path in ("/parents-and-carers/", "/children-and-young-people/"):
        html = page(client, path)
        assert 'href="/languages/pl/" lang="pl" dir="ltr" hreflang="pl">Polski</a>' in html
        assert html.index("/languages/pl/") < html.index("/languages/easy-read/")


def test_the_footer_leads_to_the_languages(client):
    assert f'href="{reverse("languages:languages")}"' in page(client, reverse("site:parents_and_carers"))


# Hostile words


def test_a_wording_brings_no_script_and_turns_no_text_round(client, toolkit):
    hostile = "<script>alert(1)</script>\u202eevil"
    wording = make_wording(
        toolkit, title=hostile, summary=hostile, body=f"<p onclick=x>{hostile}</p><img src=x onerror=y>"
    )

    html = main(page(client, "/toolkits/neglect/pl/"))

    assert "<script>" not in html
    assert "onclick" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html
    assert wording.body == "<p>\u202eevil</p>"


def test_hostile_words_around_the_text_are_escaped(client, toolkit):
    make_wording(toolkit)
    make_language("pl", words={"Search": "<script>x</script>", "Read this in": '"><script>x</script>'})

    assert "<script>x" not in page(client, "/toolkits/neglect/pl/")


def test_kinds_of_contact_points_and_days_are_all_said():
    from contacts.enums import Weekday
    from hscp.languages.pages.facts import DAYS, KINDS

    assert {*KINDS} == {*ContactKind}
    assert {*DAYS} == {*Weekday}
    assert put_in_pack
