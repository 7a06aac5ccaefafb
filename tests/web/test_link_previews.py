"""What a messenger, a newsletter or a search engine shows of a link to a page."""

import re
from html import unescape

import pytest
from django.urls import reverse

from hscp.records.schema_org import LONGEST_DESCRIPTION, moment
from hscp.records.state import State
from hscp.search.index.documents import refresh_all
from hscp.vocabulary import AudienceGroup
from hscp.web.link_previews import DESCRIPTION, LONGEST_TITLE
from hscp.web.wording import shortened
from tests.factories import (
    make_brochure,
    make_contact_point,
    make_course,
    make_pathway,
    make_process,
    make_resource,
    make_session,
    make_situation,
    make_theme,
    make_toolkit,
    put_in_pack,
)
from tests.site.sitemaps import sitemap_addresses

pytestmark = pytest.mark.django_db
ADDRESS = "https://portal.example.org"
NEUTRAL = {"og:title": "Safeguarding information", "og:description": DESCRIPTION, "og:type": "website"}


@pytest.fixture(autouse=True)
def _of_the_portal(settings):
    settings.HSCP_ADDRESS = ADDRESS


def head_of(client, address, **options):
    """Return ({name or property: content} of the meta elements, canonical address or "") of a page."""
    page = client.get(address, **options).text
    metas = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', page)
    found = {name: unescape(content) for name, content in metas}
    assert len(found) == len(metas)
    canonical = re.findall(r'<link rel="canonical" href="([^"]+)">', page)
    return found, unescape(canonical[0]) if canonical else ""


def put_all_in(theme):
    """Make one record of each kind that belongs to a theme, and return them all with it."""
    pathway, course = make_pathway(purpose="Who helps."), make_course(summary="What it teaches.")
    make_contact_point(pathway)
    toolkit, resource, process = (
        make_toolkit(summary="Tools."),
        make_resource(summary="It."),
        make_process(summary="So."),
    )
    for record in (toolkit, resource, course, pathway):
        put_in_pack(theme, record)
    process.themes.add(theme)
    return [theme, pathway, course, make_session(course), toolkit, resource, process]


def test_every_page_has_all_that_is_shown_of_a_link(client):
    put_all_in(make_theme(introduction="<p>What it is.</p>"))
    make_situation(advice="<p>Do this.</p>")
    make_brochure()
    own_address = set()

    for address in sitemap_addresses(client):
        found, canonical = head_of(client, address)
        path = address.removeprefix("http://testserver")

        names = {
            "og:site_name",
            "og:locale",
            "og:type",
            "og:title",
            "og:description",
            "og:image",
            "og:image:alt",
        }
        assert (path, names - found.keys()) == (path, set())
        assert (path, found["og:locale"], found["twitter:card"]) == (path, "en_GB", "summary_large_image")
        assert found["og:image"].startswith(f"{ADDRESS}/")
        assert 0 < len(found["og:title"]) <= LONGEST_TITLE
        assert 0 < len(found["og:description"]) <= LONGEST_DESCRIPTION
        assert 0 < len(found["description"]) <= LONGEST_DESCRIPTION
        if canonical:
            own_address.add(path)
            assert (path, found["og:url"], canonical) == (path, f"{ADDRESS}{path}", f"{ADDRESS}{path}")

    # Those that may hold what their reader chose.
    paths = {address.removeprefix("http://testserver") for address in sitemap_addresses(client)}
    assert paths - own_address == {reverse("documents:custom_pack"), reverse("contacts:sheet")}


def test_the_words_are_the_record_s_own(client):
    theme = make_theme(title="Ice & <snow>", introduction="<p>Cold &amp; wet.</p>")

    found, _ = head_of(client, theme.get_absolute_url())

    assert (found["og:title"], found["og:description"]) == ("Ice & <snow>: safeguarding theme", "Cold & wet.")
    assert found["description"] == "Cold & wet."
    assert found["og:type"] == "article"
    assert found["article:modified_time"] == moment(theme.updated_at)


def test_hostile_words_stay_words(client):
    title = '"><script>alert(1)</script>'

    page = client.get(make_toolkit(title=title, summary=title).get_absolute_url()).text

    assert "<script>alert" not in page
    assert page.count('content="&quot;&gt;&lt;script&gt;') == 4


def test_a_long_summary_and_title_are_cut(client):
    toolkit = make_toolkit(title="Ice and snow " * 20, summary="What it helps with. " * 30)

    found, _ = head_of(client, toolkit.get_absolute_url())

    assert found["og:title"] == f"{'Ice and snow ' * 7}Ice and…"
    assert (
        found["og:description"] == found["description"] == f"{'What it helps with. ' * 7}What it helps with.…"
    )


