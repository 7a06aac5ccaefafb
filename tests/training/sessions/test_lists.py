"""The list of dates, the calendar of a month and the feed: what they show, and the filters they share."""

import re
from datetime import date, datetime, timedelta

import pytest
import vobject
from django.urls import reverse
from django.utils import timezone

from hscp.london_time import LONDON
from hscp.records.state import State
from hscp.search.index.documents import refresh_all
from tests.clock import CLOCK
from tests.factories import (
    make_audience,
    make_booking,
    make_course,
    make_session,
    make_theme,
    make_toolkit,
    put_in_pack,
)
from training import filters
from training.booking.places import cancel_session
from training.enums import CourseFormat, SessionState, Setting

pytestmark = pytest.mark.django_db
NEXT_YEAR = CLOCK.year + 1


def at(month, day, hour=10, minute=0):
    return datetime(NEXT_YEAR, month, day, hour, minute, tzinfo=LONDON)


def make_at(start, course=None, *, hours=1, **fields):
    return make_session(course, starts_at=start, ends_at=start + timedelta(hours=hours), **fields)


def listed(client, **query):
    """Return the sessions that the list of dates shows for a query."""
    return list(client.get(reverse("training:dates"), query).context["page_obj"])


def in_feed(client, **query):
    """Return the entries of the feed by the number of their session, as a different library reads them."""
    data = client.get(reverse("training:feed"), query).content.decode()
    events = getattr(vobject.readOne(data), "vevent_list", [])
    return {int(event.url.value.rstrip("/").rpartition("/")[2]): event for event in events}


# What is listed


def test_sessions_to_come_are_listed_by_date(client):
    later, sooner = make_at(at(2, 2)), make_at(at(2, 1))
    make_at(timezone.now() - timedelta(days=2))

    assert listed(client) == [sooner, later]


def test_a_session_says_what_when_and_where_it_is_and_whether_there_are_places(client):
    make_at(
        at(1, 12, 9, 30),
        make_course(title="Neglect"),
        hours=1.5,
        place="The Castle",
        setting=Setting.IN_PERSON,
    )

    page = client.get(reverse("training:dates")).content.decode()

    weekday = f"{at(1, 12):%A}"
    for text in (
        "Neglect<",
        f"{weekday} 12 January {NEXT_YEAR}, 9:30am to 11am",
        "In person: The Castle",
        "Places available",
    ):
        assert text in page


@pytest.mark.parametrize("hidden", ["draft session", "course in draft", "course not yet", "course no more"])
def test_what_the_public_may_not_see_is_nowhere(client, hidden):
    """Drafts, and sessions of courses that are not live: no page, list, month, feed, theme, toolkit or sitemap."""
    now = timezone.now()
    of_course = {
        "draft session": {},
        "course in draft": {"state": State.DRAFT},
        "course not yet": {"publish_at": now + timedelta(days=100)},
        "course no more": {"expire_at": now - timedelta(days=1)},
    }[hidden]
    theme, toolkit = make_theme(), make_toolkit()
    course = make_course(title="Lighthouse", toolkit=toolkit, **of_course)
    put_in_pack(theme, course)
    state = SessionState.DRAFT if hidden == "draft session" else SessionState.OPEN
    session = make_session(course, state=state)
    day = timezone.localtime(session.starts_at)
    address = session.get_absolute_url()

    pages = [
        client.get(url).content.decode()
        for url in (
            reverse("training:dates"),
            reverse("training:calendar", args=[day.year, day.month]),
            reverse("training:feed"),
            theme.get_absolute_url(),
            toolkit.get_absolute_url(),
            reverse("site:sitemap_part", args=["session", 1]),
        )
    ]

    assert [address in page for page in pages] == [False] * 6
    assert client.get(address).status_code == 404
    assert client.get(f"{address}session.ics").status_code == 404
    if hidden == "draft session":
        course_page = client.get(course.get_absolute_url()).content.decode()
        assert (address in course_page, "CourseInstance" in course_page) == (False, False)


