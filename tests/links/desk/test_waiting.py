"""What comes to the link desk: what leads nowhere, and what waits for a decision."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hscp.links.desk.kinds import BY_NAME
from hscp.links.models import LinkCheck
from hscp.records.state import State
from tests.factories import (
    make_contact_change,
    make_contact_point,
    make_course,
    make_link,
    make_pathway,
    make_publisher,
    make_resource,
    make_session,
    make_theme,
    make_toolkit,
    put_file,
    put_link,
)
from themes.models import ThemeToolkit

pytestmark = pytest.mark.django_db


def waits(record, kind="resource"):
    return BY_NAME[kind].waiting().filter(pk=record.pk).exists()


def check(link, result, **fields):
    return LinkCheck.objects.create(link=link, result=result, checked_at=timezone.now(), **fields)


def test_a_record_without_a_link_waits():
    assert waits(make_resource())
    assert waits(make_resource(state=State.DRAFT))


@pytest.mark.parametrize("state", ["suggested", "broken"])
def test_a_link_that_waits_makes_its_record_wait_beside_a_good_one(state):
    resource = make_resource(link="https://www.example.org/good")
    put_link(resource, state=state)

    assert waits(resource)


def test_what_leads_somewhere_or_is_not_to_be_had_or_is_archived_does_not_wait():
    withdrawn = make_resource(link="https://www.example.org/a")
    put_link(withdrawn, state="withdrawn")
    file = make_resource()
    put_file(file, "libraryfile/a.pdf")

    assert not waits(make_resource(link="https://www.example.org/b"))
    assert not waits(withdrawn)
    assert not waits(file)
    assert not waits(make_resource(not_available="Out of print."))
    assert not waits(make_resource(state=State.ARCHIVED))


def test_a_record_waits_while_the_check_has_found_something():
    fine, moved = make_resource(), make_resource()
    check(put_link(fine), "ok")
    check(put_link(moved), "moved", new_address="https://www.example.org/new")

    assert not waits(fine)
    assert waits(moved)


def test_a_course_with_dates_or_a_booking_page_of_its_provider_is_not_missing_one():
    dated = make_course()
    make_session(dated, starts_at=timezone.now() + timedelta(days=3))
    provider = make_publisher(default_link=make_link(kind="booking"))

    assert not waits(dated, "course")
    assert not waits(make_course(provider=provider), "course")
    assert waits(make_course(), "course")


def test_a_form_of_a_contact_waits_until_somebody_proposes_its_address():
    pathway = make_pathway()
    empty = make_contact_point(pathway, kind="form", value="")
    proposed = make_contact_point(pathway, kind="form", value="")
    make_contact_change(pathway, contact_point=proposed, action="change")
    known = make_contact_point(pathway, kind="web", value="https://www.example.org/")
    gone = make_contact_point(make_pathway(state=State.ARCHIVED), kind="form", value="")

    assert [waits(each, "contact") for each in (empty, proposed, known, gone)] == [True, False, False, False]


def test_a_theme_counts_once_by_its_pack_or_as_the_one_it_leads():
    toolkit, led = make_toolkit(), make_toolkit()
    both = make_theme(lead_toolkit=toolkit)
    ThemeToolkit.objects.create(theme=both, toolkit=toolkit)
    ThemeToolkit.objects.create(theme=make_theme(), toolkit=toolkit)
    make_theme(lead_toolkit=led)
    kind = BY_NAME["toolkit"]

    uses = dict(kind.records().annotate(uses=kind.uses()).values_list("pk", "uses"))

    assert uses == {toolkit.pk: 2, led.pk: 1}
    assert kind.themes_of([toolkit.pk, led.pk])[toolkit.pk][0] == both.title
    assert {pk: len(themes) for pk, themes in kind.themes_of([toolkit.pk, led.pk]).items()} == uses
    assert list(kind.records().filter(kind.used_by(both.pk))) == [toolkit]