def test_long_words_are_cut_after_a_word():
    assert shortened("One  two\nthree", 14) == "One two three"
    assert shortened("One two three", 10) == "One two…"
    assert shortened("Onetwothree", 5) == "Onet…"
    assert shortened("  ", 5) == ""


@pytest.mark.parametrize("is_sensitive", [True, False])
def test_what_is_sensitive_is_shown_with_neutral_words(client, is_sensitive):
    records = put_all_in(make_theme(sensitive=is_sensitive))
    shown = {}

    for record in records:
        found, canonical = head_of(client, record.get_absolute_url())
        shown[record.get_absolute_url()] = NEUTRAL.items() <= found.items()
        assert canonical == f"{ADDRESS}{record.get_absolute_url()}"
        if is_sensitive:
            words = " ".join(value for name, value in found.items() if name.startswith(("og:", "article:")))
            assert getattr(record, "course", record).title not in words
            assert found["og:image"] == f"{ADDRESS}/static/img/share.png"

    assert set(shown.values()) == {is_sensitive}


def test_what_is_for_families_is_neutral(client):
    for record in (
        make_toolkit(audience_group=AudienceGroup.PARENTS_AND_CARERS),
        make_resource(audience_group=AudienceGroup.CHILDREN_AND_YOUNG_PEOPLE),
        make_situation(advice="<p>Do this.</p>"),
    ):
        found, _ = head_of(client, record.get_absolute_url())

        assert NEUTRAL.items() <= found.items()


def test_the_address_is_one_whatever_stands_in_it(client):
    make_theme(slug="ice")

    found, canonical = head_of(
        client, f"{reverse('resources:toolkit_list')}?utm_source=x&theme=ice&audience=professionals"
    )

    assert canonical == found["og:url"] == f"{ADDRESS}/toolkits/?audience=professionals&theme=ice"


def test_no_host_that_a_reader_named_is_in_the_head(client, settings):
    settings.ALLOWED_HOSTS = ["*"]

    found, canonical = head_of(client, make_theme().get_absolute_url(), headers={"host": "evil.example.net"})

    assert "evil" not in f"{found} {canonical}"


@pytest.mark.parametrize("path", ["/search/?q=ice", "/my-pack/?theme=ice", "/training/certificates/"])
def test_a_page_that_depends_on_its_reader_is_shown_as_the_portal(client, path):
    found, canonical = head_of(client, path)

    assert (found["og:title"], canonical, "og:url" in found) == ("HSCP Safeguarding Portal", "", False)
    assert "ice" not in found["og:title"] + found["og:description"]


def test_the_words_of_a_search_in_a_list_are_in_no_address(client):
    found, canonical = head_of(client, f"{reverse('resources:toolkit_list')}?q=bruises")

    assert (canonical, found["og:url"]) == (f"{ADDRESS}/toolkits/", f"{ADDRESS}/toolkits/")
    assert "bruises" not in str(found)


def test_an_error_is_nothing_to_share(client):
    make_theme(slug="draft", state=State.DRAFT)

    for path in ("/themes/draft/", "/nowhere/"):
        found, canonical = head_of(client, path)

        assert ([name for name in found if name.startswith("og:")], canonical) == ([], "")


def test_a_preview_of_staff_is_nothing_to_share(client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("ada", "ada@example.org", "x"))
    theme = make_theme(state=State.DRAFT)

    found, canonical = head_of(client, reverse("admin:themes_theme_preview", args=[theme.pk]))

    assert ([name for name in found if name.startswith("og:")], canonical) == ([], "")


@pytest.mark.parametrize("kind", ["themes", "toolkits", "courses", "contacts"])
def test_a_record_with_a_picture_names_it_with_its_title(client, kind):
    make = {"themes": make_theme, "toolkits": make_toolkit, "courses": make_course, "contacts": make_pathway}[
        kind
    ]
    record = make(title="Ice and snow")

    found, _ = head_of(client, record.get_absolute_url())

    assert re.fullmatch(rf"{ADDRESS}/pictures/{kind}/{record.slug}/[0-9a-f]{{16}}\.png", found["og:image"])
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert found["og:image:alt"].startswith("Ice and snow")
    assert client.get(found["og:image"].removeprefix(ADDRESS)).status_code == 200


def test_the_first_page_of_a_list_is_shared_without_its_number(client):
    for number in range(60):
        make_toolkit(title=f"{number}")
    refresh_all()

    first, _ = head_of(client, "/toolkits/")
    second, _ = head_of(client, "/toolkits/?page=2")

    assert (first["og:title"], second["og:title"]) == ("Toolkits", "Toolkits, page 2 of 3")


def test_a_picture_says_its_type(client):
    found, _ = head_of(client, "/")

    assert found["og:image:type"] == "image/png"
