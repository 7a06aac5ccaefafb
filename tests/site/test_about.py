"""About, contact us, and security.txt."""

import datetime

import pytest

pytestmark = pytest.mark.django_db


def test_contact_us_says_first_that_it_is_no_place_to_report_a_concern(client, settings):
    without = client.get("/contact-us/").text
    settings.HSCP_CONTACT_EMAIL, settings.HSCP_DPO_EMAIL = "portal@example.org", "dpo@example.org"
    page = client.get("/contact-us/").text

    main = page[page.index("<main") :]
    assert main.index("report a concern about a child") < main.index("mailto:portal@example.org")
    assert 'href="mailto:dpo@example.org"' in main
    assert ("has not yet named a mailbox" in without, "security.txt" in without) == (True, False)
    assert "security.txt" in main


@pytest.mark.parametrize(
    ("security", "mailbox", "contact"),
    [
        ("", "portal@example.org", "mailto:portal@example.org"),
        ("faults@example.org", "portal@example.org", "mailto:faults@example.org"),
        ("https://example.org/faults", "", "https://example.org/faults"),
    ],
)
def test_security_txt_names_whom_to_tell_and_a_day_on_which_it_is_over(
    client, settings, clock, security, mailbox, contact
):
    settings.HSCP_SECURITY_CONTACT, settings.HSCP_CONTACT_EMAIL = security, mailbox
    settings.HSCP_ADDRESS = "https://portal.example.org"
    today = datetime.datetime.now(datetime.UTC).date()

    response = client.get("/.well-known/security.txt")

    lines = dict(line.split(": ", 1) for line in response.text.splitlines())
    expires = datetime.datetime.fromisoformat(lines.pop("Expires"))
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert lines == {
        "Contact": contact,
        "Preferred-Languages": "en",
        "Canonical": "https://portal.example.org/.well-known/security.txt",
    }
    assert 178 <= (expires.date() - today).days <= 181


def test_without_an_address_there_is_no_security_txt(client):
    assert client.get("/.well-known/security.txt").status_code == 404
