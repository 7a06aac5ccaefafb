"""What is on the site leaves it by a page that says what depends on it, and by no other way."""

from datetime import timedelta

import pytest
from django.utils import timezone
from reversion.models import Revision

from hscp.records.state import State
from resources.models import Toolkit
from tests.admin.pages import act, address, filled_in, list_address, messages_of
from tests.factories import (
    make_booking,
    make_course,
    make_session,
    make_theme,
    make_toolkit,
    put_in_pack,
)
from themes.models import ThemeToolkit

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def step(client, record, **changes):
    """Fill in the page of the step for a record and send it; return the response after the redirect."""
    page = client.get(address(record, "visibility"))
    response = client.post(address(record, "visibility"), filled_in(page, **changes), follow=True)
    record.refresh_from_db()
    return response


def now(record):
    return record.state, record.publish_at, record.expire_at, record.superseded_by_id


@pytest.mark.parametrize("publish_at", [None, timezone.now() + DAY])
def test_the_form_shows_state_and_dates_and_a_post_cannot_change_them(publisher, publish_at):
    toolkit, other = make_toolkit(publish_at=publish_at), make_toolkit()
    before = now(toolkit)

    page = publisher.get(address(toolkit, "change"))
    posted = filled_in(page, state=State.ARCHIVED, superseded_by=other.pk, publish_at_0="2099-01-01")
    publisher.post(address(toolkit, "change"), posted | {"expire_at_0": "2099-01-01", "expire_at_1": "10:00"})

    toolkit.refresh_from_db()
    assert address(toolkit, "visibility") in page.text
    assert 'name="state"' not in page.text
    assert now(toolkit) == before


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.ARCHIVED])
def test_what_is_not_on_the_site_keeps_its_state_in_the_form(publisher, state):
    toolkit, new = make_toolkit(state=state), make_toolkit()
    page = publisher.get(address(toolkit, "change"))

    publisher.post(
        address(toolkit, "change"), filled_in(page, state=State.PUBLISHED, superseded_by=str(new.pk))
    )

    toolkit.refresh_from_db()
    assert (toolkit.state, toolkit.superseded_by) == (State.PUBLISHED, new)


def test_a_spreadsheet_cannot_take_a_record_off_the_site_either(publisher):
    toolkit = make_toolkit()
    form = _form_of(publisher, toolkit)

    assert form.errors == {
        "state": ["The public sees this record. Use “Take offline or change dates” beside its form."]
    }


def _form_of(client, toolkit):
    """Return the form that a row of a spreadsheet is checked with, which archives `toolkit`."""
    from django.contrib.admin import site

    request = client.get(list_address(Toolkit)).wsgi_request
    form_class = site.get_model_admin(Toolkit).get_form(request)
    values = {name: form_class(instance=toolkit)[name].value() for name in form_class.base_fields}
    data = {name: value for name, value in values.items() if value is not None}
    form = form_class(data | {"state": State.ARCHIVED}, instance=toolkit)
    form.is_valid()
    return form


def test_the_page_says_what_depends_on_the_record_and_offers_the_mend(publisher):
    old, new, theme = make_toolkit(title="Old"), make_toolkit(title="New"), make_theme(title="Neglect")
    put_in_pack(theme, old)

    page = publisher.get(address(old, "visibility"))
    response = step(publisher, old, what="archive", successor=str(new.pk), replaces="on")

    assert ("Neglect" in page.text, "/t/old-toolkit" in page.text) == (True, True)
    assert (old.state, old.superseded_by) == (State.ARCHIVED, new)
    assert ThemeToolkit.objects.get().toolkit == new
    assert messages_of(response) == [
        "1 record names the replacement now.",
        "Old (professionals): its address leads to “New (professionals)” now.",
    ]
    assert Revision.objects.count() == 1


@pytest.mark.parametrize(("what", "state"), [("archive", State.ARCHIVED), ("draft", State.DRAFT)])
def test_a_record_leaves_the_site(publisher, what, state):
    toolkit = make_toolkit()

    step(publisher, toolkit, what=what)

    assert toolkit.state == state


