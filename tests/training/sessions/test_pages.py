"""The page of a session, the course's dates, and what search engines and the portal's own search get."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import vobject
from django.urls import reverse
from django.utils import timezone

from hscp.search.index.documents import refresh, refresh_all
from hscp.search.query.find import search
from tests.factories import (
    make_audience,
    make_booking,
    make_course,
    make_publisher,
    make_session,
    make_theme,
    make_toolkit,
    put_in_pack,
)
from tests.structured_data import blocks_of
from training.enums import CourseFormat, SessionState, Setting

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def page_of(client, record):
    return client.get(record.get_absolute_url()).content.decode()


def panel_of(client, session):
    """Return the booking panel of a session's page, without tags."""
    page = page_of(client, session)
    panel = page[
        page.index('aria-labelledby="booking"') : page.index("</section>", page.index('id="booking"'))
    ]
    return " ".join(re.sub(r"<[^>]*>", " ", panel.partition(">")[2]).split())


def data_of(client, record):
    return blocks_of(page_of(client, record))[0]


# The page


def test_a_session_shows_all_that_a_person_needs_to_decide(client, time_machine):
    time_machine.move_to(datetime(2027, 6, 1, tzinfo=UTC))
    course = make_course(
        title="Neglect tour",
        toolkit=make_toolkit(),
        aims="<p>Know <strong>more</strong>.</p>",
        level="Level 2",
        area="hampshire",
        provider=make_publisher(name="The Trust"),
    )
    course.audiences.add(make_audience(name="Schools"))
    theme = make_theme(title="Neglect")
    put_in_pack(theme, course)
    start = datetime(2027, 7, 6, 8, 30, tzinfo=UTC)
    session = make_session(
        course,
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        information="<p>Cameras on.</p>",
        cancel_by=start - DAY,
        booking_closes_at=start - timedelta(hours=2),
        joining_link="https://meet.example.org/secret",
    )

    page = page_of(client, session)

    for text in (
        "<title>Neglect tour, Tuesday 6 July 2027, 9:30am to 11:30am –",
        "Toolkit tour (webinar)",
        "Online: Microsoft Teams",
        "Professionals<ul",
        "<li>Schools</li>",
        "Level 2",
        ">Hampshire<",
        "The Trust",
        "Know <strong>more</strong>.",
        "Cameras on.",
        f'href="{theme.get_absolute_url()}"',
        f'href="{course.get_absolute_url()}"',
        "<dt>Book by</dt><dd>Tuesday 6 July 2027, 7:30am</dd>",
        "cancel by</dt><dd>Monday 5 July 2027, 9:30am</dd>",
        f'href="/training/dates/{session.pk}/session.ics"',
    ):
        assert text in page, text
    assert "secret" not in page


def test_the_other_dates_of_the_course_are_named(client):
    course = make_course()
    session, other = make_session(course), make_session(course)
    for state in (SessionState.DRAFT, SessionState.OPEN):
        past = timezone.now() - DAY if state == SessionState.OPEN else timezone.now() + DAY
        make_session(course, state=state, starts_at=past, ends_at=past + timedelta(hours=1))
    make_session()

    others = client.get(session.get_absolute_url()).context["others"]

    assert list(others) == [other]


@pytest.mark.parametrize(
    ("taken", "words"),
    [
        (0, "Places available Book a place"),
        (1, "5 places left Book a place"),
        (5, "1 place left Book a place"),
        (6, "Full: join the waiting list Join the waiting list"),
    ],
)
def test_places_are_counted_when_few_are_left(client, taken, words):
    session = make_session(capacity=6)
    for _ in range(taken):
        make_booking(session)

    assert panel_of(client, session).startswith(f"Booking {words} Add to your calendar")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": SessionState.CLOSED}, "Booking closed"),
        ({"state": SessionState.CANCELLED}, "Cancelled"),
        (
            {"external_link": "https://book.example.org/x"},
            "Booked on book.example.org Book this session (book.example.org)",
        ),
    ],
    ids=["closed", "cancelled", "elsewhere"],
)
def test_people_who_cannot_book_here_are_told_why(client, fields, words):
    session = make_session(**fields)

    assert panel_of(client, session) == f"Booking {words} Add to your calendar (calendar file)"
    assert reverse("training:book", args=[session.pk]) not in page_of(client, session)


def test_a_full_session_without_a_waiting_list_says_so(client):
    session = make_session(capacity=1, waiting_list=False)
    make_booking(session)

    assert panel_of(client, session) == "Booking Full Add to your calendar (calendar file)"


def test_the_booking_window_is_told_before_it_opens_and_after_it_has_closed(client):
    now = timezone.now()
    early = make_session(booking_opens_at=now + DAY)
    late = make_session(booking_closes_at=now - DAY)

    assert "Booking opens" in panel_of(client, early)
    assert panel_of(client, late).startswith("Booking Booking closed Booking closed ")
    assert "Book a place" not in panel_of(client, early) + panel_of(client, late)


