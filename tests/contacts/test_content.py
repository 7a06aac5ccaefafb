"""The contacts and levels of the starter content: true to the client's documents, and complete on their public pages."""

import re
from datetime import datetime
from html import unescape

import pytest
import yaml
from django.conf import settings
from django.db.models import Count, Q
from django.utils.html import strip_tags

from contacts.enums import ON_THE_WEB
from contacts.hours.open_now import point_status
from contacts.hours.point_words import usual_hours
from contacts.models import ContactPoint, Pathway, ThresholdLevel
from hscp.records.rich_text import markdown_to_rich_text
from hscp.vocabulary import Area
from hscp.web.wording import one_line
from themes.models import Process, Situation, Theme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_content")]

CONTENT = settings.BASE_DIR / "content"
PATHWAYS, LEVELS = (
    yaml.safe_load((CONTENT / name).read_text()) for name in ("pathways.yaml", "thresholds.yaml")
)
# Services that the client's documents lack stand at the end of the file.
NATIONAL = [entry["title"] for entry in PATHWAYS if entry["order"] > 9 and "area" in entry]
RICH = ("when_to_use", "when_not_to_use", "have_ready", "what_happens_next")
PLAIN = ("purpose", "time_needed", "timescale")
_block = re.compile(r"</?(?:p|li|ul|ol|h\d|div|dl|dt|dd|br|section|span|article)\b[^>]*>")


def words(html):
    """Return what a reader sees of `html`, as one line."""
    return " ".join(unescape(strip_tags(_block.sub(" ", html))).split())


def main_of(client, address):
    """Return the main part of a page as HTML."""
    return client.get(address).text.partition("<main")[2].partition("</main>")[0]


def missing(facts, text):
    return [fact for fact in facts if fact not in text]


@pytest.mark.parametrize("entry", PATHWAYS, ids=lambda entry: entry["title"])
def test_the_page_of_a_contact_shows_all_that_its_file_holds(client, entry):
    pathway = Pathway.objects.get(title=entry["title"])

    page = main_of(client, pathway.get_absolute_url())

    texts = [words(markdown_to_rich_text(entry[name])) for name in RICH]
    texts += [words(markdown_to_rich_text(step)) for step in entry["steps"]]
    texts += [entry[name] for name in PLAIN]
    texts += [entry["title"], Area(entry["area"]).label if "area" in entry else "", *entry["resources"]]
    for row in entry.get("catchments", []):
        texts += [f"Not for {row['places']}", row["served_by"]]
    for point in entry["contact_points"]:
        texts += [point["label"], point["note"]]
        if point["kind"] not in ON_THE_WEB:
            texts.append(point["value"])
        elif point["value"]:
            assert f'href="{point["value"]}"' in page
    assert missing([text for text in texts if text], words(page)) == []
    assert len(re.findall(r'class="portal-contact__label"', page)) == len(entry["contact_points"])
    assert len(re.findall(r'class="portal-steps__step"', page)) == len(entry["steps"])
    notes = [point["to_verify"] for point in entry["contact_points"]]
    assert [note for note in notes if note and note in words(page)] == []


@pytest.mark.parametrize("entry", PATHWAYS, ids=lambda entry: entry["title"])
def test_the_numbers_of_a_contact_are_stored_as_its_file_has_them_and_unchecked(entry):
    points = ContactPoint.objects.filter(pathway__title=entry["title"])

    assert [
        (each.kind, each.label, each.value, each.for_whom, each.out_of_hours, each.bank_holidays)
        for each in points
    ] == [
        (
            each["kind"],
            each["label"],
            each["value"],
            each["for_whom"],
            each.get("out_of_hours", False),
            each.get("bank_holidays", "closed"),
        )
        for each in entry["contact_points"]
    ]
    assert {each.verified_on for each in points} == {None}
    assert [each.source for each in points] == [
        one_line(each.get("source", "")) for each in entry["contact_points"]
    ]