def test_a_session_of_a_live_course_is_on_all_of_these_pages(client):
    theme, toolkit = make_theme(), make_toolkit()
    course = make_course(toolkit=toolkit)
    put_in_pack(theme, course)
    session = make_session(course)
    day = timezone.localtime(session.starts_at)

    shown = {
        url: session.get_absolute_url() in client.get(url).content.decode()
        for url in (
            reverse("training:dates"),
            reverse("training:calendar", args=[day.year, day.month]),
            reverse("training:feed"),
            theme.get_absolute_url(),
            toolkit.get_absolute_url(),
            course.get_absolute_url(),
            reverse("site:sitemap_part", args=["session", 1]),
        )
    }

    assert shown == dict.fromkeys(shown, True)


def test_a_cancelled_session_stays_until_it_would_have_begun(client):
    cancelled = make_session(state=SessionState.CANCELLED)
    make_at(timezone.now() - timedelta(days=1), state=SessionState.CANCELLED)

    page = client.get(reverse("training:dates"))

    assert list(page.context["page_obj"]) == [cancelled]
    assert 'govuk-tag--red portal-places">Cancelled</strong>' in page.content.decode()


# The filters


@pytest.fixture
def tour():
    """A toolkit tour in the morning, in a theme, for schools, at level 2, in Hampshire."""
    course = make_course(
        title="Neglect toolkit tour", toolkit=make_toolkit(), level="Level 2", area="hampshire"
    )
    course.audiences.add(make_audience(name="Schools", slug="schools"))
    put_in_pack(make_theme(slug="neglect"), course)
    return make_at(at(1, 12, 9), course)


@pytest.fixture
def practical():
    """A practical session for parents in the evening, booked elsewhere, for the whole country."""
    course = make_course(
        title="Safer sleep", format=CourseFormat.PRACTICAL_SESSION, audience_group="parents_and_carers"
    )
    return make_at(at(7, 6, 17), course, area="national", external_link="https://book.example.org/")


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "tours"},
        {"theme": "neglect"},
        {"audience": "professionals"},
        {"audience": "professionals.schools"},
        {"format": "webinar"},
        {"level": "Level 2"},
        {"area": "hampshire"},
        {"time": "morning"},
        {"places": "places"},
        {"date_from": "1 1", "date_to": "January"},
        {"kind": "tours", "theme": "neglect", "time": ["morning", "evening"]},
    ],
    ids=str,
)
def test_each_filter_leaves_what_it_is_for_in_the_list_the_month_and_the_feed(client, tour, practical, query):
    month = client.get(reverse("training:calendar", args=[NEXT_YEAR, 1]), query).context["object_list"]
    other_month = client.get(reverse("training:calendar", args=[NEXT_YEAR, 7]), query).context["object_list"]
    not_of_the_calendar = {"date_from", "date_to"} & set(query)

    assert listed(client, **query) == [tour]
    assert list(month) == [tour]
    assert list(other_month) == ([practical] if not_of_the_calendar else [])
    # The feed ignores the filter for places.
    assert set(in_feed(client, **query)) == ({tour.pk, practical.pk} if "places" in query else {tour.pk})


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "practical"},
        {"audience": "parents_and_carers"},
        {"format": "practical_session"},
        {"area": "national"},
        {"time": "evening"},
        {"places": "elsewhere"},
        {"date_from": f"2/7/{NEXT_YEAR}"},
    ],
    ids=str,
)
def test_the_other_choices_leave_the_other_session(client, tour, practical, query):
    assert listed(client, **query) == [practical]


def test_words_find_the_sessions_of_the_courses_that_search_finds(client, tour, practical):
    refresh_all()

    assert listed(client, q="sleep") == [practical]


