"""No record stands at the address of another page: the words are read from the addresses themselves."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import get_resolver, reverse
from django.urls.resolvers import RoutePattern

from contacts.models import FinderQuestion, Pathway
from hscp.editing.freshness.kinds import content_kinds
from hscp.languages.models import Wording
from hscp.records.slugs import unique_slug
from hscp.site.doctor import content
from hscp.web.addresses import A_SLUG
from resources.models import Resource, Toolkit
from tests.factories import make_pathway, make_theme, make_toolkit
from themes.models import Theme

# What the addresses have today. A new one that stands beneath a list makes this fail: see that no record has its word.
TAKEN = {
    Theme: {"feed"},
    Toolkit: {"feed"},
    Resource: {"feed"},
    Pathway: {"sheet", "find"},
    FinderQuestion: {"emergency"},
}


def routes(resolver=None, before=""):
    """Yield every route of the site as it is written, such as "themes/<slug:slug>/pack.pdf"."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each.pattern, RoutePattern):
            route = f"{before}{each.pattern}"
            if hasattr(each, "url_patterns"):
                yield from routes(each, route)
            else:
                yield route


def words_beneath(model):
    """Return the words that routes have where the pages of `model` have their slug, and that could be one."""
    if model is Wording:
        # Its address is that of its page in English and its language.
        return set()
    path = model(slug=A_SLUG).get_absolute_url()
    before, found, after = path.removeprefix("/").partition(A_SLUG)
    if not found or "#" in before:
        return set()
    fixed = {route[len(before) :] for route in routes() if route.startswith(before) and route.endswith(after)}
    return {rest[: -len(after)] for rest in fixed if re.fullmatch(r"[-\w]+", rest[: -len(after)])}


def test_each_kind_knows_the_words_that_other_pages_have():
    # A wording has the address of its record, and the language below it.
    kinds = [model for model in content_kinds() if model is not Wording]
    found = {model: words for model in kinds if (words := words_beneath(model))}

    assert found == TAKEN
    for model, words in found.items():
        assert {word for word in [*words, "neglect", A_SLUG] if model.is_shadowed(word)} == words


CASES = [(model, word) for model, words in TAKEN.items() for word in sorted(words)]


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "word"), CASES)
def test_such_a_word_is_refused_and_never_chosen(client, model, word):
    record = model(title=word.capitalize(), slug=word)

    with pytest.raises(ValidationError) as refused:
        record.clean_fields(exclude=["state"])

    assert refused.value.message_dict["slug"] == [
        f"“{word}” belongs to another page of this site, so that nobody could open this one. "
        f"Choose another address, such as “{word}-2”."
    ]
    assert unique_slug(model, word.capitalize()) == f"{word}-2"
    record.clean_fields(exclude=["slug"])


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["feed", "sheet"])
def test_a_kind_without_such_a_page_has_the_word(word):
    model = Pathway if word == "feed" else Theme

    assert unique_slug(model, word) == word
    model(title="T", slug=word).clean_fields()


@pytest.mark.django_db
def test_the_form_of_an_editor_says_so(editor):
    page = editor.post(
        reverse("admin:resources_toolkit_add"), {"title": "Feed", "slug": "feed", "state": "draft"}
    )

    assert page.status_code == 200
    assert "“feed” belongs to another page of this site" in page.text
    assert not Toolkit.objects.exists()


@pytest.mark.django_db
def test_the_doctor_finds_those_that_are_there_already():
    assert [(each.state.value, each.what) for each in content.addresses()] == [("ok", "Addresses")]
    theme, pathway = make_theme(slug="feed"), make_pathway(slug="find", state="draft")
    make_toolkit(slug="find")

    said = [(each.state.value, each.says) for each in content.addresses()]

    assert said == [
        (
            "look",
            f"Nobody can open the theme “feed”: another page has its address. Give it another one at /admin/themes/theme/{theme.pk}/change/.",
        ),
        (
            "look",
            f"Nobody can open the contact pathway “find”: another page has its address. Give it another one at /admin/contacts/pathway/{pathway.pk}/change/.",
        ),
    ]
