"""A pathway in print: each number as it is stored, when it answers, whom it is for, and when it was checked."""

import datetime

import pytest

from contacts.enums import Weekday
from contacts.models import Pathway
from contacts.output.print_data import emergency_numbers, printed_pathway, unchecked_words
from hscp.records.page_notes import UNCHECKED_WORDS
from tests.factories import make_contact_point, make_opening_hours, make_pathway

pytestmark = pytest.mark.django_db


def printed(pathway):
    return printed_pathway(Pathway.objects.with_numbers().get(pk=pathway.pk))


def point(**fields):
    """Return a printed point with what the test does not care about filled in."""
    answered = fields.get("kind", "phone") not in ("email", "form", "web", "post")
    return {
        "kind": "phone",
        "label": "Phone",
        "whom": "",
        "lines": ["01962 876364"],
        "href": "tel:01962876364",
        "hours": ["Hours not known here"] if answered else [],
        "note": "",
        "checked": "",
    } | fields


def test_a_pathway_is_what_its_record_says(settings):
    settings.HSCP_ADDRESS = "https://portal.example.org"
    pathway = make_pathway(
        title="Duty team",
        slug="duty-team",
        purpose="For worries.",
        urgency="same_day",
        for_professionals=True,
        when_closed="Call 999.",
    )
    number = make_contact_point(pathway, note="Free", for_whom="professionals", bank_holidays="closed")
    for day in list(Weekday)[:5]:
        make_opening_hours(number, day, "08:30", "17:00")

    assert printed(pathway) == {
        "title": "Duty team",
        "url": "https://portal.example.org/contacts/duty-team/",
        "purpose": "For worries.",
        "readers": "the public and professionals",
        "urgency": "same_day",
        "urgency_words": "Same day",
        "when_closed": "Call 999.",
        "groups": [
            {
                "heading": "",
                "points": [
                    point(
                        whom="for professionals",
                        hours=["Monday to Friday, 8:30am to 5pm", "Closed on bank holidays"],
                        note="Free",
                    )
                ],
            }
        ],
        "checked": "",
    }


def test_addresses_are_printed_as_people_write_them():
    pathway = make_pathway()
    make_contact_point(pathway, kind="email", value="a@example.org", label="", order=1)
    make_contact_point(pathway, kind="web", value="https://www.example.org/help/", label="Site", order=2)
    make_contact_point(pathway, kind="post", value="1 High Street\r\n\nWinchester", label="Post", order=3)

    assert printed(pathway)["groups"][0]["points"] == [
        point(kind="email", label="Email", lines=["a@example.org"], href="mailto:a@example.org"),
        point(kind="web", label="Site", lines=["example.org/help"], href="https://www.example.org/help/"),
        point(kind="post", label="Post", lines=["1 High Street", "Winchester"], href=""),
    ]


def test_what_nobody_can_use_from_paper_is_left_out():
    pathway = make_pathway()
    make_contact_point(pathway, kind="form", value="", label="Form")

    assert (printed(pathway)["groups"], printed(pathway)["checked"]) == ([], "")


def test_whom_a_number_is_for_is_shown_only_if_others_may_use_the_contact():
    pathway = make_pathway(for_public=False, for_professionals=True)
    make_contact_point(pathway, for_whom="professionals")

    assert printed(pathway)["groups"][0]["points"] == [point()]


def test_numbers_for_when_the_office_is_closed_have_their_own_heading():
    pathway = make_pathway()
    make_contact_point(pathway, label="Office")
    make_contact_point(pathway, label="Night", value="0300 555 1373", out_of_hours=True)

    groups = [
        (group["heading"], [each["label"] for each in group["points"]])
        for group in printed(pathway)["groups"]
    ]

    assert groups == [("In office hours", ["Office"]), ("Out of office hours", ["Night"])]


def test_each_number_shows_its_check_if_they_differ():
    pathway = make_pathway()
    make_contact_point(pathway, label="A", verified_on=datetime.date(2026, 3, 2), order=1)
    make_contact_point(pathway, label="B", order=2)

    found = printed(pathway)

    assert (found["checked"], unchecked_words([pathway])) == ("", UNCHECKED_WORDS)
    assert [each["checked"] for each in found["groups"][0]["points"]] == [
        "Checked on 2 March 2026",
        "",
    ]


def test_it_makes_no_query_of_its_own(django_assert_num_queries):
    pathway = make_pathway()
    for _ in range(30):
        make_opening_hours(make_contact_point(pathway), 1)
    loaded = Pathway.objects.with_numbers().get(pk=pathway.pk)

    with django_assert_num_queries(0):
        printed_pathway(loaded)


def test_emergency_numbers_are_those_of_the_settings(settings):
    settings.HSCP_EMERGENCY_NUMBERS = [{"name": "All", "number": "0800 11 22", "note": "Now"}]

    assert emergency_numbers() == [
        {"name": "All", "number": "0800 11 22", "note": "Now", "href": "tel:08001122"}
    ]


def test_the_emergency_number_is_left_to_what_stands_above_the_cards():
    pathway, alone = make_pathway(), make_pathway()
    for each in (pathway, alone):
        make_contact_point(each, kind="short", value="999")
    make_contact_point(pathway, order=1)

    said = [
        [line for group in printed(each)["groups"] for point in group["points"] for line in point["lines"]]
        for each in (pathway, alone)
    ]
    assert said == [["01962 876364"], ["999"]]


def test_a_helpline_is_printed_once_with_its_hours(settings):
    settings.HSCP_EMERGENCY_NUMBERS = [
        {"name": "Emergency services", "number": "999", "note": ""},
        {"name": "Helpline", "number": "0800 1111", "note": ""},
        {"name": "Other", "number": "0808 800 5000", "note": ""},
    ]
    pathway = make_pathway()
    make_contact_point(pathway, value="0800 1111")
    make_contact_point(pathway, kind="short", value="999", order=1)

    names = [[entry["name"] for entry in emergency_numbers(beside=beside)] for beside in ((), [pathway])]
    assert names == [["Emergency services", "Helpline", "Other"], ["Emergency services", "Other"]]


@pytest.mark.parametrize(
    ("kind", "value", "hours"),
    [
        ("phone", "01962 876364", ["Hours not known here"]),
        ("short", "111", ["Hours not known here"]),
        ("text", "85258", ["Hours not known here"]),
        ("chat", "https://www.example.org/chat", ["Hours not known here"]),
        ("email", "a@example.org", []),
        ("post", "1 High Street", []),
    ],
)
def test_unknown_hours_are_said_of_what_a_person_answers(kind, value, hours):
    pathway = make_pathway()
    make_contact_point(pathway, kind=kind, value=value)

    [found] = printed(pathway)["groups"][0]["points"]
    assert found["hours"] == hours
