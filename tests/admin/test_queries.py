"""No admin page makes more queries when there is more to show. The figures are literal, so a change is deliberate."""

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.models import OpeningHours, Pathway, PathwayStep, ThresholdLevel
from hscp.models import OldAddress, User
from hscp.search.models import (
    CrisisCard,
    EverydayPhrases,
    PinnedAnswer,
    Place,
    SearchCount,
    SearchDocument,
    Synonym,
)
from resources.models import Publisher, Resource, Toolkit
from tests.admin.pages import address, list_address
from tests.factories import (
    make_audience,
    make_contact_change,
    make_contact_point,
    make_course,
    make_pathway,
    make_process,
    make_publisher,
    make_resource,
    make_situation,
    make_staff,
    make_term,
    make_theme,
    make_threshold_level,
    make_toolkit,
    put_in_pack,
)
from themes.models import Audience, Process, ProcessSection, Situation, Term, Theme
from training.models import Course


@pytest.fixture(autouse=True)
def known_content_types(db):
    """Let the process know the content types, as it does after its first pages."""
    ContentType.objects.get_for_models(*apps.get_models())


SIZES = pytest.mark.parametrize("count", [3, 30])


def fill(count):
    """Make `count` of every kind of record, related to one another."""
    for number in range(count):
        owner, publisher, audience = make_staff(), make_publisher(), make_audience()
        theme = make_theme(owner=owner)
        toolkit = make_toolkit(owner=owner)
        resource = make_resource(owner=owner, publisher=publisher)
        resource.audiences.add(audience)
        course = make_course(owner=owner, provider=publisher, toolkit=toolkit)
        pathway = make_pathway(owner=owner)
        process = make_process(owner=owner)
        process.themes.add(theme)
        for record in (toolkit, resource, course, pathway):
            put_in_pack(theme, record, order=number)
        situation = make_situation(owner=owner)
        situation.themes.add(theme)
        situation.pathways.add(pathway)
        make_term(owner=owner)
        if number < 4:
            make_threshold_level(number=number + 1, owner=owner)
        OldAddress.objects.create(old_path=f"/old/{number}/", new_path="/new/")
        Synonym.objects.create(words=f"Word {number}", means="Theme")
        document = SearchDocument.objects.create(
            kind="theme", object_id=number, sequence=number, data={"label": "Theme", "url": f"/{number}/"}
        )
        PinnedAnswer.objects.create(words=f"Word {number}", document=document)
        EverydayPhrases.objects.create(phrases="a phrase", document=document)
        Place.objects.create(area=f"Area {number}", names="a name", document=document)
        CrisisCard.objects.create(name=f"Crisis {number}", words="words of fear")
        SearchCount.objects.create(day=timezone.localdate(), term=f"word {number}", count=5)


LISTS = {
    Theme: 8,
    Process: 9,
    Situation: 10,
    Term: 8,
    Audience: 7,
    Toolkit: 9,
    Resource: 11,
    Publisher: 7,
    Course: 11,
    Pathway: 9,
    ThresholdLevel: 8,
    User: 9,
    OldAddress: 7,
    Synonym: 7,
    PinnedAnswer: 7,
    EverydayPhrases: 7,
    Place: 7,
    CrisisCard: 7,
    SearchCount: 6,
}


@SIZES
def test_a_list_costs_the_same_for_few_and_many(signed_in, count):
    fill(count)
    client = signed_in("administrator")

    costs = {}
    for model in LISTS:
        with CaptureQueriesContext(connection) as queries:
            page = client.get(list_address(model))
        assert page.status_code == 200
        costs[model] = len(queries)

    assert costs == LISTS


@SIZES
def test_editing_a_list_costs_the_same_for_few_and_many(publisher, count, django_assert_num_queries):
    fill(count)

    with django_assert_num_queries(11):
        publisher.get(list_address(Toolkit, "edit_list"))


