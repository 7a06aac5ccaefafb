"""Which records have a picture, and what messengers get at its address."""

import pytest
from django.conf import settings

from hscp.brochure.printing import pictures
from hscp.brochure.printing.catalogue import listed
from hscp.documents import background, views
from hscp.documents.pictures import GENERAL_FILE, picture_path
from hscp.records.state import State
from hscp.security.rate_limits import RateLimit
from hscp.vocabulary import AudienceGroup
from tests.factories import (
    make_brochure,
    make_course,
    make_pathway,
    make_theme,
    make_toolkit,
    put_in_pack,
)
from themes.sensitivity import is_sensitive

pytestmark = pytest.mark.django_db
MAKERS = {
    "themes": make_theme,
    "toolkits": make_toolkit,
    "courses": make_course,
    "contacts": make_pathway,
    "brochure": make_brochure,
}
GENERAL = (settings.BASE_DIR / "static" / GENERAL_FILE).read_bytes()


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.HSCP_DOCUMENTS = tmp_path / "documents"


def path_of(kind, record):
    return picture_path(kind, record.slug, record.title)


@pytest.mark.parametrize("kind", MAKERS)
def test_a_live_record_has_a_picture_that_may_be_kept(client, kind, django_assert_num_queries):
    path = path_of(kind, MAKERS[kind](title="Ice"))

    with django_assert_num_queries(1):
        response = client.get(path)

    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert response.content.startswith(b"\x89PNG")
    assert response.content != GENERAL
    assert response["Cache-Control"] == "public, max-age=86400"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.cookies == {}
    again = client.get(path, headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.ARCHIVED])
def test_what_the_public_does_not_see_has_none(client, kind, state):
    assert client.get(path_of(kind, MAKERS[kind](state=state))).status_code == 404


def test_what_is_sensitive_has_none(client):
    theme = make_theme(sensitive=True)
    records = {"toolkits": make_toolkit(), "courses": make_course(), "contacts": make_pathway()}
    for record in records.values():
        put_in_pack(theme, record)
    led = make_toolkit()
    make_theme(sensitive=True, lead_toolkit=led)
    own = {"themes": theme, "contacts": make_pathway(sensitive=True)}
    families = {"toolkits": make_toolkit(audience_group=AudienceGroup.PARENTS_AND_CARERS)}

    for kind, record in [*records.items(), *own.items(), *families.items(), ("toolkits", led)]:
        assert (kind, client.get(path_of(kind, record)).status_code) == (kind, 404)
        assert is_sensitive(record)


def test_the_rule_is_that_of_the_pages(client):
    theme, sensitive = make_theme(), make_theme(sensitive=True)
    for made in (make_toolkit, make_course, make_pathway):
        for each in ([], [theme], [sensitive], [theme, sensitive]):
            record = made()
            for holder in each:
                put_in_pack(holder, record)

    for kind, model in pictures.MODELS.items():
        shown = {record.pk for record in model.objects.live() if not is_sensitive(record)}
        assert (kind, {record.pk for record in pictures.pictured(kind)}) == (kind, shown)


def test_an_old_address_leads_to_the_new_picture(client):
    theme = make_theme(title="Ice")
    old = path_of("themes", theme)
    theme.title = "Snow"
    theme.save()

    response = client.get(old)

    assert (response.status_code, response["Location"]) == (302, path_of("themes", theme))
    assert response["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/pictures/sheets/ice/00.png", "/pictures/themes/ice/00.png"])
def test_an_address_of_nothing_is_missing(client, path):
    assert client.get(path).status_code == 404


def test_while_it_is_made_the_general_picture_is_sent_and_not_kept(client, monkeypatch):
    monkeypatch.setattr(background, "made_within", lambda document, seconds: None)

    response = client.get(path_of("themes", make_theme()))

    assert (response.status_code, response["Cache-Control"], "ETag" in response) == (200, "no-store", False)
    assert response.content == GENERAL


def test_a_client_that_asks_for_many_new_ones_gets_the_general_picture(client, monkeypatch):
    monkeypatch.setattr(views, "NEW_DOCUMENTS_BY_NETWORK", RateLimit("few-pictures", 1, 60))
    first, second = make_theme(), make_theme()

    answers = [client.get(path_of("themes", each)).content == GENERAL for each in (first, second, first)]

    assert answers == [False, True, False]


def test_the_nightly_job_makes_them(django_assert_num_queries):
    for kind in ("toolkits", "courses", "contacts"):
        MAKERS[kind]()
    make_theme(slug="ice", title="Ice")
    make_theme(sensitive=True)

    found = [each for each in listed() if each.kind == "pictures"]

    assert len(found) == 4
    assert [(each.name, each.document().file_name) for each in found][0] == ("ice", "themes-ice.png")
    assert found[0].admin_path.startswith("/admin/themes/theme/")
