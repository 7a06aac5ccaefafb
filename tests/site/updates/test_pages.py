"""The pages of what changed: filtered, counted, and never of what the public does not see."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hscp.brochure.models import PublishedEdition
from hscp.records.publishing import change_state
from hscp.records.state import State
from hscp.search.index.documents import refresh
from hscp.updates.enums import Change
from hscp.updates.models import Update, UpdateFacet
from hscp.updates.writing import GONE
from tests.factories import make_brochure, make_pathway, make_situation, make_theme, make_toolkit

pytestmark = pytest.mark.django_db
ADDRESS = "/updates/"


def make_update(record, words="new indicator chart", facets=(), **fields):
    """Return a line about `record`, which search has been told of; `facets` are (name, value)."""
    refresh(record)
    defaults = {"change": Change.CONTENTS, "kind": record._meta.model_name}
    update = Update.objects.create(record=record, words=words, **(defaults | fields))
    UpdateFacet.objects.bulk_create(
        [UpdateFacet(update=update, name=name, value=value) for name, value in facets]
    )
    return update


def words_on(client, address=ADDRESS):
    return [update.words for update in client.get(address).context["page_obj"]]


def make_edition(**fields):
    defaults = {
        "brochure": make_brochure(),
        "title": "Brochure",
        "edition": "2026",
        "slug": "2026",
        "file": "editions/2026.pdf",
        "sha256": "0" * 64,
        "size": 1,
        "pages": 1,
        "contents": {},
    }
    return PublishedEdition.objects.create(**(defaults | fields))


def test_a_line_leads_to_its_page(client):
    theme = make_theme(title="Neglect")
    make_update(theme, major=True)

    page = client.get(ADDRESS).text
    assert f'<h3><a href="{theme.get_absolute_url()}">Neglect</a></h3>' in page
    assert "New indicator chart" in page
    assert "Major change" in page


def test_the_latest_come_first(client):
    theme = make_theme()
    now = timezone.now()
    make_update(theme, "older", said_at=now - timedelta(days=2))
    make_update(theme, "newer", said_at=now - timedelta(days=1))

    assert words_on(client) == ["newer", "older"]


@pytest.mark.parametrize(
    "hidden",
    [
        {"state": State.DRAFT},
        {"state": State.IN_REVIEW},
        {"state": State.ARCHIVED},
        {"publish_at": timezone.now() + timedelta(days=900)},
        {
            "publish_at": timezone.now() - timedelta(days=9000),
            "expire_at": timezone.now() - timedelta(days=8000),
        },
    ],
)
@pytest.mark.parametrize(
    "address", [ADDRESS, "/updates/feed/", "/updates/since-the-last-brochure/", "/brochure/"]
)
def test_nothing_is_told_of_what_the_public_does_not_see(client, hidden, address):
    make_edition()
    PublishedEdition.objects.update(published_at=timezone.now() - timedelta(days=9))
    line = make_update(make_theme(title="Hidden subject", **hidden), "hidden words", major=True)

    page = client.get(address).text
    assert "Hidden subject" not in page
    assert "hidden words" not in page
    assert client.get(reverse("site:update", args=[line.pk])).status_code == 404


@pytest.mark.parametrize("fields", [{"silenced": True}, {"said_at": timezone.now() + timedelta(days=900)}])
def test_a_silenced_line_and_one_to_come_are_not_shown(client, fields):
    theme = make_theme()
    make_update(theme, "hidden words", **fields)

    assert words_on(client) == []
    assert "hidden words" not in client.get(theme.get_absolute_url()).text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("theme=neglect", ["neglect"]),
        ("theme=neglect&theme=abuse", ["abuse", "neglect"]),
        ("audience=professionals", ["neglect"]),
        ("kind=pathway", ["number"]),
        ("about=number", ["number"]),
        ("area=hampshire", ["number"]),
        ("major=yes", ["number"]),
        ("theme=neglect&kind=pathway", []),
    ],
)
def test_each_filter_narrows_the_list(client, query, expected):
    neglect, abuse = make_theme(slug="neglect"), make_theme(slug="abuse")
    make_update(neglect, "neglect", [("theme", "neglect"), ("audience", "professionals")])
    make_update(abuse, "abuse", [("theme", "abuse")])
    make_update(make_pathway(), "number", [("area", "hampshire")], change=Change.NUMBER, major=True)

    assert sorted(words_on(client, f"{ADDRESS}?{query}")) == expected


def test_choices_are_counted_within_the_other_filters(client):
    neglect = make_theme(slug="neglect", title="Neglect")
    make_update(neglect, "one", [("theme", "neglect")], major=True)
    make_update(make_pathway(), "two", [("theme", "neglect")])

    counts = client.get(f"{ADDRESS}?kind=theme").context["filter"].counts()

    assert counts["theme"] == {"neglect": 1}
    assert counts["kind"] == {"theme": 1, "pathway": 1}
    assert counts["major"] == {"yes": 1}


def test_what_is_chosen_can_be_taken_away(client):
    make_update(make_theme(slug="neglect", title="Neglect"), "one", [("theme", "neglect")])

    page = client.get(f"{ADDRESS}?theme=neglect&kind=theme").text

    assert 'href="?kind=theme"' in page


def test_a_list_of_a_sensitive_theme_can_be_left_at_once(client):
    make_update(make_theme(slug="abuse", sensitive=True), "one", [("theme", "abuse")])

    assert client.get(f"{ADDRESS}?theme=abuse")["Cache-Control"] == "no-store"
    assert client.get(ADDRESS)["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("number", [1, 30])
def test_queries_of_the_list(client, django_assert_num_queries, number):
    for _ in range(number):
        theme = make_theme()
        make_update(theme, facets=[("theme", theme.slug), ("audience", "professionals")])
    client.get(ADDRESS)

    with django_assert_num_queries(11):
        client.get(ADDRESS)


def test_what_changed_since_the_last_brochure(client):
    theme = make_theme()
    make_update(theme, "before", said_at=timezone.now() - timedelta(days=30))
    make_edition()
    PublishedEdition.objects.update(published_at=timezone.now() - timedelta(days=9))
    make_update(theme, "after", major=True)
    make_update(theme, "after but minor")

    assert words_on(client, "/updates/since-the-last-brochure/") == ["after but minor", "after"]
    section = client.get("/brochure/").text.partition("since-edition")[2].partition("</section>")[0]
    assert "after" in section
    assert "minor" not in section
    assert "before" not in section


def test_a_withdrawn_edition_is_not_the_last(client):
    make_edition(withdrawn_at=timezone.now())
    make_update(make_theme(), "one")

    page = client.get("/updates/since-the-last-brochure/")
    assert page.context["edition"] is None
    assert "No edition of the brochure has been published" in page.text


def test_a_page_says_what_changed_on_it(client):
    theme, other = make_theme(), make_theme()
    make_update(theme, "new indicator chart")
    make_update(other, "not of this page")

    page = client.get(theme.get_absolute_url()).text
    assert "new indicator chart" in page
    assert "not of this page" not in page


def test_the_address_of_a_line_leads_to_its_page_and_says_nothing_of_it(client):
    theme = make_theme()
    line = make_update(theme)

    response = client.get(f"/updates/{line.pk}/")

    assert (response.status_code, response["Location"]) == (302, theme.get_absolute_url())


def test_the_line_of_many_leads_to_the_list(client):
    line = Update.objects.create(kind="toolkit", change=Change.NEW, words="11 new pages")

    assert client.get(f"/updates/{line.pk}/")["Location"] == ADDRESS
    assert "Toolkits" in client.get(ADDRESS).text


def test_a_situation_of_parents_says_what_changed_too(client):
    situation = make_situation()
    make_update(situation, "new advice")

    assert "new advice" in client.get(situation.get_absolute_url()).text


def test_lines_go_with_a_record_that_is_merged_or_deleted():
    toolkit = make_toolkit()
    make_update(toolkit)
    toolkit.delete()

    assert Update.objects.count() == 0


def test_archiving_a_page_takes_its_lines_away(client):
    theme = make_theme()
    make_update(theme)
    change_state(queryset=type(theme).objects.all(), state=State.ARCHIVED, by=None)

    assert words_on(client) == [GONE]