FACTS = {
    "report-a-concern-about-a-child": [
        "999",
        "0300 555 1384",
        "Monday to Thursday, 8:30am to 5pm",
        "Friday, 8:30am to 4:30pm",
        "0300 555 1373",
        "Whenever Hampshire Children's Services is closed",
        "01329 225379",
        "Not for the Isle of Wight: contact Isle of Wight Children's Services",
        "at risk of any form of abuse or neglect",
        "something affects what their parents or carers are able to do for them",
        "If you are a member of the public",
        "If you are a professional",
        "Report a Concern page",
        "same day",
    ],
    "local-authority-designated-officer-lado": [
        "01962 876364",
        "child.protection@hants.gov.uk",
        "LADO notification form",
        "in every case",
        "acted in a way that harmed a child, or may have done so",
        "possibly committed a crime against a child, or a crime that relates to a child",
        "acted towards one or more children in a way that suggests they may be a danger to children",
        "outside work",
        "teachers",
        "a council",
        "foster carers",
        "health services",
        "probation service",
        "voluntary sector",
        "aged 16 or 17",
        "use the complaints procedure of the agency or organisation concerned",
        "Allegations Against Staff or Volunteers",
        "Allegations Against People in a Position of Trust",
    ],
    "hampshire-camhs": [
        "0300 304 0050",
        "Monday to Friday, 9am to 2pm",
        "Closed on bank holidays",
        "Not for Aldershot, Farnborough, Fleet and Yateley: contact Surrey and Borders Partnership",
        "HantsCamhsSpa@nhs.net",
        "SPNT.HantsCamhsSpa@nhs.net",
        "up to 18 years old",
        "severe, acute and chronic",
        "self-help",
        "online referral form",
        "likely to take an hour",
        "Single Point of Access (SPA)",
        "Hampshire CAMHS Threshold Guidance",
        "HSCP Practitioner Guide: Hampshire CAMHS",
    ],
    "early-help-and-family-support": [
        "0 to 19 years",
        "Level 1 or 2",
        "Level 3",
        "Level 4",
        "Family Support Service (FSS)",
        "early help hub",
        "family plan",
        "early help coordinator",
        "Hampshire Early Help Intervention Pathway",
    ],
    "private-fostering": [
        "0300 555 1384",
        "under 16",
        "under 18 if disabled",
        "28 days or more",
        "neither a parent nor a close relative",
        "step-parent, a grandparent, a brother or sister, an uncle or aunt",
        "informal family care",
        "The law requires both the parent and the carer to tell Hampshire County Council",
        "Caring for Children",
        "Child Law Advice: Private Fostering",
    ],
    "information-sharing-advice": [
        "HIPS Procedures on Information Sharing",
        "Information Sharing Triage Tool",
        "7 Golden Rules for Information Sharing",
        "the public sector, the private sector and the voluntary sector",
    ],
    "bereavement-and-loss-support": ["local and national organisations", "training and resources"],
    "childline": ["0800 1111", "Free to call", "Every day, 24 hours"],
    "nspcc-helpline": ["0808 800 5000", "Hours not known here"],
    "isle-of-wight-report-a-concern-about-a-child": [
        "01983 823435",
        "Every day, 24 hours",
        "01983 823436",
        "mash@iow.gov.uk",
    ],
}


def test_every_contact_of_the_documents_has_its_facts_listed():
    assert sorted(Pathway.objects.exclude(title__in=NATIONAL).values_list("slug", flat=True)) == sorted(FACTS)


@pytest.mark.parametrize("title", NATIONAL)
def test_what_the_documents_lack_is_from_a_named_page_and_unchecked(title):
    points = Pathway.objects.get(title=title).contact_points.all()

    assert [point for point in points if not (point.source and point.to_verify and point.value)] == []
    assert points.exists()


def test_what_the_documents_lack_is_no_flood_on_the_pages_of_themes():
    added = Theme.objects.annotate(added=Count("pathways", filter=Q(pathways__title__in=NATIONAL)))

    assert {theme.title: theme.added for theme in added if theme.added > 2} == {}


