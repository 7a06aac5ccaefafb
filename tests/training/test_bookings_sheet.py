"""Past bookings of a partnership that kept its own lists: out, and in without a mail, a name too long kept or a person erased."""

from datetime import date, datetime, time, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from hscp.privacy.erasure_list import code_of, remember
from tests.admin.pages import list_address
from tests.admin.spreadsheets.sheets import agree, plan_of, problems_of, records_of, upload, xlsx
from tests.clock import CLOCK
from tests.factories import make_booking, make_course, make_session
from training.booking.consistency import problems
from training.enums import Attendance, BookingState, SessionState, Source
from training.models import Booking, Message, Session
from training.privacy.subject_access import TrainingAccess
from training.scheduled_jobs import do_round

PAGE = "bookings_spreadsheet"
HEADINGS = ["Name", "Email", "Organisation", "Course", "Date", "Attended", "Start"]
DAY = (CLOCK - timedelta(days=3)).date()


@pytest.fixture
def training(signed_in):
    return signed_in("training")


def ann(**cells):
    """Return a row about Ann Lee at a course called Neglect, three days ago."""
    usual = {
        "Name": "Ann Lee",
        "Email": "Ann.Lee@example.org",
        "Organisation": "Oak School",
        "Course": "Neglect",
        "Date": DAY,
        "Attended": "yes",
    }
    return [(usual | cells).get(heading, "") for heading in HEADINGS]


def apply(client, *rows):
    return agree(client, Session, upload(client, Session, xlsx([HEADINGS, *rows]), PAGE), PAGE)


def plan(client, *rows):
    return plan_of(client, Session, [HEADINGS, *rows], PAGE)


def past_session(course, **fields):
    start = timezone.now() - timedelta(days=3)
    return make_session(course, starts_at=start, ends_at=start + timedelta(hours=1), **fields)


def test_people_and_their_sessions_come_with_them(training):
    make_course(title="Neglect", duration_minutes=90)

    apply(training, ann(), ann(Name="Bo Day", Email="bo@example.org", Attended="no"))

    session = Session.objects.get()
    assert (session.state, session.capacity, timezone.localdate(session.starts_at)) == (
        SessionState.CLOSED,
        2,
        DAY,
    )
    assert session.ends_at - session.starts_at == timedelta(minutes=90)
    assert list(
        session.bookings.order_by("turn").values_list("name", "email", "state", "source", "attendance")
    ) == [
        ("Ann Lee", "ann.lee@example.org", BookingState.CONFIRMED, Source.IMPORT, Attendance.ATTENDED),
        ("Bo Day", "bo@example.org", BookingState.CONFIRMED, Source.IMPORT, Attendance.NO_SHOW),
    ]
    assert problems() == []


def test_nobody_gets_a_mail(training):
    make_course(title="Neglect")

    apply(training, ann())
    for days in range(120):
        do_round(timezone.now() + timedelta(days=days))

    assert not Message.objects.exists()


def test_a_session_that_is_there_is_used_and_has_room(training):
    session = past_session(make_course(title="Neglect"), capacity=1)
    make_booking(session, at=session.starts_at - timedelta(days=9))

    apply(training, ann())

    assert Session.objects.get().capacity == 2
    assert session.bookings.count() == 2
    assert problems() == []


def test_the_same_person_is_kept_once(training):
    make_course(title="Neglect")
    apply(training, ann())

    assert plan(training, ann()).counts == {"created": 0, "changed": 0, "unchanged": 1, "refused": 0}
    assert plan(training, ann(Attended="no")).counts["refused"] == 1


