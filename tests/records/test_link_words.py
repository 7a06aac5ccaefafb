"""Links whose words say nothing of where they lead are remarked on, and nothing else is."""

import pytest

from hscp.records.rich_text import vague_links
from tests.admin.pages import address, filled_in
from tests.factories import make_theme


def _link(words):
    return f'<p>See <a href="https://example.org/a">{words}</a>.</p>'


@pytest.mark.parametrize(
    "words",
    [
        "here",
        "Click here",
        "<strong>Read more</strong>…",
        "this link",
        "https://example.org/a",
        "www.example.org",
    ],
)
def test_words_that_say_nothing_are_found(words):
    assert len(vague_links(_link(words))) == 1


@pytest.mark.parametrize(
    "words", ["The threshold guide", "More about neglect", "Childline", "example.org leaflet"]
)
def test_words_that_say_something_are_not(words):
    assert vague_links(_link(words)) == []


def test_each_is_named_once():
    assert vague_links(_link("here") + _link("here") + _link("Read more")) == ["here", "Read more"]


@pytest.mark.django_db
def test_the_form_remarks_on_them_beside_the_field_and_after_saving(signed_in):
    theme = make_theme(state="draft", introduction=_link("click here"))
    client, where = signed_in("publisher"), address(theme, "change")

    page = client.get(where)
    saved = client.post(where, filled_in(page, introduction=_link("Read more")), follow=True)

    assert page.text.count("The link “click here” does not say where it leads.") == 1
    assert "Introduction: The link “Read more” does not say where it leads." in saved.text
