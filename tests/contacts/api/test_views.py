"""Pathways as JSON: the shape of Open Referral UK's services, and nothing that the public may not see."""

import datetime
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

from contacts.api.identifiers import identifier
from contacts.enums import ForWhom
from contacts.models import HoursException, Pathway
from hscp.records.redirects import keep_old_address
from hscp.records.state import State
from tests.factories import make_contact_point, make_opening_hours, make_pathway, make_pathway_step

pytestmark = pytest.mark.django_db

SCHEMAS = {
    name: json.loads((Path(settings.BASE_DIR) / "docs" / "api" / name).read_text())
    for name in ("pathway.schema.json", "pathways.schema.json")
}
REGISTRY = Registry().with_resources(
    (name, Resource.from_contents(schema)) for name, schema in SCHEMAS.items()
)
LIST = "/api/pathways/"


def mistakes(answer, name):
    validator = Draft202012Validator(SCHEMAS[name], registry=REGISTRY, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(answer)]


def one(client, pathway):
    return client.get(reverse("contacts:api_pathway", args=[pathway.slug])).json()


def test_a_pathway_is_a_service_with_all_that_the_public_sees(client):
    pathway = make_pathway(
        title="Advice line",
        aliases="Line\nDesk",
        for_professionals=True,
        purpose="Advice & help.",
        when_to_use="<p>When <strong>unsure</strong>:</p><ul><li>today</li><li>tomorrow</li></ul>",
        when_not_to_use="<p>Not at sea.</p>",
        have_ready="<ul><li>The name</li></ul>",
        time_needed="Ten minutes.",
        timescale="Today.",
        what_happens_next="<p>They call.</p>",
        when_closed="Call 999 in danger.",
        minimum_age=0,
        maximum_age=18,
        area="hampshire",
        urgency="same_day",
    )
    make_pathway_step(pathway, "<p>Call.</p>", order=1)
    make_pathway_step(pathway, "<p>Wait.</p>", order=2)
    day = datetime.date(2026, 5, 1)
    phone = make_contact_point(
        pathway, label="Line", note="Ask for Jo.", order=1, verified_on=day, next_check=day.replace(year=2027)
    )
    make_contact_point(
        pathway,
        kind="email",
        value="us@example.org",
        label="",
        for_whom="professionals",
        order=2,
        verified_on=day.replace(day=9),
    )
    make_contact_point(
        pathway, kind="form", value="https://example.org/f", label="Form", order=3, verified_on=day
    )
    make_contact_point(pathway, kind="form", value="", label="Lost form", to_verify="Find it.", order=4)
    for weekday in (1, 2):
        make_opening_hours(phone, weekday)

    answer = one(client, pathway)

    own_id = identifier("pathway", pathway.pk)
    phone_id, email_id, form_id = (
        identifier("contact_point", point.pk) for point in pathway.contact_points.exclude(value="")
    )
    assert mistakes(answer, "pathway.schema.json") == []
    attributes = answer.pop("attributes")
    assert [(each["link_type"], each["taxonomy_term"]["name"]) for each in attributes] == [
        ("urgency", "Same day"),
        ("audience", "The public"),
        ("audience", "Professionals"),
    ]
    assert answer == {
        "id": own_id,
        "name": "Advice line",
        "alternate_name": "Line",
        "description": (
            "Advice & help.\n\n"
            "When not to use it, and where to go instead\nNot at sea.\n\n"
            "How long it takes\nTen minutes.\n\n"
            "How soon\nToday.\n\n"
            "What happens next\nThey call.\n\n"
            "While nobody answers\nCall 999 in danger."
        ),
        "url": f"http://testserver{pathway.get_absolute_url()}",
        "status": "active",
        "eligibility_description": "For the public and professionals.\n\nWhen unsure:\n- today\n- tomorrow",
        "application_process": "1. Call.\n2. Wait.",
        "minimum_age": 0,
        "maximum_age": 18,
        "assured_date": "2026-05-01",
        "last_modified": pathway.updated_at.astimezone(datetime.UTC).isoformat(timespec="milliseconds"),
        "organization": {
            "id": identifier("organization", 0),
            "name": "Hampshire Safeguarding Children Partnership",
            "description": "Publishes this record. Another organisation may run the service.",
            "website": "http://testserver/",
        },
        "contacts": [
            {"id": phone_id, "service_id": own_id, "name": "Line", "title": "For everyone"},
            {
                "id": email_id,
                "service_id": own_id,
                "name": "Email",
                "title": "For professionals",
                "email": "us@example.org",
            },
            {
                "id": form_id,
                "service_id": own_id,
                "name": "Form",
                "title": "For everyone",
                "url": "https://example.org/f",
            },
        ],
        "phones": [
            {
                "id": identifier("phone", phone.pk),
                "service_id": own_id,
                "contact_id": phone_id,
                "number": "+44 1962 876364",
                "type": "voice",
                "description": "Line. Ask for Jo",
            }
        ],
        "schedules": [
            {
                "id": identifier("schedule", f"{phone.pk}:09:00:17:00"),
                "service_id": own_id,
                "contact_id": phone_id,
                "freq": "WEEKLY",
                "interval": 1,
                "byday": "MO,TU",
                "opens_at": "09:00",
                "closes_at": "17:00",
                "attending_type": "Phone",
                "description": "Line: Monday and Tuesday, 9am to 5pm",
                "notes": "Local time in London. Closed on bank holidays in England.",
            }
        ],
        "service_areas": [
            {
                "id": identifier("service_area", f"{pathway.pk}:hampshire"),
                "service_id": own_id,
                "name": "Hampshire",
            }
        ],
        "service_at_locations": [],
        "required_documents": [
            {
                "id": identifier("required_document", pathway.pk),
                "service_id": own_id,
                "document": "- The name",
            }
        ],
    }


