"""Short addresses: what is printed on a poster leads to the live record, however it is typed, and leaves no trace."""

import re
import xml.etree.ElementTree as ET
from datetime import timedelta
from io import BytesIO

import pytest
import segno
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from hscp.models import ShortAddress
from hscp.records.merging import merge
from hscp.records.short_addresses import short_address
from hscp.records.state import State
from hscp.search.index.documents import refresh_all
from hscp.vocabulary import AudienceGroup
from tests.factories import make_staff, make_theme, make_toolkit, put_in_pack
from themes.models import Theme

pytestmark = pytest.mark.django_db
PROFESSIONALS, PARENTS = AudienceGroup.PROFESSIONALS, AudienceGroup.PARENTS_AND_CARERS


@pytest.fixture
def theme():
    return make_theme(title="Child Sexual Abuse")


def hide(theme, state):
    """Take a theme off the public pages."""
    now = timezone.now()
    fields = {
        "draft": {"state": State.DRAFT},
        "in review": {"state": State.IN_REVIEW},
        "archived": {"state": State.ARCHIVED},
        "scheduled": {"publish_at": now + timedelta(days=1)},
        "expired": {"expire_at": now - timedelta(seconds=1)},
    }[state]
    Theme.objects.filter(pk=theme.pk).update(**fields)


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_code_leads_to_the_page_and_leaves_nothing_behind(client, theme, method):
    response = getattr(client, method)("/t/child-sexual-abuse?utm_source=poster")

    assert (response.status_code, response["Location"]) == (302, theme.get_absolute_url())
    assert response["Cache-Control"] == "no-cache"
    assert response.cookies == {}
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize(
    "typed",
    [
        "Child-Sexual-Abuse",
        "CHILD-SEXUAL-ABUSE",
        "child-sexual-abuse/",
        "child-sexual-abuse.",
        "child-sexual-abuse./",
        "child-sexual-abuse,",
        "child-sexual-abuse)",
        "child-sexual-abuse ",
        "child sexual abuse",
        "child_sexual_abuse",
        "child\u2011sexual\u2013abuse",
    ],
)
def test_a_code_is_understood_as_people_type_it_from_paper(client, theme, typed):
    response = client.get(f"/t/{typed}")

    assert (response.status_code, response["Location"]) == (302, theme.get_absolute_url())


@pytest.mark.parametrize(
    "typed", ["child-sexual", "...", "%00", "child-sexual-abuse/nobody", "x" * 2000, "qr.svg", "a/b/c"]
)
def test_what_is_no_code_is_not_found(client, theme, typed):
    response = client.get(f"/t/{typed}")

    assert response.status_code == 404
    assert "<h1" in response.content.decode()


def test_a_short_address_accepts_no_input(client, theme):
    assert client.post("/t/child-sexual-abuse").status_code == 405


@pytest.mark.parametrize("state", ["draft", "in review", "archived", "scheduled", "expired"])
@pytest.mark.parametrize("path", ["", "/parents", "/professionals", "/qr.svg", "/qr.png"])
def test_what_is_not_live_is_not_found(client, theme, state, path):
    hide(theme, state)

    assert client.get(f"/t/child-sexual-abuse{path}").status_code == 404


def test_a_deleted_record_is_not_found(client, theme):
    theme.delete()

    assert client.get("/t/child-sexual-abuse").status_code == 404
    assert ShortAddress.objects.count() == 1


def test_a_code_leads_to_the_page_after_a_rename_and_after_a_merge(client, theme):
    theme.title, theme.slug = "Harm", "harm"
    theme.save()
    renamed = client.get("/t/child-sexual-abuse")["Location"]
    kept = make_theme(title="Abuse")
    merge(keep=kept, drop=theme, by=make_staff())

    assert renamed == "/themes/harm/"
    assert [client.get(f"/t/{code}")["Location"] for code in ("child-sexual-abuse", "abuse")] == [
        kept.get_absolute_url()
    ] * 2


def test_the_browser_keeps_nothing_of_a_sensitive_record(client):
    make_theme(title="Abuse", sensitive=True)

    assert {
        client.get(f"/t/abuse{path}")["Cache-Control"] for path in ("", "/parents", "/qr.svg", "/qr.png")
    } == {"no-store"}


