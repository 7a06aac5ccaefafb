"""No public page reads more rows, or sends more, when the tables grow: the same for 350 records of a kind as for 700."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.models import ContactPoint, Pathway
from hscp.brochure.models import Brochure
from hscp.records.state import State
from hscp.search.index.documents import refresh_all
from resources.models import Resource, Toolkit
from tests.effort import rows_read
from themes.models import Process, Situation, Theme
from training.enums import SessionState
from training.models import Course, Session

pytestmark = pytest.mark.django_db
GROUPS = ("professionals", "parents_and_carers", "children_and_young_people")
PAGES = [
    ("site:home", {}),
    ("site:report_a_concern", {}),
    ("site:parents_and_carers", {}),
    ("site:parents_and_carers", {"age": "5-10"}),
    ("site:children_and_young_people", {}),
    ("site:brochure", {}),
    ("site:sitemap", {}),
    ("themes:theme_list", {}),
    ("themes:process_list", {}),
    ("resources:toolkit_list", {}),
    ("resources:resource_list", {}),
    ("resources:resource_list", {"q": "record", "kind": "guidance"}),
    ("training:course_list", {}),
    ("training:dates", {}),
    ("training:dates", {"kind": "practical"}),
    ("training:calendar", {}),
    ("training:feed", {}),
    ("contacts:pathway_list", {}),
    ("contacts:sheet", {}),
    ("documents:custom_pack", {}),
    ("contacts:threshold_list", {}),
    ("contacts:api_pathways", {}),
]


def fill(first, last):
    """Make the records with these numbers of every kind that has lists, live and for every reader."""
    numbers = range(first, last)

    def many(model, **fields):
        return model.objects.bulk_create(
            model(
                title=f"Record {number:04}",
                slug=f"record-{number:04}",
                state=State.PUBLISHED,
                **{name: value(number) if callable(value) else value for name, value in fields.items()},
            )
            for number in numbers
        )

    def group(number):
        return GROUPS[number % 3]

    many(Theme, order=1)
    many(Process, order=1)
    many(Situation, order=1)
    many(Toolkit, audience_group=group)
    many(Resource, audience_group=group, kind="guidance")
    courses = many(Course, audience_group=group, format="practical_session")
    pathways = many(
        Pathway,
        for_public=True,
        for_young_people=True,
        urgency=lambda number: ("emergency", "same_day", "routine")[number % 3],
        order=1,
    )
    ContactPoint.objects.bulk_create(
        ContactPoint(pathway=pathway, kind="phone", value=f"01962 {pathway.pk:06}", for_whom="everyone")
        for pathway in pathways
    )
    # All on one day of next month, and some that are just over.
    soon = (timezone.now() + timedelta(days=32)).replace(day=10, hour=10)
    past = timezone.now() - timedelta(days=3)
    Session.objects.bulk_create(
        Session(
            course=course,
            state=SessionState.OPEN,
            starts_at=start,
            ends_at=start + timedelta(hours=1),
            capacity=9,
        )
        for course in courses
        for start in (soon, past)
    )
    refresh_all()


def cost(client, name, query):
    """Return (rows that a page reads, how many bytes it has), once what is made for the first page is there."""
    address = reverse(name)
    client.get(address, query)
    with rows_read() as counts:
        response = client.get(address, query)
    assert response.status_code == 200
    return sum(counts), len(response.content)


def test_no_page_grows_with_the_tables(client):
    Brochure.objects.create(title="Brochure", slug="brochure", edition="2026", state=State.PUBLISHED)
    fill(0, 350)
    before = [cost(client, *page) for page in PAGES]
    fill(350, 700)
    after = [cost(client, *page) for page in PAGES]

    grown = {
        page[0]: (then, now)
        for page, then, now in zip(PAGES, before, after, strict=True)
        # Numbers of records and of pages have another digit, and pages of a list more numbers.
        if now[0] > then[0] or now[1] > then[1] + 600
    }
    assert grown == {}