@pytest.mark.parametrize("slug", FACTS)
def test_the_page_of_a_contact_has_the_facts_of_the_documents(client, slug):
    page = words(main_of(client, f"/contacts/{slug}/"))

    assert missing(FACTS[slug], page) == []


def test_numbers_and_addresses_can_be_rung_and_written_to(client):
    lado = main_of(client, "/contacts/local-authority-designated-officer-lado/")
    camhs = main_of(client, "/contacts/hampshire-camhs/")

    assert re.findall(r'href="((?:tel|mailto):[^"?][^"]*)"', lado) == [
        "tel:01962876364",
        "mailto:child.protection@hants.gov.uk",
    ]
    assert re.findall(r'href="((?:tel|mailto):[^"?][^"]*)"', camhs) == [
        "tel:03003040050",
        "mailto:HantsCamhsSpa@nhs.net",
        "mailto:SPNT.HantsCamhsSpa@nhs.net",
    ]


OFFICE = ["Monday to Thursday, 8:30am to 5pm", "Friday, 8:30am to 4:30pm", "Closed on bank holidays"]
ALWAYS = ["Every day, 24 hours"]


def test_hours_are_those_that_the_documents_and_the_found_pages_agree_on():
    hours = {
        str(point): usual_hours(point)
        for point in ContactPoint.objects.filter(pathway__slug__in=FACTS).prefetch_related("opening_hours")
    }

    assert {point: lines for point, lines in hours.items() if lines} == {
        "CAMHS consultation line: 0300 304 0050": ["Monday to Friday, 9am to 2pm", "Closed on bank holidays"],
        "Emergency services: 999": ALWAYS,
        "Hampshire Children's Services: 0300 555 1384": OFFICE,
        "Out-of-hours service: 0300 555 1373": ["Whenever Hampshire Children's Services is closed"],
        "Childline: 0800 1111": ALWAYS,
        "Isle of Wight Children's Services: 01983 823435": ALWAYS,
        "Isle of Wight professionals' line for urgent concerns: 01983 823436": OFFICE,
    }


@pytest.mark.parametrize(
    ("at", "office", "night"),
    [
        ("2026-11-28T21:45+00:00", "Closed, opens Monday 8:30am", "Open now, until 8:30am on Monday"),
        ("2026-11-27T16:29+00:00", "Open now, until 4:30pm", "Closed, opens 4:30pm today"),
        ("2026-11-27T16:30+00:00", "Closed, opens Monday 8:30am", "Open now, until 8:30am on Monday"),
        ("2026-12-24T16:59+00:00", "Open now, until 5pm", "Closed, opens 5pm today"),
        (
            "2026-12-25T10:00+00:00",
            "Closed for the bank holiday, opens Tuesday 8:30am",
            "Open now, until 8:30am on Tuesday",
        ),
        (
            "2027-03-28T01:30+00:00",
            "Closed, opens Tuesday 8:30am",
            "Open now, until 8:30am on Tuesday",
        ),
    ],
)
def test_one_of_the_office_and_the_out_of_hours_service_answers_at_every_moment(at, office, night):
    points = ContactPoint.objects.filter(pathway__slug="report-a-concern-about-a-child")
    moment = datetime.fromisoformat(at)

    assert [
        point_status(points.get(value=value), moment).words(moment)
        for value in ("0300 555 1384", "0300 555 1373")
    ] == [office, night]


def test_what_the_found_pages_contradict_is_for_editors_to_settle():
    notes = " ".join(ContactPoint.objects.values_list("to_verify", flat=True))

    assert (
        missing(
            [
                "so it contradicts the close at 4:30pm on Friday",
                "print it as the out-of-hours number",
                "a fourth criterion",
                "two other copies of the partnership's page",
                "up to 25 for young adults",
                "0300 300 0117",
                "24 hours on every day of the year",
            ],
            notes,
        )
        == []
    )