@pytest.mark.parametrize("lead", [True, False], ids=["lead toolkit", "in the pack"])
def test_one_toolkit_for_the_audience_is_opened(client, theme, lead):
    toolkit = make_toolkit(audience_group=PARENTS)
    put_in_pack(theme, make_toolkit(audience_group=PROFESSIONALS))
    put_in_pack(theme, make_toolkit(audience_group=PARENTS, state=State.DRAFT))
    put_in_pack(make_theme(), make_toolkit(audience_group=PARENTS))
    put_in_pack(theme, toolkit)
    if lead:
        Theme.objects.filter(pk=theme.pk).update(lead_toolkit=toolkit)

    response = client.get("/t/Child-Sexual-Abuse/Parents.")

    assert (response.status_code, response["Location"]) == (302, toolkit.get_absolute_url())


def test_several_toolkits_for_the_audience_are_listed(client, theme):
    first, second = (make_toolkit(audience_group=PROFESSIONALS, title=f"Kit {n}") for n in (1, 2))
    put_in_pack(theme, first)
    Theme.objects.filter(pk=theme.pk).update(lead_toolkit=second)
    make_toolkit(audience_group=PROFESSIONALS)
    put_in_pack(theme, make_toolkit(audience_group=PARENTS))

    refresh_all()
    response = client.get("/t/child-sexual-abuse/professionals", follow=True)

    assert response.redirect_chain == [(f"/toolkits/?audience=professionals&theme={theme.slug}", 302)]
    assert list(response.context["object_list"]) == [first, second]


def test_without_a_toolkit_of_its_own_a_theme_leads_to_all_for_the_audience(client, theme):
    elsewhere = make_toolkit(audience_group=PARENTS)
    put_in_pack(theme, make_toolkit(audience_group=PROFESSIONALS))

    refresh_all()
    response = client.get("/t/child-sexual-abuse/parents", follow=True)

    assert response.redirect_chain == [("/toolkits/?audience=parents_and_carers", 302)]
    assert list(response.context["object_list"]) == [elsewhere]


@pytest.mark.parametrize("audience", ["parents", "professionals"])
def test_the_code_of_a_toolkit_leads_to_the_toolkit_for_either_audience(client, audience):
    toolkit = make_toolkit(title="Neglect", audience_group=PARENTS)

    assert client.get(f"/t/neglect-parents/{audience}")["Location"] == toolkit.get_absolute_url()


@pytest.mark.parametrize("number", [1, 30])
def test_queries(client, django_assert_num_queries, theme, number):
    for _ in range(number):
        put_in_pack(theme, make_toolkit(audience_group=PARENTS))

    with django_assert_num_queries(2):
        client.get("/t/child-sexual-abuse")
    with django_assert_num_queries(3):
        client.get("/t/child-sexual-abuse/parents")


@pytest.mark.parametrize(("kind", "content_type"), [("svg", "image/svg+xml"), ("png", "image/png")])
def test_the_qr_code_comes_as_a_file_to_keep(client, theme, kind, content_type):
    response = client.get(reverse(f"site:qr_{kind}", args=["child-sexual-abuse"]))

    assert response.status_code == 200
    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"] == f'attachment; filename="qr-child-sexual-abuse.{kind}"'
    assert response["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "public, max-age=86400"
    assert response.cookies == {}


def test_the_picture_is_the_code_of_the_short_address_large_enough_for_print(client, theme):
    code = segno.make_qr(short_address("child-sexual-abuse"), error="m")

    data = client.get("/t/child-sexual-abuse/qr.png").content
    with Image.open(BytesIO(data)) as picture:
        width, _ = picture.size
        scale = width // code.symbol_size()[0]
        drawn = [
            [int(picture.getpixel((x, y)) == 0) for x in range(scale // 2, width, scale)]
            for y in range(scale // 2, width, scale)
        ]

    assert picture.size == (width, width)
    assert [row[4:-4] for row in drawn[4:-4]] == [list(row) for row in code.matrix]
    assert 1000 <= width < 1050
    assert round(picture.info["dpi"][0]) == 300


def test_the_drawing_has_its_own_size_and_nothing_that_executes(client, theme):
    svg = client.get("/t/child-sexual-abuse/qr.svg").content.decode()
    root = ET.fromstring(svg)  # noqa: S314  (our own drawing)

    assert [element.tag.rpartition("}")[2] for element in root.iter()] == ["svg", "path", "path"]
    assert {name for element in root.iter() for name in element.attrib} == {
        "width",
        "height",
        "viewBox",
        "fill",
        "d",
        "stroke",
    }
    assert root.get("width") == root.get("height")
    assert re.fullmatch(r"\d+mm", root.get("width"))
    assert "child" not in svg
