"""What search engines read on every page: it is of the vocabulary of schema.org, complete, and of the portal's own address."""

import json

import pytest
from django.urls import reverse

from hscp.vocabulary import AudienceGroup
from tests.factories import (
    make_contact_point,
    make_course,
    make_opening_hours,
    make_pathway,
    make_process,
    make_publisher,
    make_resource,
    make_session,
    make_situation,
    make_term,
    make_theme,
    make_toolkit,
    put_in_pack,
)
from tests.site.sitemaps import sitemap_addresses
from tests.structured_data import blocks_of, faults_of
from training.enums import Setting

pytestmark = pytest.mark.django_db


@pytest.fixture
def records():
    """One of each kind, each with as much of it as there is to say, by the type that describes it."""
    theme = make_theme(introduction="<p>What it is.</p>", aliases="Another name")
    pathway = make_pathway(urgency="emergency", when_to_use="<p>Now.</p>", purpose="Advice.")
    make_opening_hours(make_contact_point(pathway), 1)
    course = make_course(aims="<p>To see.</p>", duration_minutes=90, provider=make_publisher())
    session = make_session(course, setting=Setting.IN_PERSON, place="The Castle", capacity=3)
    toolkit, resource = make_toolkit(summary="In short."), make_resource(publisher=make_publisher())
    for record in (toolkit, resource, course, pathway):
        put_in_pack(theme, record)
    return {
        "theme": theme,
        "pathway": pathway,
        "course": course,
        "session": session,
        "toolkit": toolkit,
        "resource": resource,
        "process": make_process(),
        "situation": make_situation(advice="<p>Do this.</p>"),
        "term": make_term(title="LADO", stands_for="Local authority designated officer", aliases="DO"),
    }


def types_of(page):
    return [block["@type"] for block in blocks_of(page) if "@type" in block]


def test_every_page_says_nothing_that_schema_org_does_not_know_and_leaves_nothing_out(client, records):
    found, silent = {}, set()
    for address in sitemap_addresses(client):
        blocks = blocks_of(client.get(address).text)
        if not blocks:
            silent.add(address.removeprefix("http://testserver"))
        found[address] = [fault for block in blocks for fault in faults_of(block)]

    assert {address: faults for address, faults in found.items() if faults} == {}
    # Those that may hold what their reader chose.
    assert silent == {reverse("documents:custom_pack"), reverse("contacts:sheet")}


def test_the_check_finds_what_is_wrong():
    wrong = {
        "@context": "https://schema.org",
        "@type": "Course",
        "courseMode": "Online",
        "nam": "A",
        "name": "B",
    }

    assert sorted(faults_of(wrong)) == [
        "Course has no courseMode",
        "Course without description",
        "Course: no property nam",
    ]
    assert faults_of({"@type": "Sausage"}) == [": no type Sausage"]
    assert faults_of(
        {"@type": "EducationEvent", "name": "A", "startDate": "2027", "location": {"@type": "Person"}}
    ) == ["location of EducationEvent is no Person"]
    assert faults_of({"@type": "Offer", "availability": "https://schema.org/Nowhere"}) == [
        "availability of Offer: no value https://schema.org/Nowhere"
    ]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("theme", "WebPage"),
        ("process", "WebPage"),
        ("situation", "WebPage"),
        ("toolkit", "LearningResource"),
        ("resource", "CreativeWork"),
        ("pathway", "WebPage"),
        ("course", "Course"),
        ("session", "EducationEvent"),
    ],
)
def test_the_page_of_a_record_says_what_it_is_and_where_it_stands(client, records, name, kind):
    record = records[name]

    assert types_of(client.get(record.get_absolute_url()).text) == [kind, "BreadcrumbList"]


def test_the_home_page_says_who_publishes_the_portal_and_how_to_search_it(client, settings):
    settings.HSCP_CONTACT_EMAIL = "portal@example.org"

    [block] = blocks_of(client.get("/").text)

    site, publisher = block["@graph"]
    assert (
        site["potentialAction"]["target"]["urlTemplate"]
        == "http://localhost:8000/search/?q={search_term_string}"
    )
    assert site["publisher"] == {"@id": publisher["@id"]}
    assert (publisher["name"], publisher["email"]) == (
        "Hampshire Safeguarding Children Partnership",
        "portal@example.org",
    )
    assert faults_of(block) == []


def test_the_glossary_is_a_set_of_terms(client, records):
    terms, _ = blocks_of(client.get(reverse("themes:glossary")).text)

    assert terms["hasDefinedTerm"] == [
        {
            "@type": "DefinedTerm",
            "name": "LADO",
            "alternateName": ["Local authority designated officer", "DO"],
            "description": records["term"].explanation or "Local authority designated officer",
            "url": f"http://localhost:8000/glossary/#{records['term'].slug}",
        }
    ]


def test_the_way_to_a_page_begins_at_home_and_ends_with_the_page(client):
    theme = make_theme(title="Ice & snow")

    *_, way = blocks_of(client.get(theme.get_absolute_url()).text)

    assert [(step["position"], step["name"], step["item"]) for step in way["itemListElement"]] == [
        (1, "Home", "http://localhost:8000/"),
        (2, "Themes", "http://localhost:8000/themes/"),
        (3, "Ice & snow", f"http://localhost:8000{theme.get_absolute_url()}"),
    ]


def test_a_toolkit_for_families_stands_behind_their_door(client):
    toolkit = make_toolkit(audience_group=AudienceGroup.PARENTS_AND_CARERS)

    *_, way = blocks_of(client.get(toolkit.get_absolute_url()).text)

    assert way["itemListElement"][1]["name"] == "Parents and carers"


def test_a_course_without_a_summary_is_described_all_the_same(client):
    course = make_course(title="Tour", summary="", aims="")

    assert blocks_of(client.get(course.get_absolute_url()).text)[0]["description"] == "Tour"


def test_addresses_are_of_the_portal_whatever_the_reader_called_it(client, records, settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.HSCP_ADDRESS = "https://portal.example.org"

    for record in records.values():
        blocks = blocks_of(client.get(record.get_absolute_url(), headers={"host": "evil.example.net"}).text)

        assert (str(record), "evil" in json.dumps(blocks)) == (str(record), False)
        assert "https://portal.example.org" in json.dumps(blocks)


def test_a_session_that_is_made_up_is_offered_to_nobody(client):
    course = make_course()
    session = make_session(course, is_example=True)

    assert "EducationEvent" not in types_of(client.get(session.get_absolute_url()).text)
    assert "hasCourseInstance" not in client.get(course.get_absolute_url()).text
