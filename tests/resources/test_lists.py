"""The filtered lists: what each filter keeps, what the counts promise, and addresses with nonsense in them."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from hscp.records.state import State
from hscp.search.index.documents import refresh_all
from hscp.search.query.find import search
from hscp.vocabulary import Area, AudienceGroup
from resources.filters import ResourceFilter
from resources.models import Resource
from tests.factories import (
    make_audience,
    make_course,
    make_publisher,
    make_resource,
    make_theme,
    make_toolkit,
    put_in_pack,
)

pytestmark = pytest.mark.django_db
RESOURCES, TOOLKITS, COURSES = "resources:resource_list", "resources:toolkit_list", "training:course_list"


def ask(client, name, **query):
    refresh_all()
    return client.get(reverse(name), query)


def titles(response):
    return [record.title for record in response.context["page_obj"]]


def counts(response, name):
    return response.context["filter"].form.fields[name].widget.counts


def test_a_list_without_filters_shows_everything_live_by_title(client):
    make_resource(title="B")
    make_resource(title="A")
    make_resource(title="C", state=State.DRAFT)

    assert titles(ask(client, RESOURCES)) == ["A", "B"]


def test_values_of_one_facet_widen_and_facets_narrow_one_another(client):
    make_resource(title="A", kind="law", area=Area.NATIONAL)
    make_resource(title="B", kind="video", area=Area.NATIONAL)
    make_resource(title="C", kind="video", area=Area.HAMPSHIRE)
    make_resource(title="D", kind="form_or_template", area=Area.NATIONAL)

    response = ask(client, RESOURCES, kind=["law", "video"], area="national")

    assert titles(response) == ["A", "B"]


def test_counts_say_how_many_each_choice_would_leave_beside_the_other_filters(client):
    make_resource(title="A", kind="law", area=Area.NATIONAL)
    make_resource(title="B", kind="video", area=Area.NATIONAL)
    make_resource(title="C", kind="video", area=Area.HAMPSHIRE)

    response = ask(client, RESOURCES, kind="law")

    assert counts(response, "kind") == {"law": 1, "video": 2}
    assert counts(response, "area") == {"national": 1}


@pytest.mark.parametrize("kind", ["law", "video"])
def test_every_count_is_kept_when_its_choice_is_taken(client, kind):
    theme = make_theme()
    for number, (kind_of, area) in enumerate(
        [("law", "national"), ("video", "national"), ("video", "hampshire")]
    ):
        record = make_resource(kind=kind_of, area=area)
        if number:
            put_in_pack(theme, record)
            put_in_pack(theme, record, section="additional")

    before = ask(client, RESOURCES, kind=kind)

    for name in ("theme", "area", "audience"):
        for value, number in (
            counts(before, name).items() if name in before.context["filter"].form.fields else ()
        ):
            after = ask(client, RESOURCES, **{"kind": kind, name: value})
            assert (name, value, len(titles(after))) == (name, value, number)


def test_a_choice_that_would_leave_nothing_is_offered_only_while_it_is_ticked(client):
    make_resource(kind="law")

    response = ask(client, RESOURCES, kind="video")

    assert titles(response) == []
    assert counts(response, "kind") == {"law": 1, "video": 0}


def test_a_facet_without_a_choice_is_left_out(client):
    make_resource()

    response = ask(client, RESOURCES)

    assert "area" not in response.context["filter"].form.fields


def test_a_theme_keeps_what_its_pack_holds_each_once(client):
    theme, other = make_theme(slug="one"), make_theme(slug="two")
    record = make_resource(title="A")
    put_in_pack(theme, record)
    put_in_pack(theme, record, section="additional")
    put_in_pack(other, record)
    make_resource(title="B")

    response = ask(client, RESOURCES, theme=["one", "two"])

    assert titles(response) == ["A"]
    assert counts(response, "theme") == {"one": 1, "two": 1}


def test_a_theme_keeps_its_lead_toolkit_too(client):
    lead, both = make_toolkit(title="Lead"), make_toolkit(title="Both")
    theme = make_theme(slug="one", lead_toolkit=lead)
    make_theme(slug="two", lead_toolkit=both)
    put_in_pack(theme, both)
    put_in_pack(theme, lead)
    make_toolkit(title="Neither")

    response = ask(client, TOOLKITS, theme="one")

    assert titles(response) == ["Both", "Lead"]
    assert counts(response, "theme") == {"one": 2, "two": 1}


def test_an_audience_keeps_its_whole_group_or_a_finer_audience_in_it(client):
    school = make_audience(slug="schools", group=AudienceGroup.PROFESSIONALS)
    make_course(title="A").audiences.add(school)
    make_course(title="B")
    make_course(title="C", audience_group=AudienceGroup.PARENTS_AND_CARERS)

    whole = ask(client, COURSES, audience="professionals")
    finer = ask(client, COURSES, audience=["professionals.schools", "parents_and_carers"])

    assert titles(whole) == ["A", "B"]
    assert titles(finer) == ["A", "C"]
    assert counts(finer, "audience") == {
        "professionals": 2,
        "professionals.schools": 1,
        "parents_and_carers": 1,
    }


@pytest.mark.parametrize(
    "text",
    ["guide visit", "VISITING guides", "visit-guide", "visits  and guide", "lighthouse", "trust guide"],
)
def test_words_are_looked_for_as_on_the_search_page(client, text):
    make_resource(
        title="A guide",
        aliases="Lighthouse",
        summary="For visits",
        publisher=make_publisher(name="The Trust"),
    )
    make_resource(title="A guide to other things")
    make_toolkit(title="A guide to visits", aliases="Lighthouse Trust")

    listed = titles(ask(client, RESOURCES, q=text))

    assert listed == ["A guide"]
    assert listed == [hit.title for hit in search(text, filters={"kind": ["resource"]}).hits]


def test_the_best_match_comes_first_and_the_order_holds_over_the_pages(client):
    for number in range(20):
        make_resource(title=f"A{number:02}", summary="About the lighthouse")
    make_resource(title="Lighthouse")

    first, second = (ask(client, RESOURCES, q="lighthouse", page=page) for page in (1, 2))

    found = [hit.title for hit in search("lighthouse", page_size=100).hits]
    assert titles(first)[0] == "Lighthouse"
    assert titles(first) + titles(second) == found


def test_a_value_that_the_list_does_not_know_is_left_out_and_named(client):
    make_toolkit(title="A")

    response = ask(client, TOOLKITS, theme="gone", audience=["professionals", "<b>"], q="&")

    assert titles(response) == ["A"]
    assert response.context["filter"].ignored == [
        {"label": "Words", "text": "&"},
        {"label": "Audience", "text": "<b>"},
        {"label": "Theme", "text": "gone"},
    ]
    assert "Theme: gone" in response.content.decode()
    assert "&lt;b&gt;" in response.content.decode()


@pytest.mark.parametrize("name", [RESOURCES, TOOLKITS, COURSES, "contacts:pathway_list"])
@pytest.mark.parametrize("field", ["q", "theme", "audience", "kind", "format", "area", "for_whom", "urgency"])
@pytest.mark.parametrize(
    "value", ["\x00", "a\x00b", "%00", "'--", "x" * 10_000, "\u202e", "1" * 400, "professionals."]
)
def test_hostile_values_never_fail(client, name, field, value):
    assert ask(client, name, **{field: value}).status_code == 200


@pytest.mark.parametrize(
    "page", ["0", "-1", "2", "999999999999999999999999", "9" * 5000, "one", "\x00", "1.5", ""]
)
def test_a_page_that_is_not_there_is_missing(client, page):
    make_resource()

    assert ask(client, RESOURCES, page=page).status_code == (200 if page == "" else 404)


def test_the_filters_stay_in_the_links_to_other_pages(client):
    for _ in range(21):
        make_resource(kind="law", summary="word")

    response = ask(client, RESOURCES, kind="law", q="word")
    page = response.content.decode()

    assert 'href="?kind=law&amp;q=word&amp;page=2"' in page
    assert "1 to 20 of 21 resources" in page
    assert "<title>Resources, page 1 of 2 –" in page


def test_pages_neither_repeat_nor_lose_records_of_one_title(client):
    made = {make_resource(title="The same").pk for _ in range(41)}

    seen = [
        record.pk for page in (1, 2, 3) for record in ask(client, RESOURCES, page=page).context["page_obj"]
    ]

    assert (len(seen), set(seen)) == (41, made)


def test_a_filter_in_use_can_be_removed_by_its_tag(client):
    make_resource(kind="law")

    page = ask(client, RESOURCES, kind=["law", "video"], q="resource").content.decode()

    assert 'class="portal-applied__tag" href="?kind=law&amp;kind=video"' in page
    assert 'class="portal-applied__tag" href="?q=resource&amp;kind=video"' in page


def test_a_page_keeps_its_choices_to_itself():
    make_theme()

    ResourceFilter(QueryDict(), Resource.objects.live())

    assert "choices" not in ResourceFilter.base_filters["theme"].extra


def test_the_form_of_a_page_does_not_read_its_choices_once_more():
    filters = ResourceFilter(QueryDict(), Resource.objects.live())

    assert filters.form.fields["kind"].choices is filters.filters["kind"].field.choices
    assert filters.form.fields["kind"].widget is not filters.filters["kind"].field.widget