def test_ages_are_those_of_the_documents():
    ages = Pathway.objects.exclude(title__in=NATIONAL).exclude(minimum_age=None, maximum_age=None)

    assert list(ages.order_by("slug").values_list("slug", "minimum_age", "maximum_age")) == [
        ("early-help-and-family-support", 0, 19),
        ("hampshire-camhs", None, 18),
    ]


@pytest.mark.parametrize("entry", PATHWAYS, ids=lambda entry: entry["title"])
def test_people_who_should_go_elsewhere_are_led_there(entry):
    pathway = Pathway.objects.get(title=entry["title"])

    led_to = re.findall(r'href="/contacts/([^/"]+)/"', pathway.when_not_to_use)

    assert led_to != []
    assert pathway.slug not in led_to


def test_each_contact_says_what_to_do_while_nobody_answers():
    texts = Pathway.objects.values_list("when_closed", flat=True)

    assert [text for text in texts if "999" not in text] == []


def rich_texts():
    """Yield every rich text of the records that lead a reader to contacts."""
    for pathway in Pathway.objects.prefetch_related("steps"):
        yield from (getattr(pathway, name) for name in RICH)
        yield from (step.text for step in pathway.steps.all())
    for level in ThresholdLevel.objects.all():
        yield from (level.description, level.examples, level.services, level.what_to_do)
    for process in Process.objects.prefetch_related("sections"):
        yield from (section.body for section in process.sections.all())
    yield from Situation.objects.values_list("advice", flat=True)


def test_every_link_within_the_portal_leads_to_a_page(client):
    addresses = {address for html in rich_texts() for address in re.findall(r'href="(/[^"]*)"', html)}

    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(
        addresses, 200
    )
    assert len(addresses) > 5


def test_a_number_or_address_is_only_in_its_contact_point():
    others = [*rich_texts(), *Pathway.objects.values_list("when_closed", flat=True)]
    others += Pathway.objects.values_list("purpose", flat=True)
    others += Situation.objects.values_list("summary", flat=True)

    found = {
        value
        for text in others
        for value in re.findall(r"\b0\d[\d ]{6,}\d\b|\S+@\S+\.\S+|https?://\S+", text)
    }

    assert found == set()


@pytest.mark.parametrize("entry", LEVELS, ids=lambda entry: f"level {entry['number']}")
def test_the_page_of_the_levels_shows_all_that_the_file_holds(client, entry):
    page = main_of(client, "/thresholds/")

    section = page.partition(f'id="level-{entry["number"]}"')[2].partition(
        'id="level-' + str(entry["number"] + 1)
    )[0]

    texts = [f"Level {entry['number']}: {entry['title']}", entry.get("led_by", "")]
    texts += [
        words(markdown_to_rich_text(entry[name]))
        for name in ("description", "examples", "services", "what_to_do")
    ]
    texts += [each["text"] for each in entry["indicators"]]
    texts += entry["pathways"]
    assert missing(texts, words(section)) == []


def test_the_levels_have_the_names_and_services_of_the_documents():
    assert [
        (str(level), words(level.services).split(": ")[-1], level.led_by)
        for level in ThresholdLevel.objects.order_by("number")
    ] == [
        ("Level 1: Universal", "Schools GPs Health visiting School nursing", ""),
        (
            "Level 2: Early Help",
            "Schools Local partnerships Health Children's centres Youth support",
            "One everyday service, alone or in partnership with others.",
        ),
        (
            "Level 3: Targeted Early Help",
            "Early Help Hub provision",
            "The Family Support Service (FSS), which coordinates early help through the early help hubs.",
        ),
        (
            "Level 4: Statutory Children's Social Care",
            "Statutory Children's Social Care",
            "Children's social care.",
        ),
    ]


def test_each_level_has_two_to_four_examples_of_each_domain():
    counts = {
        (entry["number"], domain): sum(each["domain"] == domain for each in entry["indicators"])
        for entry in LEVELS
        for domain in ("child", "parents", "family")
    }

    assert {place: count for place, count in counts.items() if not 2 <= count <= 4} == {}
