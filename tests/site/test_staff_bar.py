"""The bar of staff on public pages: who is offered what, and that readers get nothing of it."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from hscp.editing.models import Draft
from hscp.security.staff_hint import STAFF_HINT
from tests.admin.pages import address, list_address
from tests.factories import make_pathway, make_session, make_staff, make_theme, make_toolkit
from themes.models import Theme

PASSWORD = "a long enough pass phrase"
START = ("What waits for you", "/admin/")

pytestmark = pytest.mark.django_db


def bar(client, path):
    answer = client.get("/admin/staff-bar.json", {"path": path})
    return answer.json()


def links(client, path):
    return [(link["text"], link["url"]) for link in bar(client, path)["links"]]


@pytest.mark.parametrize("make", [make_theme, make_toolkit, make_pathway])
def test_a_record_leads_to_its_form_history_and_uses(publisher, make):
    record = make(title='<b>"Words"</b>')
    form = address(record, "change")

    assert bar(publisher, record.get_absolute_url())["what"].lower() == record._meta.verbose_name
    assert links(publisher, record.get_absolute_url()) == [
        ("Edit this", form),
        ("History", address(record, "history")),
        ("Where used", f"{form}#where-used"),
        START,
    ]


def test_a_draft_can_be_looked_at(publisher):
    record = make_theme()
    Draft.objects.create(record=record, changes={})

    assert links(publisher, record.get_absolute_url())[1] == ("Preview draft", address(record, "preview"))


def test_an_editor_is_told_to_edit_what_is_live(editor):
    record = make_theme()

    assert links(editor, record.get_absolute_url())[0] == ("Edit this", address(record, "change"))


def test_who_may_only_read_is_not_told_to_edit(signed_in):
    record = make_theme()

    assert links(signed_in("training"), record.get_absolute_url())[0] == (
        "Open this",
        address(record, "change"),
    )


def test_a_session_leads_to_its_form_alone(signed_in):
    session = make_session()

    assert links(signed_in("training"), session.get_absolute_url()) == [
        ("Edit this", address(session, "change")),
        START,
    ]


def test_a_list_leads_to_the_list_of_editors(publisher):
    assert links(publisher, reverse("themes:theme_list")) == [("Edit themes", list_address(Theme)), START]


@pytest.mark.parametrize(
    "path", ["/", "", "/no-such-page/", "/themes/no-such-theme/", "//evil.example/", "x" * 5000]
)
def test_any_other_page_leads_to_the_start_page(publisher, path):
    assert links(publisher, path)[-1] == START


def test_staff_without_a_role_are_led_to_the_start_page_alone(signed_in):
    assert links(signed_in("none"), make_theme().get_absolute_url()) == [START]


def test_the_answer_is_for_those_signed_in_and_kept_nowhere(client, publisher):
    refused = client.get("/admin/staff-bar.json", {"path": "/"})
    answer = publisher.get("/admin/staff-bar.json", {"path": "/"})

    assert (refused.status_code, refused["Location"].split("?")[0]) == (302, "/admin/login/")
    assert answer["Cache-Control"].startswith("private, no-store")


def test_the_hint_comes_with_signing_in_and_goes_with_signing_out(client):
    make_staff(username="ada", password=PASSWORD)
    before = client.get("/admin/login/")
    client.post("/admin/login/", {"username": "ada", "password": "a wrong guess"})
    without = STAFF_HINT in client.cookies
    client.post("/admin/login/", {"username": "ada", "password": PASSWORD})
    hint = client.cookies[STAFF_HINT]
    client.post("/admin/logout/")

    assert (STAFF_HINT in before.cookies, without) == (False, False)
    assert (hint.value, hint["path"], hint["httponly"], hint["samesite"]) == ("1", "/", "", "Lax")
    assert hint["max-age"] == settings.SESSION_COOKIE_AGE
    assert client.cookies[STAFF_HINT].value == ""


def test_the_hint_of_a_session_that_is_over_is_taken_away_at_the_sign_in_page(client):
    client.cookies[STAFF_HINT] = "1"

    assert client.get("/admin/login/").cookies[STAFF_HINT]["max-age"] == 0


def test_the_hint_alone_grants_nothing(client):
    client.cookies[STAFF_HINT] = "1"

    assert client.get("/admin/staff-bar.json", {"path": "/"}).status_code == 302


@pytest.mark.parametrize("path", ["/", "/themes/"])
def test_the_page_is_the_same_for_staff_and_sets_no_cookie(publisher, path):
    publisher.cookies[STAFF_HINT] = "1"
    read, edited = Client().get(path), publisher.get(path)

    assert read.content == edited.content
    assert (dict(read.cookies), dict(edited.cookies)) == ({}, {})


def test_the_scripts_know_the_name_of_the_hint_and_the_address():
    scripts = {
        name: Path(settings.BASE_DIR, "static/js", name).read_text() for name in ("portal.js", "staff-bar.js")
    }

    assert all(re.search(rf'"{STAFF_HINT}=', text) for text in scripts.values())
    assert f"`{reverse('admin:staff_bar')}?path=" in scripts["staff-bar.js"]
