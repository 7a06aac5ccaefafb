"""Calendar files, read by a different library from the one that writes them."""

import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import vobject
from django.conf import settings

from hscp.london_time import LONDON
from tests.factories import make_course, make_session
from training.enums import SessionState, Setting
from training.models import Session
from training.sessions.calendar_files import feed_calendar, raise_sequence, session_calendar

pytestmark = pytest.mark.django_db
ROOT = Path(settings.BASE_DIR)
HOSTILE = [
    "A\r\nEND:VEVENT\r\nBEGIN:VEVENT",
    "A\nATTENDEE:mailto:someone@example.org",
    "A\rSTATUS:CANCELLED",
    "A\u2028BEGIN:VALARM",
    "A\x85URL:https://evil.example",
    "BEGIN:VCALENDAR",
    'A\x00\x0b\x1b;,\\:"',
    "é" * 300,
]


def read(data):
    """Return what vobject reads of a calendar file, and fail on anything it cannot read."""
    return vobject.readOne(data.decode(), ignoreUnreadable=False)


def event_of(session, **options):
    [event] = read(session_calendar(session, **options)).vevent_list
    return event


@pytest.fixture
def hour():
    """A session of an hour on a winter morning."""
    start = datetime(2027, 1, 12, 9, 30, tzinfo=UTC)
    return make_session(
        make_course(title="Neglect toolkit tour", summary="In short."),
        starts_at=start,
        ends_at=start + timedelta(hours=1),
        joining_link="https://meet.example.org/secret",
        information="<p>Bring tea &amp; cake.</p>",
    )


def test_the_file_says_what_when_where_and_leads_back(hour, settings):
    settings.HSCP_ADDRESS = "https://portal.example.org"

    event = event_of(hour)

    assert {
        name: event.contents[name][0].value
        for name in ("uid", "sequence", "summary", "status", "location", "url", "description")
    } == {
        "uid": str(hour.uid),
        "sequence": "0",
        "summary": "Neglect toolkit tour",
        "status": "CONFIRMED",
        "location": "Microsoft Teams",
        "url": f"https://portal.example.org/training/dates/{hour.pk}/",
        "description": "In short.\n\nBring tea & cake.\n\n"
        f"Details and booking: https://portal.example.org/training/dates/{hour.pk}/",
    }


def test_the_joining_link_is_in_no_file(hour):
    assert b"secret" not in session_calendar(hour) + feed_calendar([hour], "All")


@pytest.mark.parametrize(
    ("day", "at", "offset", "written"),
    [
        ((2027, 1, 12), 9, 0, "TZID=Europe/London:20270112T090000"),
        ((2027, 7, 6), 8, 1, "TZID=Europe/London:20270706T090000"),
        # The days on which the clocks change: 28 March and 31 October 2027.
        ((2027, 3, 27), 9, 0, "TZID=Europe/London:20270327T090000"),
        ((2027, 3, 28), 8, 1, "TZID=Europe/London:20270328T090000"),
        ((2027, 10, 30), 8, 1, "TZID=Europe/London:20271030T090000"),
        ((2027, 10, 31), 9, 0, "TZID=Europe/London:20271031T090000"),
    ],
)
def test_times_are_london_times_on_both_sides_of_a_clock_change(day, at, offset, written):
    start = datetime(*day, at, tzinfo=UTC)
    session = make_session(starts_at=start, ends_at=start + timedelta(minutes=45))

    data = session_calendar(session).decode()
    event = event_of(session)

    assert f"DTSTART;{written}" in data
    assert event.dtstart.value.utcoffset() == timedelta(hours=offset)
    assert (event.dtstart.value, event.dtend.value) == (session.starts_at, session.ends_at)


