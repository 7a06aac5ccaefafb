"""The page "Keep on this phone", and what a phone asks for to install this site."""

import json
import re
from io import BytesIO

import pytest
from django.conf import settings
from django.urls import reverse
from PIL import Image, ImageChops, ImageStat

from hscp.web.app_icons import ICONS, IMAGES, drawn
from tests.factories import make_pathway, make_theme

pytestmark = pytest.mark.django_db
ADDRESS = "/keep-on-this-phone/"


def picture(content):
    return Image.open(BytesIO(content)).convert("RGBA")


def listed(page, kind):
    """Return the addresses that the page marks as of `kind`: always, theme or sensitive."""
    return re.findall(rf'data-keep="{kind}" data-address="([^"]+)"', page)


def test_the_page_lists_what_is_kept_with_sensitive_themes_apart_and_no_draft(client):
    make_theme(slug="neglect")
    make_theme(slug="exploitation", sensitive=True)
    make_theme(slug="draft", state="draft")

    page = client.get(ADDRESS).content.decode()

    assert listed(page, "always") == [
        "/report-a-concern/",
        "/a-child-has-told-me/",
        "/contacts/",
        "/thresholds/",
    ]
    assert listed(page, "theme") == ["/themes/neglect/"]
    assert listed(page, "sensitive") == ["/themes/exploitation/"]


@pytest.mark.parametrize(("number", "pages"), [(20, 1), (21, 2), (41, 3)])
def test_every_page_of_the_list_of_contacts_is_kept(client, number, pages):
    for _ in range(number):
        make_pathway()

    found = listed(client.get(ADDRESS).content.decode(), "always")

    assert [address for address in found if address.startswith("/contacts/")] == [
        "/contacts/",
        *(f"/contacts/?page={page}" for page in range(2, pages + 1)),
    ]


def test_it_is_offered_to_professionals_alone_and_on_no_page_that_is_sensitive(client):
    link = f'href="{ADDRESS}"'

    offered = {
        name: link in client.get(reverse(name)).content.decode()
        for name in ("site:professionals", "themes:theme_list", "site:parents_and_carers", "site:told_me")
    }

    assert offered == {
        "site:professionals": True,
        "themes:theme_list": True,
        "site:parents_and_carers": False,
        "site:told_me": False,
    }


def test_only_this_page_offers_to_install_the_site(client):
    pages = {path: client.get(path).content.decode() for path in (ADDRESS, "/", "/contacts/")}

    assert {path: 'rel="manifest"' in page for path, page in pages.items()} == {
        ADDRESS: True,
        "/": False,
        "/contacts/": False,
    }


def test_the_manifest_does_not_say_what_the_site_is_about(client):
    response = client.get(reverse("site:manifest"))
    manifest = json.loads(response.content)

    assert response["Content-Type"] == "application/manifest+json"
    assert response["Cache-Control"] == "no-cache"
    assert (manifest["name"], manifest["short_name"], manifest["start_url"], manifest["display"]) == (
        "HSCP Portal",
        "HSCP",
        "/",
        "standalone",
    )
    assert "safeguarding" not in response.content.decode().lower()
    assert {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    for icon in manifest["icons"]:
        name = icon["src"].removeprefix(settings.STATIC_URL)
        width, height = picture((settings.BASE_DIR / "static" / name).read_bytes()).size
        assert f"{width}x{height}" == icon["sizes"]


@pytest.mark.parametrize("name", ICONS)
def test_icons_are_those_of_the_drawing(name):
    """After a change of favicon.svg: `python -m hscp.web.app_icons`."""
    difference = ImageChops.difference(picture((IMAGES / name).read_bytes()), picture(drawn(name)))

    assert max(ImageStat.Stat(difference).mean) < 1


def test_the_worker_and_the_pages_agree_on_the_names_of_what_is_kept(client):
    scripts = [(settings.BASE_DIR / "static" / "js" / name).read_text() for name in ("kept.js", "offline.js")]
    scripts.append(client.get(reverse("site:service_worker")).content.decode())

    found = [set(re.findall(r'"(kept-|/kept\.json)"', script)) for script in scripts]

    assert found == [{"kept-", "/kept.json"}, {"kept-"}, {"kept-", "/kept.json"}]