def test_a_session_that_is_over_has_a_page_that_says_so_and_is_not_indexed(client):
    start = timezone.now() - DAY
    session = make_session(starts_at=start, ends_at=start + timedelta(hours=1))

    assert panel_of(client, session) == "Booking Over"
    assert '<meta name="robots" content="noindex">' in page_of(client, session)


def test_a_cancelled_session_warns(client):
    page = page_of(client, make_session(state=SessionState.CANCELLED))

    assert "This session has been cancelled." in page


def test_the_calendar_file_is_to_be_kept_and_says_when(client):
    session = make_session()

    response = client.get(reverse("training:session_ics", args=[session.pk]))

    event = vobject.readOne(response.content.decode()).vevent
    assert (event.uid.value, event.dtstart.value) == (
        str(session.uid),
        session.starts_at.replace(microsecond=0),
    )
    assert (response["Content-Type"], response["Content-Disposition"], response["Cache-Control"]) == (
        "text/calendar; charset=utf-8",
        f'attachment; filename="session-{session.pk}.ics"',
        "no-cache",
    )


@pytest.mark.parametrize("name", ["session_detail", "session_ics"])
def test_pages_of_a_session_set_no_cookie(client, name):
    assert client.get(reverse(f"training:{name}", args=[make_session().pk])).cookies == {}


# The course, the theme and the toolkit


def test_a_course_lists_its_dates_and_is_repeated_when_it_runs_out(client):
    course = make_course(valid_months=36)
    session, cancelled = make_session(course), make_session(course, state=SessionState.CANCELLED)

    response = client.get(course.get_absolute_url())

    page = response.content.decode()
    assert response.context["sessions"] == [session, cancelled]
    assert "Every 3 years" in page
    assert "Tell me when there are dates" not in page


@pytest.mark.parametrize(
    ("format_", "offered"),
    [
        (CourseFormat.WEBINAR, True),
        (CourseFormat.PRACTICAL_SESSION, True),
        (CourseFormat.NOT_STATED, True),
        (CourseFormat.ELEARNING, False),
        (CourseFormat.VIDEO, False),
    ],
)
def test_a_course_without_dates_offers_to_tell_of_them(client, format_, offered):
    course = make_course(format=format_)

    link = f'href="{reverse("training:interest", args=[course.slug])}"'

    assert (link in page_of(client, course)) is offered


def test_a_theme_shows_the_next_three_dates_of_its_courses(client):
    theme, course = make_theme(), make_course()
    put_in_pack(theme, course)
    now = timezone.now()
    days = {
        day: make_session(course, starts_at=now + day * DAY, ends_at=now + (day + 1) * DAY)
        for day in (5, 4, 3, 2)
    }
    make_session(course, starts_at=now + DAY, ends_at=now + 2 * DAY, state=SessionState.CANCELLED)
    make_session()

    sessions = client.get(theme.get_absolute_url()).context["dates"].sessions

    assert sessions == [days[2], days[3], days[4]]


@pytest.mark.parametrize(
    ("kind", "what", "fields"),
    [
        ("tours", "toolkit tour", {}),
        ("practical", "practical training session", {"format": CourseFormat.PRACTICAL_SESSION}),
    ],
)
def test_a_theme_leads_to_just_its_tours_and_practical_sessions(client, kind, what, fields):
    theme, other = make_theme(slug="neglect"), make_theme()
    course = make_course(toolkit=make_toolkit() if kind == "tours" else None, **fields)
    for each in (theme, other):
        put_in_pack(each, course)
    dates = f'href="/training/dates/?theme=neglect&amp;kind={kind}"'
    courses = f'href="/training/?theme=neglect&amp;kind={kind}"'

    without = page_of(client, theme)
    session = make_session(course)
    make_session(make_course(toolkit=make_toolkit(), format=CourseFormat.PRACTICAL_SESSION))
    with_dates = page_of(client, theme)

    assert (courses in without, dates in without, f"Book a {what}" in without) == (True, False, False)
    assert (courses in with_dates, dates in with_dates, f"Book a {what}" in with_dates) == (False, True, True)
    listed = client.get("/training/dates/", {"theme": "neglect", "kind": kind}).context["page_obj"]
    assert list(listed) == [session]


def test_a_theme_without_such_courses_has_no_booking_links(client):
    theme = make_theme()
    put_in_pack(theme, make_course(format=CourseFormat.VIDEO))

    assert client.get(theme.get_absolute_url()).context["dates"].booking_links == []


def test_a_toolkit_shows_the_next_dates_of_courses_about_it(client):
    toolkit = make_toolkit()
    sessions = [make_session(make_course(toolkit=toolkit)) for _ in range(4)]
    make_session(make_course(toolkit=make_toolkit()))

    shown = client.get(toolkit.get_absolute_url()).context["sessions"]

    assert list(shown) == sessions[:3]