@pytest.mark.parametrize(
    ("hour", "minute", "part"),
    [(0, 0, "morning"), (11, 59, "morning"), (12, 0, "afternoon"), (16, 59, "afternoon"), (17, 0, "evening")],
)
@pytest.mark.parametrize("month", [1, 7], ids=["winter", "summer"])
def test_the_time_of_day_is_that_of_the_start_in_london(client, month, hour, minute, part):
    session = make_at(at(month, 15, hour, minute))

    found = [name for name in ("morning", "afternoon", "evening") if listed(client, time=name) == [session]]

    assert found == [part]


def test_days_run_from_midnight_to_midnight_in_london(client):
    first, last = make_at(at(7, 1, 0, 0)), make_at(at(7, 31, 23, 45))
    make_at(at(6, 30, 23, 59))
    make_at(at(8, 1, 0, 0))

    assert listed(client, date_from=f"July {NEXT_YEAR}", date_to=f"July {NEXT_YEAR}") == [first, last]


def test_a_session_that_is_full_is_not_among_those_with_places(client):
    full = make_session(capacity=1)
    shut = make_session(capacity=1, waiting_list=False)
    for session in (full, shut):
        make_booking(session)

    page = client.get(reverse("training:dates")).content.decode()

    assert (listed(client, places="places"), listed(client, places="waiting")) == ([], [full])
    assert ("Full: join the waiting list<" in page, ">Full<" in page) == (True, True)


def test_choices_are_counted(client, tour, practical):
    form = client.get(reverse("training:dates")).context["filter"].form

    assert {
        name: form.fields[name].widget.counts for name in ("kind", "theme", "level", "area", "time", "places")
    } == {
        "kind": {"tours": 1, "practical": 1},
        "theme": {"neglect": 1},
        "level": {"Level 2": 1},
        "area": {"hampshire": 1, "national": 1},
        "time": {"morning": 1, "evening": 1},
        "places": {"places": 1, "elsewhere": 1},
    }


def test_a_long_list_ends_and_counts_only_what_it_can_count(client, monkeypatch, tour, practical):
    monkeypatch.setattr(filters, "SESSIONS_LISTED", 2)
    make_session()

    whole = client.get(reverse("training:dates"))
    tours = client.get(reverse("training:dates"), {"kind": "tours"})

    assert len(whole.context["page_obj"]) == 2
    assert "These are the next 2. To see later ones" in whole.text
    assert whole.context["filter"].form.fields["kind"].widget.counts == {}
    assert tours.context["filter"].form.fields["level"].widget.counts == {"Level 2": 1}
    assert "These are the next" not in tours.text


def test_filters_in_use_can_be_removed_one_by_one(client, tour):
    query = {"kind": "tours", "date_from": f"12.1.{NEXT_YEAR}", "date_to": ""}
    page = client.get(reverse("training:dates"), query).content.decode()

    assert f">From:</span> 12 January {NEXT_YEAR} <" in page
    assert 'href="?kind=tours"' in page
    assert ">Kind:</span> Toolkit tours <" in page


def test_a_date_that_cannot_be_read_is_an_error_at_its_box_and_filters_nothing(client, tour):
    response = client.get(reverse("training:dates"), {"date_from": "31 2 2027"})

    page = response.content.decode()
    assert list(response.context["page_obj"]) == [tour]
    assert 'href="#id_date_from">“From” must be a real date' in page
    assert 'value="31 2 2027"' in page
    assert "<title>Error: Training dates" in page


def test_an_end_before_the_start_is_an_error(client):
    response = client.get(reverse("training:dates"), {"date_from": "2 1 2027", "date_to": "1 1 2027"})

    assert response.context["filter"].form.errors == {"date_to": ["“To” must not be before “From”"]}


def test_a_value_that_the_list_does_not_know_is_reported_and_filters_nothing(client, tour):
    response = client.get(reverse("training:dates"), {"time": "teatime"})

    assert list(response.context["page_obj"]) == [tour]
    assert "Time of day: teatime" in response.content.decode()


# The month