@SIZES
def test_a_pack_costs_the_same_for_few_and_many_rows(publisher, count, django_assert_num_queries):
    theme = make_theme(lead_toolkit=make_toolkit(), owner=make_staff())
    for number in range(count):
        collection = make_resource(kind="collection")
        put_in_pack(theme, make_toolkit(), order=number)
        put_in_pack(theme, make_resource(), collection=collection, order=number)
        put_in_pack(theme, make_course(), order=number)
        put_in_pack(theme, make_pathway(), order=number)
        make_process().themes.add(theme)

    with django_assert_num_queries(35):
        publisher.get(address(theme, "change"))


@SIZES
def test_reading_a_pack_that_one_may_not_change_costs_the_same(editor, count, django_assert_num_queries):
    theme = make_theme()
    for number in range(count):
        collection = make_resource(kind="collection")
        put_in_pack(theme, make_toolkit(), order=number)
        put_in_pack(theme, make_resource(), collection=collection, order=number)
        put_in_pack(theme, make_course(), order=number)
        put_in_pack(theme, make_pathway(), order=number)

    with django_assert_num_queries(33):
        editor.get(address(theme, "change"))


@SIZES
def test_a_pathway_costs_the_same_for_few_and_many_numbers(publisher, count, django_assert_num_queries):
    pathway = make_pathway()
    for number in range(count):
        point = make_contact_point(pathway, to_verify="Ring it", order=number)
        OpeningHours.objects.create(contact_point=point, weekday=1, opens="09:00", closes="17:00")
        make_contact_change(pathway, contact_point=point, proposed_by=make_staff())
        make_contact_change(pathway, contact_point=None, before={}, proposed_by=make_staff())
        PathwayStep.objects.create(pathway=pathway, text="<p>Ring.</p>", order=number)
        put_in_pack(make_theme(), pathway)

    with django_assert_num_queries(33):
        publisher.get(address(pathway, "change"))


@SIZES
def test_a_process_costs_the_same_for_few_and_many_parts(publisher, count, django_assert_num_queries):
    process = make_process()
    for number in range(count):
        ProcessSection.objects.create(process=process, heading=f"Part {number}", order=number)
        process.themes.add(make_theme())
        process.resources.add(make_resource())
        process.pathways.add(make_pathway())

    with django_assert_num_queries(25):
        publisher.get(address(process, "change"))


@SIZES
def test_a_toolkit_costs_the_same_for_few_and_many_uses(publisher, count, django_assert_num_queries):
    toolkit = make_toolkit()
    for _ in range(count):
        put_in_pack(make_theme(lead_toolkit=toolkit), toolkit)
        make_course(toolkit=toolkit)

    with django_assert_num_queries(21):
        publisher.get(address(toolkit, "change"))


@SIZES
def test_a_publishing_organisation_costs_the_same_for_few_and_many_uses(
    publisher, count, django_assert_num_queries
):
    organisation = make_publisher()
    for _ in range(count):
        make_resource(publisher=organisation)
        make_course(provider=organisation)

    with django_assert_num_queries(9):
        publisher.get(address(organisation, "change"))


@pytest.mark.parametrize("count", [3, 30])
def test_a_filter_offers_no_more_than_can_be_chosen_from(signed_in, count, monkeypatch):
    """Each page of a list that has thousands of organisations or packs would name them all."""
    monkeypatch.setattr("hscp.admin.filters.MOST_CHOICES", 2)
    owner, chosen = make_staff(), make_publisher(name="Harbour Trust")
    make_resource(publisher=chosen, owner=owner)
    shown = make_theme(title="Shown pack", owner=owner)
    for number in range(count):
        resource = make_resource(publisher=make_publisher(name=f"Council {number}"), owner=owner)
        put_in_pack(make_theme(title=f"Old pack {number}", state="archived", owner=owner), resource)
        put_in_pack(shown, resource)
    client = signed_in("administrator")

    page = client.get(list_address(Resource), {"publisher__id__exact": chosen.pk})
    names = {
        getattr(filter_, "field_path", filter_.title): [
            choice["display"] for choice in filter_.choices(page.context["cl"])
        ]
        for filter_ in page.context["cl"].filter_specs
    }

    assert names["publisher"] == ["All", "Harbour Trust", "-"]
    assert "Shown pack" in names["themes"]
    assert not any(name.startswith("Old pack") for name in names["themes"])
