"""The pages of toolkits and resources: everything the record holds, and where it is used."""

import pytest
from django.core.files.base import ContentFile
from django.test import RequestFactory
from django.utils import timezone

from hscp.records.state import State
from hscp.search.index.documents import refresh_all
from hscp.vocabulary import Area, AudienceGroup, Section
from resources.views import ResourceDetail, ToolkitDetail
from tests.factories import (
    make_audience,
    make_course,
    make_process,
    make_publisher,
    make_resource,
    make_theme,
    make_toolkit,
    put_file,
    put_in_pack,
)

pytestmark = pytest.mark.django_db


def page_of(client, record):
    return client.get(record.get_absolute_url()).content.decode()


def test_a_resource_shows_what_it_holds(client):
    resource = make_resource(
        title="Guide to something",
        kind="practitioner_guide",
        publisher=make_publisher(name="The Trust"),
        summary="What it is for.",
        area=Area.NATIONAL,
        languages="Polish",
        aliases="Old name",
        link="https://www.example.org/guide",
    )
    resource.audiences.add(make_audience(name="Schools"))

    page = page_of(client, resource)

    assert "<title>Guide to something: practitioner guide –" in page
    assert '<meta name="description" content="What it is for.">' in page
    for text in (
        "The Trust",
        "What it is for.",
        "National",
        "Polish",
        "Old name",
        "Schools",
        "Professionals",
    ):
        assert text in page
    assert 'href="https://www.example.org/guide" rel="noreferrer">Open the resource</a>' in page
    assert "(example.org)" in page


def test_a_resource_says_where_it_is_used(client):
    resource, theme, process = make_resource(), make_theme(), make_process()
    put_in_pack(theme, resource, section=Section.CASE_STUDIES)
    process.resources.add(resource)

    context = client.get(resource.get_absolute_url()).context

    assert [(row.theme, row.section) for row in context["pack_rows"]] == [(theme, Section.CASE_STUDIES)]
    assert list(context["processes"]) == [process]


def test_a_collection_is_used_where_its_members_are_listed_under_it(client):
    collection, theme = make_resource(kind="collection"), make_theme()
    members = [make_resource(collection=collection, title=f"Member {n}") for n in range(2)]
    for member in members:
        put_in_pack(theme, member, collection=collection)

    context = client.get(collection.get_absolute_url()).context

    assert [row.theme for row in context["pack_rows"]] == [theme]
    assert list(context["members"]) == members


def test_a_resource_leads_to_what_replaced_it_and_to_what_it_replaced(client):
    new = make_resource(title="The new one")
    old = make_resource(title="The old one", superseded_by=new)

    assert f'replaced by <a class="govuk-link" href="{new.get_absolute_url()}"' in page_of(client, old)
    assert f'Replaces <a class="govuk-link" href="{old.get_absolute_url()}"' in page_of(client, new)


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (2019, 2023, "2019 to 2023. Check for a newer edition."),
        (None, 2023, "to 2023. Check for a newer edition."),
        (2023, 2023, "2023. Check for a newer edition."),
        (2019, 9999, "2019 to 9999<"),
        (2019, None, "from 2019<"),
    ],
)
def test_a_resource_says_for_which_years_it_is_valid(client, first, last, text):
    page = page_of(client, make_resource(valid_from_year=first, valid_to_year=last))

    assert f'<dd class="govuk-summary-list__value">{text}' in page


def test_a_resource_is_valid_to_the_end_of_its_last_year(client):
    page = page_of(client, make_resource(valid_to_year=timezone.localdate().year))

    assert "Check for a newer edition" not in page


def test_a_list_warns_of_a_resource_whose_years_are_over(client):
    make_resource(valid_from_year=2019, valid_to_year=2023)

    refresh_all()
    assert "Valid 2019 to 2023: check for a newer edition" in client.get("/resources/").content.decode()


def test_a_file_is_shown_with_its_type_and_size(client):
    resource = make_resource()
    file = put_file(resource, ContentFile(b"PK\x03\x04" + b"x" * 2044, "letter.docx"))

    page = page_of(client, resource)

    assert f'href="{file.get_absolute_url()}">{resource.title}</a>' in page
    assert "(Word, 2.0\xa0KB)" in page


def test_a_toolkit_shows_its_themes_courses_and_the_same_toolkit_for_others(client):
    toolkit = make_toolkit(title="Something")
    for_parents = make_toolkit(title="Something", audience_group=AudienceGroup.PARENTS_AND_CARERS)
    make_toolkit(title="Something", audience_group="children_and_young_people", state=State.DRAFT)
    led, listing = make_theme(lead_toolkit=toolkit, order=1), make_theme(order=2)
    put_in_pack(led, toolkit)
    put_in_pack(listing, toolkit)
    course = make_course(toolkit=toolkit)

    context = client.get(toolkit.get_absolute_url()).context

    assert list(context["themes"]) == [led, listing]
    assert list(context["courses"]) == [course]
    assert list(context["for_others"]) == [for_parents]


@pytest.mark.parametrize(("view", "make"), [(ToolkitDetail, make_toolkit), (ResourceDetail, make_resource)])
def test_a_preview_shows_a_record_in_any_state_and_says_so(view, make):
    record = make(state=State.ARCHIVED)

    response = view.as_view(preview=True)(RequestFactory().get("/"), slug=record.slug)

    assert "State: archived." in response.render().content.decode()


def test_titles_are_shown_as_text(client):
    for make in (make_toolkit, make_resource):
        page = page_of(client, make(title='"><script>alert(1)</script>', summary="<b>bold</b>"))

        assert "<script>alert" not in page
        assert "<b>bold" not in page