def test_a_month_is_a_table_of_its_days(client):
    session = make_at(at(1, 12, 9, 30))
    make_at(at(2, 1))

    response = client.get(reverse("training:calendar", args=[NEXT_YEAR, 1]))

    days = [day for week in response.context["weeks"] for day in week if day]
    assert [day["date"].day for day in days] == list(range(1, 32))
    assert [day["date"].day for day in days if day["sessions"]] == [12]
    page = response.content.decode()
    assert f'govuk-visually-hidden">January {NEXT_YEAR}</caption>' in page
    assert '<span class="portal-month__time">9:30am</span>' in page
    assert session.get_absolute_url() in page


def test_months_lead_to_one_another_with_the_same_filters(client, tour):
    response = client.get(reverse("training:calendar", args=[NEXT_YEAR, 1]), {"kind": "tours"})

    assert response.context["previous"]["url"] == f"/training/calendar/{NEXT_YEAR - 1}/12/?kind=tours"
    assert response.context["following"]["url"] == f"/training/calendar/{NEXT_YEAR}/2/?kind=tours"
    assert 'href="/training/dates/?kind=tours"' in response.content.decode()


def test_only_months_within_two_years_have_a_page(client):
    today = timezone.localdate()
    number = today.year * 12 + today.month - 1
    months = {
        away: client.get(reverse("training:calendar", args=[(number + away) // 12, (number + away) % 12 + 1]))
        for away in (-25, -24, 0, 24, 25)
    }

    assert {away: response.status_code for away, response in months.items()} == {
        -25: 404,
        -24: 200,
        0: 200,
        24: 200,
        25: 404,
    }
    assert (months[-24].context["previous"], months[24].context["following"]) == (None, None)


@pytest.mark.parametrize("month", [0, 13, 99])
def test_there_is_no_thirteenth_month(client, month):
    assert client.get(f"/training/calendar/{NEXT_YEAR}/{month}/").status_code == 404


def month_opened(client, **query):
    """Return (the month that the calendar opens on, why), as it says."""
    context = client.get(reverse("training:calendar"), query).context
    return context["month"], context["opened"]


def test_the_calendar_opens_on_the_first_month_with_something_to_come(client, time_machine):
    time_machine.move_to(at(1, 20, 12))
    make_at(at(1, 5))
    make_at(at(1, 28), state=SessionState.CANCELLED)
    make_at(at(2, 3), state=SessionState.DRAFT)
    make_at(at(3, 9), make_course(title="Lighthouse"))
    make_at(at(5, 1), make_course(title="Harbour"))
    refresh_all()

    assert month_opened(client) == (date(NEXT_YEAR, 3, 1), "later")
    assert month_opened(client, q="harbour") == (date(NEXT_YEAR, 5, 1), "later")
    assert month_opened(client, q="nowhere") == (date(NEXT_YEAR, 1, 1), "nothing")
    page = client.get(reverse("training:calendar")).content.decode()
    assert "There is nothing more to come this month, so this is the next month with a session." in page


def test_the_calendar_stays_on_a_month_that_has_something_left(client, time_machine):
    time_machine.move_to(at(1, 20, 12))
    make_at(at(1, 20, 14))
    make_at(at(2, 3))

    assert month_opened(client) == (date(NEXT_YEAR, 1, 1), "")


def test_a_month_that_is_asked_for_is_shown_whatever_it_holds(client, time_machine):
    time_machine.move_to(at(1, 20, 12))
    make_at(at(3, 9))

    context = client.get(reverse("training:calendar", args=[NEXT_YEAR, 1])).context

    assert (context["month"], context["opened"]) == (date(NEXT_YEAR, 1, 1), "")


def test_without_a_session_to_come_the_calendar_says_so(client):
    assert month_opened(client) == (timezone.localdate().replace(day=1), "nothing")
    assert "No session is planned yet." in client.get(reverse("training:calendar")).content.decode()


@pytest.mark.parametrize("name", ["training:dates", "training:calendar"])
def test_a_list_of_examples_says_so_once_and_a_mixed_one_on_each(client, name):
    make_at(at(1, 5), make_course(title="First"), is_example=True)
    make_at(at(1, 6), make_course(title="Second"), is_example=True)

    examples = client.get(reverse(name)).content.decode()
    make_at(at(1, 7))
    mixed = client.get(reverse(name)).content.decode()

    marks = re.compile(r"\(example\)|· Example|These sessions are examples")
    assert marks.findall(examples) == ["These sessions are examples"]
    assert len(marks.findall(mixed)) == 2


# The feed


def test_a_feed_follows_changes_and_cancellations(client, tour):
    before = in_feed(client)[tour.pk]
    cancel_session(session_id=tour.pk, by=None)

    after = in_feed(client)[tour.pk]

    assert (before.status.value, after.status.value) == ("CONFIRMED", "CANCELLED")
    assert (before.sequence.value, after.sequence.value) == ("0", "1")
    assert before.uid.value == after.uid.value


def test_a_feed_keeps_recent_sessions_and_drops_those_long_past(client):
    now = timezone.now()
    just_over = make_at(now - timedelta(days=29))
    make_at(now - timedelta(days=31))

    assert set(in_feed(client)) == {just_over.pk}


def test_a_feed_that_has_not_changed_is_not_sent_again(client, tour):
    url = reverse("training:feed")
    first = client.get(url)

    same = client.get(url, headers={"if-none-match": first["ETag"]})
    tour.place = "Elsewhere"
    tour.save()
    changed = client.get(url, headers={"if-none-match": first["ETag"]})

    assert (first["Content-Type"], first["Cache-Control"]) == (
        "text/calendar; charset=utf-8",
        "public, max-age=900",
    )
    assert "Last-Modified" in first
    assert (same.status_code, same.content) == (304, b"")
    assert changed.status_code == 200


def test_a_session_that_is_withdrawn_leaves_the_feed_of_a_reader_who_goes_by_dates(client, tour, practical):
    url = reverse("training:feed")
    first = client.get(url)
    tour.state = SessionState.DRAFT
    tour.save()

    later = client.get(url, headers={"if-modified-since": first["Last-Modified"]})

    assert (later.status_code, b"Neglect" in later.content) == (200, False)


@pytest.mark.parametrize("name", ["training:dates", "training:calendar", "training:feed"])
def test_pages_of_dates_set_no_cookie(client, tour, name):
    assert client.get(reverse(name)).cookies == {}


# Courses


def test_a_course_in_the_catalogue_shows_its_next_date(client):
    course = make_course(title="With dates")
    for start in (at(2, 1), at(1, 12)):
        make_at(start, course)
    make_at(at(1, 1), course, state=SessionState.CANCELLED)
    make_at(at(1, 2), course, state=SessionState.DRAFT)
    make_course(title="Without")

    refresh_all()
    page = client.get(reverse("training:course_list")).content.decode()

    assert page.count("Next date:") == 1
    assert f"<li>Next date: 12 January {NEXT_YEAR}</li>" in page


@pytest.mark.parametrize(("kind", "title"), [("tours", "Tour"), ("practical", "Practice")])
def test_courses_can_be_narrowed_to_tours_and_to_practical_sessions(client, kind, title):
    make_course(title="Tour", toolkit=make_toolkit())
    make_course(title="Practice", format=CourseFormat.PRACTICAL_SESSION)
    make_course(title="Self-study", toolkit=make_toolkit(), format=CourseFormat.ELEARNING)

    refresh_all()
    response = client.get(reverse("training:course_list"), {"kind": kind})

    assert [course.title for course in response.context["page_obj"]] == [title]


def test_the_list_offers_its_feed_to_calendar_programs_and_as_an_address(client, settings):
    settings.HSCP_ADDRESS = "https://portal.example.org"
    make_session()

    page = client.get(reverse("training:dates"), {"area": "hampshire"}).text

    path = f"portal.example.org{reverse('training:feed')}?area=hampshire"
    assert f'href="webcal://{path}"' in page
    assert f'href="https://{path}"' in page
