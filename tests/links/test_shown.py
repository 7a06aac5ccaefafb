"""What the public is shown of the ways to a record, and which records lead nowhere."""

import datetime

import pytest
from django.utils import timezone

from hscp.links.models import load_links
from hscp.search.index.documents import refresh_all
from resources.models import Resource, Toolkit
from tests.factories import (
    make_course,
    make_link,
    make_publisher,
    make_resource,
    make_session,
    make_toolkit,
    put_file,
    put_link,
)
from training.models import Course

pytestmark = pytest.mark.django_db

PAGE = "https://www.example.org/guide"


@pytest.mark.parametrize(
    ("fields", "shown", "missing"),
    [
        ({}, [(PAGE, False, False, False)], False),
        ({"state": "suggested"}, [(PAGE, False, True, False)], False),
        ({"parent_page": True}, [(PAGE, True, False, False)], False),
        ({"state": "broken"}, [("", False, False, True)], False),
        ({"state": "withdrawn"}, [], True),
    ],
)
def test_a_link_is_shown_by_what_is_known_of_it(fields, shown, missing):
    resource = make_resource()
    put_link(resource, PAGE, **fields)

    ways = [(way.address, way.parent_page, way.unchecked, way.broken) for way in resource.links_shown]
    assert (ways, resource.link_missing) == (shown, missing)
    assert list(Resource.objects.link_missing()) == ([resource] if missing else [])
    assert list(Resource.objects.link_given()) == ([] if missing else [resource])


def test_links_and_files_are_shown_in_the_editors_order():
    toolkit = make_toolkit()
    file = put_file(toolkit, "libraryfile/a.pdf")
    put_link(toolkit, PAGE)
    toolkit.link_rows.filter(file=file).update(order=9)

    assert [way.address for way in toolkit.links_shown] == [PAGE, file.get_absolute_url()]
    assert (toolkit.target, toolkit.host) == (PAGE, "example.org")


@pytest.mark.parametrize(
    ("fields", "address"),
    [({}, PAGE), ({"state": "suggested"}, ""), ({"parent_page": True}, ""), ({"state": "broken"}, "")],
)
def test_documents_are_given_what_somebody_stands_for(fields, address):
    toolkit = make_toolkit()
    put_link(toolkit, PAGE, **fields)

    assert toolkit.confirmed_address == address


@pytest.mark.parametrize("number", [1, 30])
def test_records_of_several_kinds_are_loaded_in_one_query(django_assert_num_queries, number):
    records = []
    for _ in range(number):
        records += [make_toolkit(link=PAGE), make_resource(), make_course(link=PAGE)]

    with django_assert_num_queries(1):
        load_links(records)
        assert {(type(record), record.target) for record in records} == {
            (Toolkit, PAGE),
            (Resource, ""),
            (Course, PAGE),
        }


def test_a_course_leads_to_where_its_provider_takes_bookings():
    provider = make_publisher(default_link=make_link(PAGE))
    course, other = (
        make_course(provider=provider),
        make_course(provider=provider, link="https://www.example.org/own"),
    )

    assert [(way.address, way.is_default) for way in course.links_shown] == [(PAGE, True)]
    assert other.target == "https://www.example.org/own"
    assert (course.confirmed_address, list(Course.objects.link_missing())) == ("", [])
    provider.default_link.state = "withdrawn"
    provider.default_link.save()
    assert list(Course.objects.link_missing()) == [course]


@pytest.mark.parametrize(
    ("state", "days", "missing"),
    [
        ("open", 7, False),
        ("closed", 7, False),
        ("draft", 7, True),
        ("cancelled", 7, True),
        ("open", -7, True),
    ],
)
def test_a_course_with_dates_to_come_is_not_missing_a_link(state, days, missing):
    course = make_course()
    starts = timezone.now() + datetime.timedelta(days=days)
    make_session(course, state=state, starts_at=starts, ends_at=starts + datetime.timedelta(hours=1))

    assert Course.objects.link_missing().exists() is missing


def test_a_record_that_is_not_available_says_why_and_is_not_missing(client):
    resource = make_resource(not_available="it is out of print.")

    page = client.get(resource.get_absolute_url()).content.decode()

    assert "This resource is not available: it is out of print." in page
    assert list(Resource.objects.link_missing()) == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, ">Open the resource</a>"),
        ({"kind": "form"}, ">Open the form</a>"),
        ({"label": "Leaflet", "language": "Welsh"}, ">Leaflet (Welsh)</a>"),
        ({"parent_page": True}, ">Find it on example.org</a>"),
        ({"state": "broken"}, "The link to this resource is being mended."),
    ],
)
def test_a_records_page_says_what_each_way_is(client, fields, words):
    resource = make_resource()
    put_link(resource, PAGE, **fields)

    page = client.get(resource.get_absolute_url()).content.decode()

    assert words in page
    assert (f'href="{PAGE}"' in page) is (fields.get("state") != "broken")


@pytest.mark.parametrize(("state", "times"), [("suggested", 1), ("confirmed", 0)])
def test_a_page_says_once_that_links_are_not_checked(client, state, times):
    resource = make_resource()
    put_link(resource, PAGE, state=state)
    put_link(resource, state=state)
    refresh_all()

    page = client.get(resource.get_absolute_url()).content.decode()

    assert page.count("The partnership has not checked every link on this page yet.") == times
