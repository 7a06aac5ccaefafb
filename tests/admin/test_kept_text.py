"""What is typed is kept in the browser only where no form holds anything about people, and until the server says it is saved."""

import pytest
from django.contrib import admin

from hscp.privacy.declarations import DECLARATIONS
from hscp.privacy.personal_fields import personal_fields
from tests.admin.pages import address, filled_in
from tests.factories import make_booking, make_session, make_term, make_theme

PLACE = '<div id="kept-text" data-user="'
SAVED = '<meta name="saved-form" content="'


def test_no_form_with_personal_data_is_kept_in_the_browser():
    about_people = {field.model for field, _ in personal_fields(DECLARATIONS)}
    kept = {
        model
        for model_admin in admin.site._registry.values()
        if getattr(model_admin, "keeps_typed_text", False)
        for model in [model_admin.model, *(inline.model for inline in model_admin.inlines)]
    }

    assert kept & about_people == set()
    assert len(kept) > 20


@pytest.mark.django_db
def test_a_record_s_form_says_that_it_is_kept_and_one_about_people_does_not(signed_in):
    theme, session = make_theme(), make_session()
    make_booking(session)

    assert PLACE in signed_in("publisher").get(address(theme, "change")).text
    assert PLACE not in signed_in("training").get(address(session, "change")).text


@pytest.mark.django_db
def test_the_next_page_says_once_that_the_form_is_saved(signed_in):
    client = signed_in("publisher")
    where = address(make_term(state="draft"), "change")
    values = filled_in(client.get(where), title="Another title")

    landed = client.post(where, values, follow=True)

    assert f'{SAVED}{where}">' in landed.text
    assert SAVED not in client.get("/admin/").text


@pytest.mark.django_db
def test_a_form_that_came_back_is_not_called_saved(signed_in):
    client = signed_in("publisher")
    where = address(make_term(state="draft"), "change")

    returned = client.post(where, filled_in(client.get(where), title=""))

    assert SAVED not in returned.text
    assert SAVED not in client.get("/admin/").text


@pytest.mark.django_db
def test_a_form_that_was_changed_elsewhere_meanwhile_is_not_called_saved(signed_in):
    first, second = signed_in("publisher"), signed_in("publisher")
    where = address(make_term(), "change")
    opened = first.get(where)
    second.post(where, filled_in(second.get(where), title="Theirs"))

    first.post(where, filled_in(opened, title="Mine"))

    assert SAVED not in first.get("/admin/").text