def test_a_record_gets_dates_and_stays(publisher):
    toolkit = make_toolkit()

    step(publisher, toolkit, what="dates", expire_at_0="2099-05-03", expire_at_1="10:00")

    assert (toolkit.state, f"{timezone.localtime(toolkit.expire_at):%Y-%m-%d %H:%M}") == (
        State.PUBLISHED,
        "2099-05-03 10:00",
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"expire_at_0": "2020-05-03", "expire_at_1": "10:00"}, "This moment is past."),
        (
            {
                "publish_at_0": "2099-05-03",
                "publish_at_1": "10:00",
                "expire_at_0": "2099-05-02",
                "expire_at_1": "10:00",
            },
            "must be later than",
        ),
        ({"replaces": "on"}, "Choose what to put in its place."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_changes(publisher, changes, message):
    toolkit = make_toolkit()
    before = now(toolkit)

    response = step(publisher, toolkit, what="dates", **changes)

    assert message in response.text
    assert now(toolkit) == before


def test_an_editor_may_not_open_the_page(editor):
    toolkit = make_toolkit()

    assert editor.get(address(toolkit, "visibility")).status_code == 403
    assert editor.post(address(toolkit, "visibility"), {"what": "archive"}).status_code == 403


@pytest.mark.parametrize(("action", "state"), [("archive", State.ARCHIVED), ("back_to_draft", State.DRAFT)])
def test_a_bulk_action_asks_once_for_all(publisher, action, state):
    old, other, new, theme = make_toolkit(), make_toolkit(), make_toolkit(), make_theme(title="Neglect")
    put_in_pack(theme, old)

    asked = act(publisher, Toolkit, action, old, other)
    before = set(Toolkit.objects.values_list("state", flat=True))
    done = act(publisher, Toolkit, action, old, other, confirmed="1", successor=new.pk, replaces="on")

    assert "Neglect" in asked.text
    assert before == {State.PUBLISHED}
    assert list(Toolkit.objects.order_by("pk").values_list("state", "superseded_by")) == [
        (state, new.pk),
        (state, new.pk),
        (State.PUBLISHED, None),
    ]
    assert messages_of(done)[0] == f"2 toolkits changed to {State(state).label.lower()}."


def test_a_bulk_action_on_what_the_public_does_not_see_asks_nothing(publisher):
    toolkit = make_toolkit(state=State.IN_REVIEW)

    act(publisher, Toolkit, "back_to_draft", toolkit)

    toolkit.refresh_from_db()
    assert toolkit.state == State.DRAFT


def test_publishing_what_is_over_says_so_and_offers_to_empty_the_date(publisher):
    over = make_toolkit(state=State.DRAFT, expire_at=timezone.now() - DAY)
    other = make_toolkit(state=State.DRAFT)

    asked = act(publisher, Toolkit, "publish", over, other)
    act(publisher, Toolkit, "publish", over, other, leave_out="1")
    states = list(Toolkit.objects.order_by("pk").values_list("state", flat=True))
    act(publisher, Toolkit, "publish", over, empty_dates="1")

    over.refresh_from_db()
    assert "would not show" in asked.text
    assert states == [State.DRAFT, State.PUBLISHED]
    assert (over.state, over.expire_at) == (State.PUBLISHED, None)


def test_the_form_does_not_publish_what_is_over(publisher):
    over = make_toolkit(state=State.DRAFT, expire_at=timezone.now() - DAY)
    page = publisher.get(address(over, "change"))

    response = publisher.post(address(over, "change"), filled_in(page, state=State.PUBLISHED))

    over.refresh_from_db()
    assert "It would not show" in response.text
    assert over.state == State.DRAFT


def test_people_booked_are_counted_and_named_only_to_those_who_may_see_them(signed_in):
    course = make_course()
    make_booking(make_session(course), name="Ada Byron")

    told = {
        role: signed_in(role).get(address(course, "visibility")).text for role in ("publisher", "training")
    }

    assert {role: "1 person has a booking" in text for role, text in told.items()} == {
        "publisher": True,
        "training": True,
    }
    assert {role: "Ada Byron" in text for role, text in told.items()} == {
        "publisher": False,
        "training": True,
    }


def test_a_course_with_bookings_is_archived_and_not_hidden(publisher):
    course = make_course()
    make_booking(make_session(course))

    hidden = step(publisher, course, what="draft")
    state = course.state
    archived = step(publisher, course, what="archive")

    assert "Archive the course instead" in hidden.text
    assert (state, course.state) == (State.PUBLISHED, State.ARCHIVED)
    assert "its page stays for people with a booking" in messages_of(archived)[0]


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_costs_the_same_for_few_and_many_uses(publisher, count, django_assert_num_queries):
    toolkit = make_toolkit()
    for _ in range(count):
        put_in_pack(make_theme(), toolkit)
        make_toolkit()
    publisher.get(address(toolkit, "visibility"))

    with django_assert_num_queries(14):
        publisher.get(address(toolkit, "visibility"))
