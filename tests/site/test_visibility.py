"""Nothing that is not live appears: not on its own page, in a list, on a page that would use it, or in a search."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hscp.records.state import State
from hscp.search.index.documents import refresh_all
from hscp.vocabulary import AudienceGroup
from tests.factories import (
    make_brochure,
    make_contact_point,
    make_course,
    make_pathway,
    make_process,
    make_resource,
    make_situation,
    make_term,
    make_theme,
    make_threshold_level,
    make_toolkit,
    put_in_pack,
)
from tests.site.sitemaps import sitemap_addresses
from themes.models import ThemeResource

pytestmark = pytest.mark.django_db

WORD = "Withheld"
NOT_LIVE = {
    "draft": lambda now: {"state": State.DRAFT},
    "in review": lambda now: {"state": State.IN_REVIEW},
    "archived": lambda now: {"state": State.ARCHIVED},
    "scheduled": lambda now: {"publish_at": now + timedelta(days=1)},
    "expired": lambda now: {"expire_at": now - timedelta(seconds=1)},
}
LISTS = [
    "site:home",
    "site:report_a_concern",
    "site:parents_and_carers",
    "site:children_and_young_people",
    "site:brochure",
    "themes:theme_list",
    "themes:process_list",
    "themes:glossary",
    "resources:toolkit_list",
    "resources:resource_list",
    "training:course_list",
    "contacts:pathway_list",
    "contacts:threshold_list",
]


@pytest.fixture(params=NOT_LIVE)
def hidden(request):
    """One record of each kind that is not live."""
    fields = {"title": WORD, **NOT_LIVE[request.param](timezone.now())}
    pathway = make_pathway(**fields, urgency="same_day", for_young_people=True)
    make_contact_point(pathway, label=WORD)
    return {
        "theme": make_theme(**fields),
        "process": make_process(**fields),
        "toolkit": make_toolkit(**fields),
        "resource": make_resource(**fields, kind="collection"),
        "course": make_course(**fields),
        "pathway": pathway,
        "situation": make_situation(**fields),
        "term": make_term(**fields),
        "level": make_threshold_level(**fields, number=1),
        "brochure": make_brochure(**fields, edition="9999"),
    }


@pytest.fixture
def using(hidden):
    """One live record of each kind, related to the hidden ones in every possible way."""
    theme = make_theme(lead_toolkit=hidden["toolkit"])
    for name in ("toolkit", "resource", "course", "pathway"):
        put_in_pack(theme, hidden[name])
    resource = make_resource(collection=hidden["resource"], superseded_by=hidden["resource"])
    put_in_pack(theme, resource, collection=hidden["resource"])
    process = make_process()
    for record in (process, hidden["process"]):
        record.themes.add(theme, hidden["theme"])
        record.resources.add(hidden["resource"], resource)
        record.pathways.add(hidden["pathway"])
    toolkit = make_toolkit()
    course = make_course(toolkit=hidden["toolkit"])
    course.prerequisites.create(required=hidden["course"])
    pathway = make_pathway()
    for record in (process, hidden["process"]):
        record.pathways.add(pathway)
    for record in (toolkit, resource, course, pathway):
        put_in_pack(hidden["theme"], record)
    for record in (toolkit, course, pathway):
        put_in_pack(theme, record)
    # The hidden records point back at the live ones, too.
    hidden["course"].toolkit = toolkit
    hidden["course"].save()
    hidden["course"].prerequisites.create(required=course)
    hidden["resource"].collection = hidden["resource"].superseded_by = resource
    hidden["resource"].save()
    level = make_threshold_level(number=2)
    level.pathways.add(hidden["pathway"])
    hidden["level"].pathways.add(pathway)
    situation = make_situation()
    for record in (situation, hidden["situation"]):
        record.themes.add(theme, hidden["theme"])
        record.pathways.add(pathway, hidden["pathway"])
    return [theme, process, toolkit, resource, course, pathway, situation]


@pytest.mark.parametrize(
    "name", ["theme", "process", "toolkit", "resource", "course", "pathway", "situation"]
)
def test_a_record_that_is_not_live_has_no_page(client, hidden, name):
    response = client.get(hidden[name].get_absolute_url())

    assert response.status_code == 404


def test_no_list_shows_what_is_not_live(client, hidden, using):
    shown = {name: WORD in client.get(reverse(name)).content.decode() for name in LISTS}

    assert shown == dict.fromkeys(LISTS, False)


def test_no_sitemap_line_leads_to_what_is_not_live(client, hidden):
    sitemap = sitemap_addresses(client)
    names = ["theme", "process", "toolkit", "resource", "course", "pathway", "situation"]

    assert [name for name in names if hidden[name].get_absolute_url() in sitemap] == []


def test_no_record_that_is_live_names_one_that_is_not(client, using):
    pages = {record.get_absolute_url(): client.get(record.get_absolute_url()) for record in using}

    assert {url: response.status_code for url, response in pages.items()} == dict.fromkeys(pages, 200)
    assert [url for url, response in pages.items() if WORD in response.content.decode()] == []


def test_a_search_does_not_find_what_is_not_live(client, hidden, using):
    refresh_all()

    response = client.get(reverse("site:search"), {"q": WORD})
    without_a_match = client.get(reverse("site:search"), {"q": "lighthouse"})

    not_live = {record.get_absolute_url() for record in hidden.values()}
    results = response.context["results"]
    assert [hit.url for hit in results.hits if hit.url in not_live] == []
    assert [each.label for counts in results.facets.values() for each in counts if WORD in each.label] == []
    assert WORD not in without_a_match.content.decode()


def test_no_list_offers_a_theme_that_is_not_live_as_a_choice(client, hidden, using):
    lists = ["resources:toolkit_list", "resources:resource_list", "training:course_list"]
    refresh_all()
    choices = {
        slug
        for name in lists
        for slug, _ in client.get(reverse(name)).context["filter"].form.fields["theme"].choices
    }

    assert choices == {using[0].slug}


def test_the_records_that_are_live_are_shown(client, using):
    """The fixtures would prove nothing if their relations did not show on these pages."""
    theme, process, toolkit, resource, course, pathway, situation = using
    make_contact_point(pathway)

    assert resource.title in client.get(theme.get_absolute_url()).content.decode()
    assert theme.title in client.get(process.get_absolute_url()).content.decode()
    assert process.title in client.get(pathway.get_absolute_url()).content.decode()
    assert pathway.title in client.get(situation.get_absolute_url()).content.decode()


def test_a_resource_whose_collection_is_not_live_is_listed_on_its_own(client, using):
    theme, resource = using[0], using[3]

    pack = client.get(theme.get_absolute_url()).context["pack"]

    [entry] = pack.sections[0].entries
    assert (entry.resource, entry.children) == (resource, [])


@pytest.mark.parametrize("group", [AudienceGroup.PARENTS_AND_CARERS, AudienceGroup.CHILDREN_AND_YOUNG_PEOPLE])
def test_the_audience_pages_leave_out_what_is_not_live(client, group):
    for make in (make_toolkit, make_resource, make_course):
        make(title=WORD, audience_group=group, state=State.DRAFT)
        make(title=f"Shown {make.__name__}", audience_group=group)
    name = {
        AudienceGroup.PARENTS_AND_CARERS: "site:parents_and_carers",
        AudienceGroup.CHILDREN_AND_YOUNG_PEOPLE: "site:children_and_young_people",
    }[group]

    page = client.get(reverse(name)).content.decode()

    assert page.count("Shown make_") >= 3
    assert WORD not in page


def test_the_hidden_pack_rows_are_really_there(using):
    assert ThemeResource.objects.filter(theme=using[0]).count() == 2
