"""The editors' list of what readers were told: who changes a line, and what its history says."""

import pytest
from django.contrib.admin.models import LogEntry

from hscp.search.models import SearchDocument
from hscp.updates.models import Update
from hscp.updates.writing import GONE
from tests.factories import make_theme, make_toolkit
from tests.site.updates.test_pages import make_update

pytestmark = pytest.mark.django_db
LIST = "/admin/updates/update/"


@pytest.fixture
def line():
    return make_update(make_theme(title="Neglect"), "new indicator chart")


def page_of(line):
    return f"{LIST}{line.pk}/change/"


def test_a_publisher_rewords_a_line_and_its_history_says_so(publisher, line):
    publisher.post(page_of(line), {"words": "a chart of signs", "major": "on"})

    line.refresh_from_db()
    assert (line.words, line.major, line.silenced) == ("a chart of signs", True, False)
    history = publisher.get(f"{LIST}{line.pk}/history/").text
    assert "It said “new indicator chart” before. Major: yes." in history


def test_an_editor_reads_but_does_not_change_it(editor, line):
    assert "Neglect" in editor.get(page_of(line)).text
    assert editor.post(page_of(line), {"words": "other words"}).status_code == 403


def test_no_words_are_refused_with_what_to_do(publisher, line):
    page = publisher.post(page_of(line), {"words": ""})

    assert page.status_code == 200
    assert "This field is required" in page.text


@pytest.mark.parametrize(
    ("action", "field", "before", "after"),
    [
        ("silence", "silenced", False, True),
        ("show_again", "silenced", True, False),
        ("make_major", "major", False, True),
        ("make_minor", "major", True, False),
    ],
)
def test_many_lines_at_once(publisher, line, action, field, before, after):
    Update.objects.update(**{field: before})
    publisher.post(LIST, {"action": action, "_selected_action": [line.pk]})

    line.refresh_from_db()
    assert getattr(line, field) is after
    assert LogEntry.objects.count() == 1


def test_a_silenced_line_is_gone_from_the_public_page(publisher, client, line):
    publisher.post(page_of(line), {"words": line.words, "silenced": "on"})

    assert "new indicator chart" not in client.get("/updates/").text.lower()


@pytest.mark.parametrize("number", [1, 30])
def test_queries_of_the_list(publisher, django_assert_num_queries, number):
    for _ in range(number):
        make_update(make_theme())
    publisher.get(LIST)

    with django_assert_num_queries(7):
        publisher.get(LIST)


@pytest.mark.parametrize("number", [1, 30])
def test_lines_whose_page_search_does_not_know_cost_no_more(publisher, django_assert_num_queries, number):
    for _ in range(number):
        make_update(make_theme())
    SearchDocument.objects.all().delete()
    publisher.get(LIST)

    with django_assert_num_queries(7):
        assert "Themes" in publisher.get(LIST).text


def test_lines_go_with_a_record_that_is_deleted(publisher):
    toolkit = make_toolkit(title="Graded care")
    make_update(toolkit)
    publisher.post(f"/admin/resources/toolkit/{toolkit.pk}/delete/", {"post": "yes"})

    assert not type(toolkit).objects.exists()
    assert [update.words for update in Update.objects.all()] == [GONE]
    assert publisher.get(LIST).status_code == 200


def test_nobody_deletes_a_line_by_itself(publisher, line):
    assert publisher.post(f"{LIST}{line.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    ("action", "field", "before"),
    [
        ("silence", "silenced", False),
        ("show_again", "silenced", True),
        ("make_major", "major", False),
        ("make_minor", "major", True),
    ],
)
def test_an_editor_has_no_action_on_many(editor, line, action, field, before):
    Update.objects.update(**{field: before})
    editor.post(LIST, {"action": action, "_selected_action": [line.pk]})

    line.refresh_from_db()
    assert getattr(line, field) is before


def test_nobody_adds_a_line(admin_client):
    assert admin_client.get(f"{LIST}add/").status_code == 403