# For search engines


def test_an_event_says_when_where_how_and_whether_there_are_places(client, time_machine):
    time_machine.move_to(datetime(2027, 6, 1, tzinfo=UTC))
    start = datetime(2027, 7, 6, 8, 30, tzinfo=UTC)
    session = make_session(
        make_course(title="Tour", summary="In short.", provider=make_publisher(name="The Trust")),
        starts_at=start,
        ends_at=start + timedelta(hours=1),
        setting=Setting.IN_PERSON,
        place="The Castle, Winchester",
        capacity=12,
        joining_link="https://meet.example.org/secret",
    )

    data = data_of(client, session)

    address = f"http://localhost:8000/training/dates/{session.pk}/"
    assert data == {
        "@context": "https://schema.org",
        "@type": "EducationEvent",
        "@id": f"{address}#event",
        "name": "Tour",
        "description": "In short.",
        "url": address,
        "startDate": "2027-07-06T09:30+01:00",
        "endDate": "2027-07-06T10:30+01:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": "The Castle, Winchester",
            "address": "The Castle, Winchester",
        },
        "organizer": {
            "@type": "Organization",
            "@id": "http://localhost:8000/#partnership",
            "name": "Hampshire Safeguarding Children Partnership",
            "url": "http://localhost:8000/",
        },
        "about": {
            "@type": "Course",
            "name": "Tour",
            "description": "In short.",
            "url": f"http://localhost:8000{session.course.get_absolute_url()}",
            "provider": {"@type": "Organization", "name": "The Trust"},
        },
        "maximumAttendeeCapacity": 12,
        "offers": {
            "@type": "Offer",
            "url": f"{address}book/",
            "availability": "https://schema.org/InStock",
        },
    }


def test_an_online_event_is_held_at_its_page(client):
    session = make_session(joining_link="https://meet.example.org/secret")

    data = data_of(client, session)

    assert data["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert data["location"] == {
        "@type": "VirtualLocation",
        "url": f"http://localhost:8000/training/dates/{session.pk}/",
    }


def test_a_cancelled_event_says_so_and_offers_nothing(client):
    data = data_of(client, make_session(state=SessionState.CANCELLED))

    assert (data["eventStatus"], "offers" in data) == ("https://schema.org/EventCancelled", False)


def test_an_event_booked_elsewhere_offers_that_address_and_claims_no_places(client):
    data = data_of(client, make_session(external_link="https://book.example.org/x"))

    assert data["offers"] == {"@type": "Offer", "url": "https://book.example.org/x"}


def test_a_full_event_is_sold_out(client):
    session = make_session(capacity=1)
    make_booking(session)

    assert data_of(client, session)["offers"]["availability"] == "https://schema.org/SoldOut"


def test_no_text_ends_the_block(client):
    session = make_session(make_course(title="</script><script>alert(1)</script>"))

    page = page_of(client, session)

    assert "<script>alert" not in page
    assert data_of(client, session)["name"] == "</script><script>alert(1)</script>"


def test_a_course_names_the_dates_that_take_place(client):
    course = make_course(title="Tour", level="Level 2")
    session = make_session(course)
    for state in (SessionState.CANCELLED, SessionState.DRAFT):
        make_session(course, state=state)

    data = data_of(client, course)

    assert (data["@type"], data["educationalLevel"]) == ("Course", "Level 2")
    assert [instance["url"] for instance in data["hasCourseInstance"]] == [
        f"http://localhost:8000{session.get_absolute_url()}"
    ]


# The portal's own search


def test_a_course_with_a_date_comes_before_one_without(client):
    first, second = make_course(title="Lighthouse first"), make_course(title="Lighthouse second")
    refresh_all()
    before = [hit.object_id for hit in search("lighthouse").hits]
    last = second if before[0] == first.pk else first

    refresh(make_session(last))

    assert before[1] == last.pk
    assert [hit.object_id for hit in search("lighthouse").hits] == [last.pk, before[0]]


@pytest.mark.parametrize("state", [SessionState.DRAFT, SessionState.CANCELLED])
def test_a_search_result_shows_the_next_date_that_takes_place(client, state):
    start = datetime(timezone.localdate().year + 1, 7, 6, 23, 30, tzinfo=UTC)
    course = make_course(title="Lighthouse")
    make_session(course, starts_at=start, ends_at=start + timedelta(hours=1))
    make_session(course, starts_at=start - DAY, ends_at=start, state=state)
    refresh_all()

    page = client.get(reverse("site:search"), {"q": "lighthouse"}).content.decode()

    # Half past eleven at night UTC is the next day in London in summer.
    assert re.findall(r"Next date: [^<]*", page) == [f"Next date: 7 July {start.year}"]