def test_an_identifier_outlives_title_and_address(client):
    pathway = make_pathway()
    before = one(client, pathway)["id"]
    pathway.title, pathway.slug = "Another title", "another-address"
    pathway.save()

    assert one(client, pathway)["id"] == before == str(identifier("pathway", pathway.pk))


def test_hours_past_midnight_and_whole_days_stay_in_one_piece_and_say_so(client):
    pathway = make_pathway()
    point = make_contact_point(pathway, bank_holidays="usual")
    make_opening_hours(point, 5, "22:00", "06:00")
    make_opening_hours(point, 7, "00:00", "00:00")

    schedules = one(client, pathway)["schedules"]

    assert [(each["byday"], each["opens_at"], each["closes_at"], each["notes"]) for each in schedules] == [
        (
            "SU",
            "00:00",
            "00:00",
            "Local time in London. Open for 24 hours from then. Open at the same hours on bank holidays.",
        ),
        (
            "FR",
            "22:00",
            "06:00",
            "Local time in London. Closes on the following day. Open at the same hours on bank holidays.",
        ),
    ]


@pytest.mark.parametrize(
    ("days", "assured"),
    [([], None), ([None], None), ([9, None], None), ([9], "2026-05-09"), ([9, 3], "2026-05-03")],
)
def test_the_assured_date_is_the_oldest_check_once_all_were_checked(client, days, assured):
    pathway = make_pathway()
    for day in days:
        make_contact_point(pathway, verified_on=day and datetime.date(2026, 5, day))

    assert one(client, pathway).get("assured_date") == assured


@pytest.mark.parametrize(
    ("whom", "email"),
    [
        ("everyone", "us@example.org"),
        ("public", "us@example.org"),
        ("professionals", None),
        ("young_people", None),
    ],
)
def test_the_service_has_an_email_address_only_if_anybody_may_write_there(client, whom, email):
    pathway = make_pathway()
    make_contact_point(pathway, kind="email", value="us@example.org", for_whom=whom)

    assert one(client, pathway).get("email") == email


HOSTILE = "<script>alert(1)</script>&\u2028\"' ﷽ 😀"


def test_hostile_records_keep_the_shape(client):
    pathway = make_pathway(
        title=HOSTILE,
        aliases=HOSTILE,
        purpose=HOSTILE * 30,
        when_to_use=HOSTILE,
        have_ready="<ul><li></li></ul>",
        for_young_people=True,
    )
    make_pathway_step(pathway, HOSTILE)
    for number, (kind, value) in enumerate(
        [("phone", "999"), ("phone", "0800 1111"), ("email", "o'neil+x@example.org"), ("post", "A\nB")]
    ):
        point = make_contact_point(
            pathway,
            kind=kind,
            value=value,
            label=HOSTILE if number else "",
            note=HOSTILE,
            for_whom=list(ForWhom)[number],
        )
        make_opening_hours(point, 1 + number, "23:59", "00:00")
        make_opening_hours(point, 1 + number, "09:30", "09:30")

    answer = one(client, pathway)

    assert mistakes(answer, "pathway.schema.json") == []
    assert answer["name"] == HOSTILE
    assert [phone["number"] for phone in answer["phones"]] == ["999", "+44 800 1111"]
    assert answer["service_at_locations"][0]["location"]["description"] == "A\nB"


@pytest.mark.usefixtures("starter_loaded")
def test_every_pathway_of_the_starter_content_has_the_shape(client):
    answer = client.get(LIST).json()

    assert mistakes(answer, "pathways.schema.json") == []
    assert (answer["total_items"], answer["size"]) == (25, 25)
    assert [each["name"] for each in answer["contents"]] == list(
        Pathway.objects.in_order().values_list("title", flat=True)
    )
    assert answer["contents"] == [one(client, pathway) for pathway in Pathway.objects.in_order()]


