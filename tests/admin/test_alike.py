"""A new record that resembles one there is: asked about once, with nothing that was typed lost."""

import pytest

from resources.models import Toolkit
from tests.admin.pages import address, filled_in, list_address
from tests.factories import make_link, make_toolkit
from themes.models import Term

pytestmark = pytest.mark.django_db
ADD = list_address(Toolkit, "add")


def add(client, page, **fields):
    return client.post(ADD, filled_in(page) | fields)


def test_a_title_that_looks_alike_is_asked_about_once(editor):
    there = make_toolkit(title="Safety of boats")
    typed = {"title": "Safety on boats", "slug": "boats", "summary": "Typed.", "state": "draft"}

    asked = add(editor, editor.get(ADD), **typed)
    made = Toolkit.objects.count()
    box = asked.context["alike_keys"]
    saved = add(editor, asked, not_the_same=box)

    assert [(each["record"], each["url"]) for each in asked.context["alike"]] == [
        (there, address(there, "change"))
    ]
    assert "Typed." in filled_in(asked)["summary"]
    assert made == 1
    assert saved.status_code == 302
    assert Toolkit.objects.filter(title="Safety on boats").exists()


def test_another_title_after_the_question_is_asked_about_too(editor):
    make_toolkit(title="Safety of boats")
    make_toolkit(title="Knots and ropes")

    asked = add(editor, editor.get(ADD), title="Safety on boats", slug="boats")
    again = add(editor, asked, not_the_same=asked.context["alike_keys"], title="Knots, ropes")

    assert [str(each["record"].title) for each in again.context["alike"]] == ["Knots and ropes"]
    assert Toolkit.objects.count() == 2


def test_the_same_address_is_asked_about(editor):
    there, link = make_toolkit(title="Boats"), make_link("https://example.org/rafts")
    there.link_rows.create(link=link)
    rows = {"link_rows-TOTAL_FORMS": "1", "link_rows-0-address": "https://example.org/rafts"}

    asked = add(editor, editor.get(ADD), title="Something else", slug="else", **rows)

    assert [(each["record"], each["why"]) for each in asked.context["alike"]] == [
        (there, "the same link or file")
    ]


def test_a_record_like_no_other_and_one_that_is_changed_are_saved_at_once(editor):
    first, _ = make_toolkit(title="Safety of boats", state="draft"), make_toolkit(title="Safety on boats")

    new = add(editor, editor.get(ADD), title="Harbours", slug="harbours")
    form = editor.get(address(first, "change"))
    changed = editor.post(address(first, "change"), filled_in(form) | {"summary": "New."})
    term = editor.post(
        list_address(Term, "add"),
        filled_in(editor.get(list_address(Term, "add"))) | {"title": "Buoy", "slug": "buoy"},
    )

    assert (new.status_code, changed.status_code, term.status_code) == (302, 302, 302)
