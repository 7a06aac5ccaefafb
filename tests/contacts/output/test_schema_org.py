"""The schema.org block in the page of a pathway."""

import re

import pytest

from contacts.models import Pathway
from hscp.records.schema_org import moment
from hscp.records.state import State
from tests.factories import make_contact_point, make_opening_hours, make_pathway
from tests.structured_data import blocks_of

pytestmark = pytest.mark.django_db


def block_of(client, pathway):
    """Return what the first block of the page says, before the way to it."""
    return blocks_of(client.get(pathway.get_absolute_url()).text)[0]


def test_the_page_says_what_the_service_is_and_how_to_reach_it(client):
    pathway = make_pathway(
        title="Advice line",
        aliases="Line",
        purpose="Advice.",
        area="hampshire",
        for_professionals=True,
    )
    phone = make_contact_point(pathway, label="Line", order=1)
    make_contact_point(pathway, kind="email", value="us@example.org", label="", order=2)
    make_contact_point(pathway, kind="form", value="https://example.org/f", label="Form", order=3)
    make_contact_point(pathway, kind="web", value="", label="Lost", to_verify="Find it.", order=4)
    make_contact_point(pathway, kind="post", value="The Castle\nSO23 8UJ", label="Letters", order=5)
    for weekday in (1, 2):
        make_opening_hours(phone, weekday)
    make_opening_hours(phone, 5, "22:00", "06:00")
    make_opening_hours(phone, 7, "00:00", "00:00")

    block = block_of(client, pathway)

    address = f"http://localhost:8000{pathway.get_absolute_url()}"
    day = "https://schema.org/"
    hours = {"@type": "OpeningHoursSpecification"}
    assert block == {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "url": address,
        "name": "Advice line",
        "dateModified": moment(Pathway.objects.get().updated_at),
        "publisher": {
            "@type": "Organization",
            "@id": "http://localhost:8000/#partnership",
            "name": "Hampshire Safeguarding Children Partnership",
            "url": "http://localhost:8000/",
        },
        "mainEntity": {
            "@type": "GovernmentService",
            "@id": f"{address}#service",
            "name": "Advice line",
            "alternateName": ["Line"],
            "description": "Advice.",
            "url": address,
            "areaServed": "Hampshire",
            "audience": [
                {"@type": "Audience", "audienceType": "The public"},
                {"@type": "Audience", "audienceType": "Professionals"},
            ],
            "provider": {
                "@type": "Organization",
                "contactPoint": [
                    {
                        "@type": "ContactPoint",
                        "contactType": "Line",
                        "telephone": "+44 1962 876364",
                        "areaServed": "Hampshire",
                        "hoursAvailable": [
                            {**hours, "dayOfWeek": [f"{day}Sunday"], "opens": "00:00", "closes": "23:59"},
                            {
                                **hours,
                                "dayOfWeek": [f"{day}Monday", f"{day}Tuesday"],
                                "opens": "09:00",
                                "closes": "17:00",
                            },
                            {**hours, "dayOfWeek": [f"{day}Friday"], "opens": "22:00", "closes": "06:00"},
                        ],
                    },
                    {
                        "@type": "ContactPoint",
                        "contactType": "Email",
                        "email": "us@example.org",
                        "areaServed": "Hampshire",
                    },
                    {
                        "@type": "ContactPoint",
                        "contactType": "Form",
                        "url": "https://example.org/f",
                        "areaServed": "Hampshire",
                    },
                    {
                        "@type": "ContactPoint",
                        "contactType": "Letters",
                        "description": "The Castle\nSO23 8UJ",
                        "areaServed": "Hampshire",
                    },
                ],
            },
        },
    }


def test_what_a_record_does_not_hold_is_left_out(client):
    service = block_of(client, make_pathway(area="national"))["mainEntity"]

    assert service["@type"] == "Service"
    assert sorted(service) == ["@id", "@type", "areaServed", "audience", "name", "url"]


@pytest.mark.parametrize(
    "text",
    [
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "</SCRIPT >",
        "]]>&lt;/script&gt;",
        "\u2028\u2029",
        '"} {',
    ],
)
def test_no_text_of_a_record_ends_the_block(client, text):
    pathway = make_pathway(title=text, purpose=text, aliases=text.strip())
    make_contact_point(pathway, label=text)

    block = block_of(client, pathway)

    assert (block["name"], block["mainEntity"]["description"]) == (text, text)
    assert block["mainEntity"]["provider"]["contactPoint"][0]["contactType"] == text


def test_the_policy_stays_as_strict_and_the_page_holds_no_script(client):
    response = client.get(make_pathway().get_absolute_url())

    scripts = re.findall(r"<script(?![^>]*\ssrc=)[^>]*>", response.text)
    assert scripts == ['<script type="application/ld+json">'] * 2
    assert "script-src 'self'" in response["Content-Security-Policy"].split("; ")


def test_the_page_names_the_record_as_json(client):
    pathway = make_pathway()

    page = client.get(pathway.get_absolute_url()).text

    link = f'<link rel="alternate" type="application/json" href="/api/pathways/{pathway.slug}/">'
    assert link in page
    assert client.get(f"/api/pathways/{pathway.slug}/").status_code == 200


def test_a_preview_tells_machines_nothing(admin_client):
    pathway = make_pathway(state=State.DRAFT)

    page = admin_client.get(f"/admin/contacts/pathway/{pathway.pk}/preview/").text

    assert pathway.title in page
    assert blocks_of(page) == []
    assert "application/json" not in page