def test_only_live_pathways_are_given(client):
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    live = make_pathway(title="Live")
    hidden = [
        *(make_pathway(state=state) for state in State if state != State.PUBLISHED),
        make_pathway(publish_at=tomorrow),
        make_pathway(expire_at=timezone.now()),
    ]

    listed = client.get(LIST).json()
    answers = [client.get(f"{LIST}{pathway.slug}/") for pathway in hidden]

    assert [each["name"] for each in listed["contents"]] == [live.title]
    assert {(answer.status_code, answer.text) for answer in answers} == {
        (404, '{"error": "There is no contact at this address."}')
    }


def test_nothing_of_the_editors_is_given(client):
    pathway = make_pathway()
    make_contact_point(pathway, to_verify="Ask the manager.")

    assert "Ask the manager" not in client.get(LIST).text


@pytest.mark.usefixtures("starter_loaded")
def test_the_examples_of_the_documentation_are_answers(client):
    text = (Path(settings.BASE_DIR) / "docs" / "api.md").read_text()
    service, schedule = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.DOTALL))

    childline, camhs = (client.get(f"{LIST}{slug}/").json() for slug in ("childline", "hampshire-camhs"))

    assert mistakes(service, "pathway.schema.json") == []
    assert without_numbers(service) == without_numbers(childline)
    assert without_numbers(schedule) == without_numbers(camhs["schedules"][0])


def without_numbers(value):
    """Return a value of an answer without what differs between databases: identifiers and times."""
    if isinstance(value, dict):
        return {
            name: without_numbers(each)
            for name, each in value.items()
            if not name.endswith("id") and name not in {"last_modified", "url", "website"}
        }
    return [without_numbers(each) for each in value] if isinstance(value, list) else value


def test_hours_of_every_sort_are_schedules_of_the_standard(client, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda: datetime.date(2026, 12, 1))
    pathway = make_pathway(purpose="Help.")
    office = make_contact_point(pathway, label="Office", value="01962 876364 ext. 23", bank_holidays="own")
    make_opening_hours(office, 1, nth=1)
    make_opening_hours(office, 5, nth=-1)
    make_opening_hours(office, 2, season="term")
    make_opening_hours(office, 9, "10:00", "16:00")
    HoursException.objects.create(
        contact_point=office, first_day="2026-12-24", last_day="2027-01-02", reason="Christmas"
    )
    HoursException.objects.create(
        contact_point=office, first_day="2026-12-23", last_day="2026-12-23", opens="09:00", closes="12:00"
    )
    HoursException.objects.create(contact_point=office, first_day="2026-11-02", last_day="2026-11-02")
    night = make_contact_point(pathway, label="Night", kind="text", value="85258", answers_when_closed=office)

    answer = client.get(f"{LIST}{pathway.slug}/").json()

    assert mistakes(answer, "pathway.schema.json") == []
    names = ("freq", "byday", "valid_from", "valid_to", "opens_at", "closes_at", "description")
    assert [tuple(each.get(name) for name in names) for each in answer["schedules"]] == [
        (
            "MONTHLY",
            "1MO,-1FR",
            None,
            None,
            "09:00",
            "17:00",
            "Office: First Monday of the month, 9am to 5pm; Last Friday of the month, 9am to 5pm",
        ),
        ("WEEKLY", "TU", None, None, "09:00", "17:00", "Office: Tuesday, 9am to 5pm, in term time"),
        (None, None, None, None, "10:00", "16:00", "Office: Bank holidays, 10am to 4pm"),
        (
            "WEEKLY",
            "MO,TU,WE,TH,FR,SA,SU",
            "2026-12-23",
            "2026-12-23",
            "09:00",
            "12:00",
            "Office: 9am to midday, on 23 December 2026",
        ),
        (
            None,
            None,
            "2026-12-24",
            "2027-01-02",
            None,
            None,
            "Office: Closed 24 December 2026 to 2 January 2027: Christmas",
        ),
        (None, None, None, None, None, None, "Night: Whenever Office is closed"),
    ]
    assert identifier("contact_point", office.pk) in answer["schedules"][-1]["notes"]
    assert len({each["id"] for each in answer["schedules"]}) == 6
    assert [(each["number"], each.get("extension"), each["type"]) for each in answer["phones"]] == [
        ("+44 1962 876364", "23", "voice"),
        ("85258", None, "text"),
    ]
    assert answer["phones"][1]["contact_id"] == identifier("contact_point", night.pk)


def test_a_pathway_that_was_renamed_is_found_at_its_old_address(client):
    make_pathway(slug="new")
    keep_old_address("/contacts/old/", "/contacts/new/")

    response = client.get("/api/pathways/old/")

    assert (response.status_code, response["Location"]) == (301, "/api/pathways/new/")
    assert response["Access-Control-Allow-Origin"] == "*"
