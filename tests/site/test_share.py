"""The share block of themes, toolkits, courses and contacts, and what a theme's page offers to print."""

import re
from urllib.parse import quote

import pytest
from django.conf import settings
from django.urls import reverse

from hscp.models import ShortAddress
from hscp.records.state import State
from hscp.web.qr_codes import qr_svg
from tests.factories import (
    make_booking,
    make_course,
    make_pathway,
    make_session,
    make_staff,
    make_theme,
    make_toolkit,
    put_in_pack,
)

pytestmark = pytest.mark.django_db


def block(page, css_class):
    """Return the section of a page (text) that has a class, or "" without one."""
    found = re.search(rf'<section class="[^"]*{css_class}[^"]*".*?</section>', page, re.DOTALL)
    return found[0] if found else ""


@pytest.mark.parametrize(
    ("make", "code"), [(make_theme, "neglect"), (make_toolkit, "neglect-toolkit")], ids=["theme", "toolkit"]
)
def test_the_block_gives_the_short_address_and_its_qr_code(client, make, code):
    record = make(title="Neglect")

    share = block(client.get(record.get_absolute_url()).content.decode(), "portal-share")

    assert re.search(rf'<a [^>]*href="/t/{code}">{settings.HSCP_ADDRESS}/t/<wbr>{code}</a>', share)
    assert re.findall(r'<a [^>]*href="([^"]+)">([^<]*\(.*?\))</a>', share) == [
        (f"/t/{code}/qr.svg", "QR code as SVG (2\xa0kB)"),
        (f"/t/{code}/qr.png", "QR code as PNG (1\xa0kB)"),
    ]
    assert qr_svg(f"{settings.HSCP_ADDRESS}/t/{code}") in share
    assert re.findall(r'(?:src|action)="|https?://(?!localhost)', share) == []


@pytest.mark.parametrize("make", [make_course, make_pathway], ids=["course", "contact"])
def test_a_course_and_a_contact_are_shared_by_their_own_address(client, make):
    record = make(title="Neglect", slug="neglect")
    path = record.get_absolute_url()

    share = block(client.get(path).content.decode(), "portal-share")

    [(href, shown)] = re.findall(r'<a class="govuk-link" id="share-address" href="([^"]+)">(.*?)</a>', share)
    assert (href, shown.replace("<wbr>", "")) == (path, f"{settings.HSCP_ADDRESS}{path}")
    assert f'href="mailto:?subject=Neglect&amp;body={quote(settings.HSCP_ADDRESS + path, safe="")}"' in share
    assert f'data-title="Neglect" data-url="{settings.HSCP_ADDRESS}{path}"' in share
    assert "QR" not in share


def test_a_contact_of_a_sensitive_theme_has_a_subject_that_may_be_seen(client):
    theme, pathway = make_theme(sensitive=True), make_pathway(title="Refuge")
    put_in_pack(theme, pathway)

    share = block(client.get(pathway.get_absolute_url()).content.decode(), "portal-share")

    assert "subject=Safeguarding%20information&amp;" in share
    assert "Refuge" not in share


def test_a_course_that_is_kept_for_its_bookings_is_not_passed_on(client):
    course = make_course()
    make_booking(make_session(course))
    course.state = State.ARCHIVED
    course.save()

    page = client.get(course.get_absolute_url())

    assert (page.status_code, block(page.text, "portal-share")) == (200, "")


def test_the_copy_button_waits_for_a_script_and_names_its_status_line(client):
    share = block(client.get(make_theme().get_absolute_url()).content.decode(), "portal-share")

    [button, other] = re.findall(r"<button [^>]*>", share)
    assert other.endswith(" hidden>")
    assert 'type="button"' in button
    assert button.endswith(" hidden>")
    for attribute, target in (("data-copies", "<a "), ("data-status", "<p ")):
        name = re.search(rf'{attribute}="([^"]+)"', button)[1]
        [element] = re.findall(rf'{target}[^>]*id="{name}"[^>]*>', share)
    assert 'role="status"' in element


@pytest.mark.parametrize(
    ("sensitive", "subject"), [(False, "Ice%20%26%20snow"), (True, "Safeguarding%20information")]
)
def test_a_mail_has_the_address_and_a_subject_that_may_be_seen(client, sensitive, subject):
    theme = make_theme(title="Ice & snow", sensitive=sensitive)

    share = block(client.get(theme.get_absolute_url()).content.decode(), "portal-share")

    address = "http%3A%2F%2Flocalhost%3A8000%2Ft%2Fice-snow"
    assert f'href="mailto:?subject={subject}&amp;body={address}"' in share
    assert f'data-url="{settings.HSCP_ADDRESS}/t/ice-snow"' in share
    assert ('data-title="Safeguarding information"' in share) == sensitive


def test_sharing_comes_after_the_content_and_printing_after_the_contacts(client):
    page = client.get(make_theme(sensitive=True).get_absolute_url()).content.decode()

    places = [page.index(f'id="{anchor}"') for anchor in ("contacts", "take-away", "share")]
    assert places == sorted(places)


def test_a_page_of_a_record_without_a_code_has_no_block(client):
    theme = make_theme()
    ShortAddress.objects.all().delete()

    page = client.get(theme.get_absolute_url()).content.decode()

    assert (block(page, "portal-share"), block(page, "portal-take-away") != "") == ("", True)


@pytest.mark.parametrize("make", [make_theme, make_toolkit, make_course, make_pathway])
def test_the_preview_of_a_draft_offers_nothing_that_the_public_cannot_open(client, make):
    record = make(state=State.DRAFT)
    client.force_login(make_staff(is_superuser=True))

    response = client.get(
        reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_preview", args=[record.pk])
    )
    page = response.content.decode()

    assert response.status_code == 200
    assert block(page, "portal-share") + block(page, "portal-take-away") == ""


def test_a_theme_offers_its_pack_its_posters_and_a_custom_pack(client, settings, tmp_path):
    settings.HSCP_DOCUMENTS = tmp_path
    theme = make_theme(slug="neglect")

    take_away = block(client.get(theme.get_absolute_url()).content.decode(), "portal-take-away")

    assert re.findall(r'<a [^>]*href="([^"]+)">([^<]+)</a>', take_away) == [
        ("/themes/neglect/pack.pdf", "STOP pack (PDF)"),
        ("/themes/neglect/posters/", "Posters for staff and waiting rooms"),
        ("/my-pack/?theme=neglect#choose", "Make a pack of your own"),
    ]
    assert "Safeguarding Theme Overview Pack" in take_away


def test_the_pack_is_linked_with_the_size_it_has(client, monkeypatch):
    sizes = {"packs/neglect-stop-pack": 82_400}
    monkeypatch.setattr("hscp.templatetags.documents.known_size", sizes.get)

    page = client.get(make_theme(slug="neglect").get_absolute_url()).content.decode()

    assert "STOP pack (PDF, 82\xa0kB)" in page
