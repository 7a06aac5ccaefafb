"""How many queries each kind of page makes: a literal number, the same for one row as for thirty.

The page of a record makes one for what changed on it; of one that belongs to themes, one to learn whether one of them is
sensitive (themes/sensitivity.py).
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hscp.search.index.documents import refresh_all
from hscp.web.page_sizes import URGENT_CONTACTS
from tests.factories import (
    fill_pack,
    make_audience,
    make_booking,
    make_brochure,
    make_contact_point,
    make_course,
    make_opening_hours,
    make_pathway,
    make_pathway_step,
    make_process,
    make_process_section,
    make_publisher,
    make_resource,
    make_session,
    make_situation,
    make_term,
    make_theme,
    make_threshold_level,
    make_toolkit,
    put_in_pack,
)
from themes.models import ThemeToolkitList

pytestmark = pytest.mark.django_db
ONE_AND_THIRTY = pytest.mark.parametrize("number", [1, 30])


def make_answering_pathway(**fields):
    pathway = make_pathway(**fields)
    make_opening_hours(make_contact_point(pathway), weekday=1)
    return pathway


@pytest.fixture
def filled(filled_once, number):
    filled_once(number, lambda: make_everything(number))


def make_everything(number):
    """Make themes with full packs, and everything else a list or a page shows, `number` of each."""
    for _ in range(number):
        theme = make_theme(lead_toolkit=make_toolkit())
        put_in_pack(theme, make_toolkit(summary="word"))
        put_in_pack(theme, make_resource(publisher=make_publisher(), summary="word"))
        course = make_course(summary="word", level="Level 2")
        put_in_pack(theme, course)
        make_session(course)
        make_session(course, starts_at=timezone.now(), ends_at=timezone.now() + timedelta(hours=1))
        pathway = make_answering_pathway(purpose="word", urgency="same_day", for_young_people=True)
        put_in_pack(theme, pathway)
        process = make_process(summary="word")
        process.themes.add(theme)
        make_term(explanation="word")
        make_situation(summary="word")
        for group in ("parents_and_carers", "children_and_young_people"):
            make_toolkit(audience_group=group)
            make_resource(audience_group=group, publisher=make_publisher())
            make_course(audience_group=group)
        audience = make_audience()
        make_resource().audiences.add(audience)
        make_course().audiences.add(audience)
    level = make_threshold_level(number=1)
    level.pathways.add(pathway)
    make_brochure()
    refresh_all()


@ONE_AND_THIRTY
@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("site:home", 4),
        ("site:updates", 9),
        ("site:updates_since", 10),
        ("site:updates_feed", 3),
        ("site:theme_feed", 3),
        ("site:toolkit_feed", 5),
        ("site:resource_feed", 6),
        ("site:course_feed", 8),
        ("site:session_feed", 5),
        ("site:report_a_concern", 4),
        ("site:professionals", 0),
        ("site:parents_and_carers", 9),
        ("site:children_and_young_people", 8),
        ("site:brochure", 17),
        ("site:sitemap", 8),
        ("site:accessibility", 0),
        ("site:privacy", 0),
        ("site:cookies", 0),
        ("site:keep_on_this_phone", 2),
        ("site:manifest", 0),
        ("site:health", 0),
        ("site:robots", 0),
        ("themes:theme_list", 2),
        ("themes:process_list", 2),
        ("themes:glossary", 8),
        ("resources:toolkit_list", 4),
        ("resources:resource_list", 5),
        ("training:course_list", 7),
        ("training:dates", 7),
        ("training:calendar", 8),
        ("training:feed", 5),
        ("contacts:pathway_list", 6),
        ("contacts:sheet", 1),
        ("contacts:threshold_list", 7),
    ],
)
def test_lists_and_site_pages(client, django_assert_num_queries, filled, name, queries):
    url = reverse(name)
    # The index of this transaction is made by the first page that asks it.
    client.get(url)

    with django_assert_num_queries(queries):
        response = client.get(url)

    assert response.status_code == 200


@ONE_AND_THIRTY
@pytest.mark.parametrize(
    # A contact among the results is shown with its numbers and hours, a course with its next date.
    ("kinds", "queries"),
    [(["process", "term", "toolkit", "resource"], 1), (["course"], 2), (["pathway"], 4)],
    ids=["others", "courses", "contacts"],
)
def test_search(client, django_assert_num_queries, filled, kinds, queries):
    url = reverse("site:search")
    refresh_all()
    client.get(url, {"q": "word"})

    with django_assert_num_queries(queries):
        response = client.get(url, {"q": "word", "kind": kinds})

    assert response.context["results"].total >= len(kinds)


@ONE_AND_THIRTY
def test_search_with_contacts_above(client, django_assert_num_queries, filled):
    url = reverse("site:search")
    refresh_all()
    client.get(url, {"q": "who do I call"})

    with django_assert_num_queries(4):
        response = client.get(url, {"q": "who do I call"})

    assert response.context["contacts"]


@ONE_AND_THIRTY
def test_search_that_finds_nothing(client, django_assert_num_queries, filled):
    url = reverse("site:search")
    refresh_all()
    client.get(url, {"q": "lighthouse"})

    with django_assert_num_queries(3):
        response = client.get(url, {"q": "lighthouse"})

    assert response.context["results"].total == 0


@ONE_AND_THIRTY
def test_filtered_list(client, django_assert_num_queries, filled):
    url = reverse("resources:resource_list")
    refresh_all()
    client.get(url, {"q": "word"})

    with django_assert_num_queries(7):
        response = client.get(url, {"q": "word", "audience": "professionals", "kind": ["guidance", "law"]})

    assert response.context["page_obj"]


@pytest.mark.parametrize("number", [3, 100])
def test_theme_screen(client, django_assert_num_queries, number):
    theme = make_theme(lead_toolkit=make_toolkit())
    fill_pack(theme, number)
    ThemeToolkitList.objects.create(
        theme=theme, audience_group="professionals", label="Professional toolkits"
    )

    for course in theme.courses.all():
        make_session(course)

    with django_assert_num_queries(15):
        response = client.get(theme.get_absolute_url())

    assert response.context["pack"].course_count == number
    assert len(response.context["dates"].sessions) == 3


@ONE_AND_THIRTY
def test_theme_screen_that_names_no_contact(client, django_assert_num_queries, number):
    theme = make_theme(lead_toolkit=make_toolkit())
    for _ in range(number):
        make_answering_pathway(urgency="same_day")

    with django_assert_num_queries(15):
        response = client.get(theme.get_absolute_url())

    assert len(response.context["pack"].pathways) == min(number, URGENT_CONTACTS)


@ONE_AND_THIRTY
def test_process(client, django_assert_num_queries, number):
    process = make_process()
    for _ in range(number):
        make_process_section(process)
        process.themes.add(make_theme())
        process.resources.add(make_resource(publisher=make_publisher()))
        process.pathways.add(make_answering_pathway())

    with django_assert_num_queries(10):
        client.get(process.get_absolute_url())


@ONE_AND_THIRTY
def test_toolkit(client, django_assert_num_queries, number):
    toolkit = make_toolkit()
    for _ in range(number):
        put_in_pack(make_theme(), toolkit)
        make_session(make_course(toolkit=toolkit))

    with django_assert_num_queries(10):
        client.get(toolkit.get_absolute_url())


@ONE_AND_THIRTY
def test_resource(client, django_assert_num_queries, number):
    collection = make_resource(kind="collection", superseded_by=make_resource(), publisher=make_publisher())
    for _ in range(number):
        make_resource(collection=collection, publisher=make_publisher(), superseded_by=collection)
        put_in_pack(make_theme(), collection)
        make_process().resources.add(collection)
        collection.audiences.add(make_audience())

    with django_assert_num_queries(10):
        client.get(collection.get_absolute_url())


@ONE_AND_THIRTY
def test_course(client, django_assert_num_queries, number):
    course = make_course(toolkit=make_toolkit(), provider=make_publisher())
    for _ in range(number):
        put_in_pack(make_theme(), course)
        make_course().prerequisites.create(required=course)
        course.prerequisites.create(required=make_course())
        course.audiences.add(make_audience())
        make_session(course)

    with django_assert_num_queries(13):
        client.get(course.get_absolute_url())


@ONE_AND_THIRTY
def test_session(client, django_assert_num_queries, number):
    course = make_course(provider=make_publisher())
    session = make_session(course)
    for _ in range(number):
        put_in_pack(make_theme(), course)
        course.audiences.add(make_audience())
        make_booking(session)
        make_session(course)

    with django_assert_num_queries(8):
        client.get(session.get_absolute_url())


@ONE_AND_THIRTY
def test_pathway(client, django_assert_num_queries, number):
    pathway = make_pathway()
    for _ in range(number):
        make_opening_hours(make_contact_point(pathway), weekday=1)
        make_pathway_step(pathway)
        put_in_pack(make_theme(), pathway)
        make_process().pathways.add(pathway)
        make_situation().pathways.add(pathway)
        pathway.resources.add(make_resource(publisher=make_publisher()))

    with django_assert_num_queries(13):
        client.get(pathway.get_absolute_url())