@pytest.mark.parametrize(
    ("cells", "heading", "why"),
    [
        ({"Name": ""}, "Name", "A past booking needs it."),
        ({"Email": "ann"}, "Email", "Enter a valid email address."),
        ({"Date": "1 June 2030"}, "Date", "The session is not over yet."),
        ({"Date": "1 June 2020"}, "Date", "longer ago than names are kept"),
        ({"Date": "June"}, "Date", "“June” is not a date."),
        ({"Attended": "ja"}, "Attended", "is not one of the choices"),
        ({"Start": "soon"}, "Start", "“soon” is not a time."),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_reason(training, cells, heading, why):
    make_course(title="Neglect")

    [problem] = problems_of(plan(training, ann(**cells)))

    assert problem[:2] == (2, heading)
    assert why in problem[2]
    assert not Session.objects.exists()


def test_a_person_whose_data_was_erased_is_not_brought_back(training):
    make_course(title="Neglect")
    remember(code_of("ann.lee@example.org"), timezone.now())

    assert problems_of(plan(training, ann())) == [
        (2, "Email", "This person had their data erased, so it is not brought back.")
    ]


def test_several_sessions_of_a_day_are_told_apart_by_their_start(training):
    course = make_course(title="Neglect")
    morning = timezone.make_aware(datetime.combine(DAY, time(9)))
    for start in (morning, morning + timedelta(hours=4)):
        make_session(course, starts_at=start, ends_at=start + timedelta(hours=1))

    [(_, heading, why)] = problems_of(plan(training, ann()))

    assert (heading, "Write when it began: 09:00" in why) == ("Start", True)
    assert plan(training, ann(Start=f"{timezone.localtime(morning):%H:%M}")).counts["created"] == 1


def test_bookings_come_out_and_go_in_again_unchanged(training):
    session = past_session(make_course(title="Neglect"))
    make_booking(session, name="Ann Lee", at=session.starts_at - timedelta(days=9))

    response = training.get(f"{list_address(Session)}bookings/export/xlsx/?when=all")
    [row] = records_of(response)
    again = upload(training, Session, SimpleUploadedFile("list.xlsx", response.content), PAGE)

    assert (row["Name"], row["Course"], row["Date"].date()) == ("Ann Lee", "Neglect (Webinar)", DAY)
    assert again.context["plan"].counts == {"created": 0, "changed": 0, "unchanged": 1, "refused": 0}


def test_a_booking_of_the_site_is_not_changed_by_a_sheet(training):
    booking = make_booking(make_session())

    plan = plan_of(training, Session, [["ID", "Name"], [booking.pk, "Another"]], PAGE)

    assert problems_of(plan) == [(2, "", "It is on the site already: change it on the pages of its session.")]


def test_names_that_are_no_longer_kept_do_not_come_out(training):
    booking = make_booking(make_session())
    Booking.objects.update(anonymised_at=timezone.now(), name="", email="")

    assert records_of(training.get(f"{list_address(Session)}bookings/export/xlsx/")) == []
    assert booking.pk


def test_the_person_can_be_told_who_has_a_file_with_their_name(training):
    booking = make_booking(make_session(), email="ann@example.org")

    training.get(f"{list_address(Session)}bookings/export/csv/")

    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (training.person, str(booking.session_id))
    assert len(TrainingAccess().exported("ann@example.org")) == 1


@pytest.mark.parametrize("role", ["editor", "publisher", "verifier", "administrator", "none"])
def test_nobody_else_sees_a_name(signed_in, role):
    make_booking(make_session(), name="Ann Lee")
    client = signed_in(role)
    base = list_address(Session)

    for address in (
        "bookings/export/xlsx/",
        "bookings/export/csv/",
        "bookings/spreadsheet/",
        "bookings/export/empty/",
    ):
        assert client.get(base + address).status_code == 403
    assert "bookings/spreadsheet" not in client.get(base).text


@pytest.mark.parametrize("number", [1, 30])
def test_the_queries_of_a_file_do_not_grow_with_its_rows(training, django_assert_num_queries, number):
    session = make_session(capacity=30)
    for _ in range(number):
        make_booking(session)

    ContentType.objects.get_for_model(Session)  # every process asks for it once

    with django_assert_num_queries(17):
        training.get(f"{list_address(Session)}bookings/export/csv/")


def test_dates_are_days_in_england(training):
    make_course(title="Neglect")

    apply(training, ann(Date="2026-09-01", Start="23:30"))

    assert timezone.localdate(Session.objects.get().starts_at) == date(2026, 9, 1)