def test_the_time_zone_of_the_file_is_that_of_london_for_years_to_come(hour):
    zone = read(session_calendar(hour)).vtimezone.gettzinfo()

    for year in (2026, 2027, 2030, 2035):
        for month in range(1, 13):
            for day in (1, 24, 28):
                noon = datetime(year, month, day, 12, tzinfo=LONDON)
                assert noon.replace(tzinfo=zone).utcoffset() == noon.utcoffset(), noon


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_can_add_anything_to_the_file(text, hour):
    plain = {name: len(lines) for name, lines in event_of(hour).contents.items()}
    course = hour.course
    course.title, course.summary, hour.place, hour.information = text, text, text, f"<p>{text}</p>"

    data = session_calendar(hour)
    event = event_of(hour)
    lines = data.decode().split("\r\n")

    assert {name: len(values) for name, values in event.contents.items()} == plain
    assert [line for line in lines if line.startswith(("BEGIN:VEVENT", "END:VEVENT"))] == [
        "BEGIN:VEVENT",
        "END:VEVENT",
    ]
    assert max(len(line.encode()) for line in lines) <= 75
    assert event.summary.value == " ".join(
        "".join(each if each.isprintable() else " " for each in text).split()
    )
    assert event.status.value == "CONFIRMED"


def test_the_name_of_a_feed_cannot_add_anything_to_it(hour):
    calendar = read(feed_calendar([hour], "All\r\nBEGIN:VEVENT\u2028X"))

    assert calendar.contents["x-wr-calname"][0].value == "All BEGIN:VEVENT X"
    assert len(calendar.vevent_list) == 1


def test_a_cancelled_session_is_marked_as_cancelled_in_its_file_and_in_feeds(hour):
    hour.state = SessionState.CANCELLED

    calendar = read(feed_calendar([hour], "All"))

    assert event_of(hour).status.value == calendar.vevent.status.value == "CANCELLED"
    assert calendar.vevent.summary.value == "Cancelled: Neglect toolkit tour"
    assert calendar.vevent.contents["transp"][0].value == "TRANSPARENT"


def test_a_place_given_back_is_marked_as_cancelled_while_the_session_goes_ahead(hour):
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)
    hour.updated_at = hour.course.updated_at = long_ago
    before = event_of(hour)

    event = event_of(hour, cancelled=True)

    assert (event.status.value, event.uid.value) == ("CANCELLED", before.uid.value)
    assert (before.dtstamp.value, event.dtstamp.value > long_ago) == (long_ago, True)


def test_a_feed_asks_to_be_read_again_every_hour(hour):
    data = feed_calendar([hour], "All").decode()

    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in data
    assert "X-PUBLISHED-TTL:PT1H\r\n" in data


def test_the_same_sessions_give_the_same_bytes(hour):
    assert feed_calendar([hour], "All") == feed_calendar([Session.objects.get(pk=hour.pk)], "All")


@pytest.mark.parametrize(
    ("change", "raised"),
    [
        ({"state": SessionState.CANCELLED}, True),
        ({"starts_at": datetime(2027, 1, 12, 9, tzinfo=UTC)}, True),
        ({"ends_at": datetime(2027, 1, 12, 11, tzinfo=UTC)}, True),
        ({"setting": Setting.IN_PERSON}, True),
        ({"place": "The Castle"}, True),
        ({"capacity": 12}, False),
        ({}, False),
    ],
)
def test_the_sequence_is_raised_only_by_what_calendars_show(hour, change, raised):
    before = Session.objects.get(pk=hour.pk)
    for name, value in change.items():
        setattr(hour, name, value)

    was_raised = raise_sequence(hour, before)

    assert (was_raised, hour.sequence) == (raised, int(raised))


def hand_made(text):
    """Return the lines of Python source in which a string begins a calendar or a part of one."""
    return sorted(
        node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, (str, bytes))
        and ("BEGIN:V" in node.value if isinstance(node.value, str) else b"BEGIN:V" in node.value)
    )


def test_no_code_puts_a_calendar_together_by_hand():
    apps = ["hscp", "themes", "resources", "contacts", "training"]
    written = {
        f"{path.relative_to(ROOT)}:{line}"
        for app in apps
        for path in (ROOT / app).rglob("*.py")
        for line in hand_made(path.read_text())
    }
    templates = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "templates").rglob("*")
        if path.is_file() and "BEGIN:V" in path.read_text()
    }

    assert (written, templates) == (set(), set())


def test_a_calendar_put_together_by_hand_is_found():
    assert hand_made('x = 1\ny = f"BEGIN:VCALENDAR\\n{x}"\nz = b"BEGIN:VEVENT"') == [2, 3]
