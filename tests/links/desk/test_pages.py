"""The pages of the desk: what they show, where a decision leads next, and what they cost."""

import re

import pytest
from django.urls import reverse

from hscp.links.desk import views
from hscp.links.desk.session import MOST
from hscp.records.state import State
from hscp.web.page_sizes import DESK_LINES
from tests.factories import (
    make_contact_point,
    make_course,
    make_pathway,
    make_publisher,
    make_resource,
    make_toolkit,
    put_link,
)
from tests.links.desk.test_waiting import check
from tests.links.desk.walking import DESK, decide, line_of, lines, sent

pytestmark = pytest.mark.django_db
A = "https://www.example.org/a"


def figures(client, query=""):
    context = client.get(f"{DESK}{query}").context
    return context["waiting"], context["done"], context["everything"]


def test_the_figures_fall_with_each_decision(editor):
    resource = make_resource()
    make_toolkit(link=A)
    make_contact_point(make_pathway(), kind="form", value="")
    assert figures(editor) == (2, 1, 3)

    decide(editor, line_of(editor, resource), "unavailable", because="Out of print.")

    assert figures(editor) == (1, 2, 3)


def test_the_start_page_has_the_same_figure_and_leads_there(editor):
    make_resource()
    make_course()
    make_contact_point(make_pathway(), kind="form", value="")

    [task] = [task for task in editor.get("/admin/").context["tasks"] if task.heading == "Links missing"]

    assert task.total == figures(editor)[0]
    assert [editor.get(address).context["found"] for _, _, address in task.lists] == [1, 1, 1]


def test_a_decision_leads_to_the_next_line_of_the_same_filter_and_page(editor):
    first, second = make_resource(title="A"), make_resource(title="B")
    shown = editor.get(f"{DESK}?kind=resource&page=1").context["lines"]
    assert [each["next"] for each in shown] == [f"resource-{second.pk}", ""]

    data = sent(shown[0]["line"], "address", address=A) | {"next": shown[0]["next"]}
    response = editor.post(f"{DESK}?kind=resource&page=1", data)

    assert response["Location"] == f"{DESK}?kind=resource&page=1#line-resource-{second.pk}"
    assert first.link_rows.exists()


def test_nobody_is_led_off_the_site(editor):
    resource = make_resource()
    data = sent(line_of(editor, resource), "address", address=A) | {"next": "//evil.example/"}

    assert editor.post(DESK, data)["Location"].startswith(f"{DESK}#line-")
    for page in ("undo/", "booking/"):
        for back in ("//evil.example/", "a\nSet-Cookie: b"):
            response = editor.post(f"{DESK}{page}", {"back": back, "id": "7"})
            assert response["Location"].startswith(f"{DESK}?")


def test_a_line_shows_host_address_and_evidence_and_opens_without_a_referrer(editor):
    resource = make_resource()
    link = put_link(
        resource, A, state="suggested", evidence="https://www.example.org/list ; javascript:alert(1)"
    )

    page = editor.get(DESK).content.decode()

    outside = re.findall(r'<a href="(https://www\.example\.org[^"]*)" target="_blank" rel="([^"]*)"', page)
    assert outside == [(A, "noreferrer noopener"), ("https://www.example.org/list", "noreferrer noopener")]
    assert f"<strong>{link.host}</strong>" in page
    assert 'href="javascript:' not in page


def test_titles_and_notes_are_text(editor):
    put_link(make_resource(title="<b>x</b>"), A, state="suggested", note="<i>y</i>")

    page = editor.get(DESK).content.decode()

    assert "<b>x</b>" not in page
    assert "<i>y</i>" not in page


def test_what_was_decided_stands_at_the_foot_of_the_page(editor):
    resource = make_resource(title="A leaflet")
    make_resource()
    decide(editor, line_of(editor, resource), "address", address=A)

    page = editor.get(DESK).content.decode()

    assert "A leaflet" in page
    assert f"Leads to {A}." in page


def test_what_was_told_is_told_once(editor):
    editor.post(f"{DESK}undo/", {"id": "5"})

    assert [bool(editor.get(DESK).context["told"]) for _ in range(2)] == [True, False]


def test_a_preview_stands_for_a_page_that_the_public_does_not_see(editor):
    draft, live = make_resource(state=State.DRAFT), make_resource()

    assert line_of(editor, live).records[0].page_url == live.get_absolute_url()
    assert line_of(editor, draft).records[0].page_url == reverse(
        "admin:resources_resource_preview", args=[draft.pk]
    )


def test_pages_are_bounded_and_a_page_too_far_is_the_last(editor):
    for _ in range(DESK_LINES + 1):
        make_resource()

    assert len(lines(editor)) == DESK_LINES
    assert len(lines(editor, "?page=2")) == 1
    assert len(lines(editor, "?page=99999")) == 1
    assert len(lines(editor, "?page=x")) == DESK_LINES


@pytest.mark.parametrize(
    "query", ["kind=nothing", "theme=x", "theme=999999", "publisher=-1", "suggested=maybe"]
)
def test_a_filter_that_is_not_known_filters_nothing(editor, query):
    put_link(make_resource(), A, state="suggested")

    assert len(lines(editor, f"?{query}")) == 1


def test_few_courses_of_a_provider_are_not_worth_a_booking_page(editor):
    provider = make_publisher()
    for _ in range(views.MANY_COURSES - 1):
        make_course(provider=provider)

    assert list(editor.get(DESK).context["providers"]) == []


def test_a_session_keeps_a_bounded_number_of_decisions(editor):
    session = editor.session
    session["link_desk"] = [
        {"id": number, "what": "", "title": "", "line": "", "undo": {}, "at": "2027-01-01T00:00Z"}
        for number in range(MOST)
    ]
    session.save()
    decide(editor, line_of(editor, make_resource()), "address", address=A)

    kept = editor.get(f"{DESK}decided/").context["decisions"]

    assert len(kept) == MOST
    assert kept[0]["id"] == MOST


def test_who_may_not_decide_sees_no_desk(signed_in):
    make_resource()
    verifier = signed_in("verifier")

    assert verifier.get(DESK).status_code == 403
    assert "Link desk" not in verifier.get("/admin/").content.decode()


@pytest.mark.parametrize("number", [1, 7])
def test_the_page_costs_the_same_for_few_lines_and_many(editor, number, django_assert_num_queries):
    for place in range(number):
        for make in (make_resource, make_toolkit, make_course):
            link = put_link(make(), f"{A}/{make.__name__}/{place}", state="suggested")
        make_contact_point(make_pathway(), kind="form", value="")
        check(link, "other")
    editor.get(DESK)

    with django_assert_num_queries(48):
        assert len(editor.get(DESK).context["lines"]) == 4 * number


@pytest.mark.parametrize("number", [1, 30])
def test_a_decision_costs_the_same_however_many_lines_wait(editor, number, django_assert_num_queries):
    for _ in range(number):
        resource = make_resource()
    line = line_of(editor, resource)

    with django_assert_num_queries(62):
        assert decide(editor, line, "address", address=A).status_code == 302
