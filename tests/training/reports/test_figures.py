"""Reports: every figure against a small data set counted by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories import make_course, make_person, make_session, make_theme, put_in_pack
from training.booking.places import book, give_back
from training.enums import (
    Attendance,
    BookingState,
    CourseFormat,
    OrganisationType,
    Role,
    SessionState,
    Source,
)
from training.models import Booking, Evaluation, SessionDay
from training.reports.charts import chart
from training.reports.dimensions import DIMENSIONS
from training.reports.figures import grouped, total
from training.reports.measures import AFTER, CHARTS, LATER, OF_SESSIONS, percent
from training.reports.periods import Period, financial_year, periods, quarter, year_before
from training.reports.tables import board, by_row, cross

pytestmark = pytest.mark.django_db
YEAR = financial_year(2025)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SCHOOL, POLICE = OrganisationType.SCHOOL, OrganisationType.POLICE
NOT_ZERO = ("sessions", "places", "registered", "held", "came", "part", "no_shows", "apologies", "not_marked")


def held_on(course, day, **fields):
    """Make a session at 10:00 UTC on `day`, with “cancel by” two days before."""
    start = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=10)
    fields = {"capacity": 10, "cancel_by": start - timedelta(days=2)} | fields
    return make_session(course, starts_at=start, ends_at=start + timedelta(hours=1), **fields)


def booked(
    session, attendance="", *, source=Source.IMPORT, organisation="Oak School", kind=SCHOOL, role=Role.LEAD
):
    """Book one person four days before the session, or on the day, and mark them."""
    at = session.starts_at if source == Source.ON_THE_DAY else session.starts_at - timedelta(days=4)
    [booking] = book(
        session_id=session.pk,
        people=[make_person(organisation=organisation, organisation_type=kind, role=role)],
        key=f"{session.pk}-{session.bookings.count()}",
        source=source,
        at=at,
    )
    Booking.objects.filter(pk=booking.pk).update(attendance=attendance)
    return booking


@pytest.fixture
def data():
    """Two sessions that took place, and others that must not be counted.

    Tour, 10 June 2025, 4 places: 2 attended, 1 no-show, 1 apology; 1 waited to the end, 1 cancelled in time, 1 came unbooked.
    Workshop, 5 November 2025, 10 places: 1 attended, 1 in part, 1 not marked; 2 cancelled late.
    """
    tour = make_course(title="Tour", format=CourseFormat.WEBINAR)
    workshop = make_course(title="Workshop", format=CourseFormat.PRACTICAL_SESSION)
    neglect, online = make_theme(title="Neglect"), make_theme(title="Online")
    put_in_pack(neglect, tour)
    put_in_pack(neglect, workshop)
    put_in_pack(online, workshop)
    june = held_on(tour, date(2025, 6, 10), capacity=4)
    gone = booked(june)
    give_back(booking_id=gone.pk, at=june.starts_at - timedelta(days=3))
    booked(june, Attendance.ATTENDED)
    booked(june, Attendance.ATTENDED, organisation="Police", kind=POLICE, role=Role.MANAGER)
    booked(june, Attendance.NO_SHOW, organisation=" oak  SCHOOL")
    booked(june, Attendance.APOLOGY)
    waiting = booked(june)
    booked(june, Attendance.ATTENDED, source=Source.ON_THE_DAY, organisation="Police", kind=POLICE)
    Booking.objects.filter(pk=waiting.pk).update(state=BookingState.NOT_REACHED)
    november = held_on(workshop, date(2025, 11, 5), state=SessionState.CLOSED)
    booked(november, Attendance.ATTENDED)
    booked(november, Attendance.PART, organisation="Police", kind=POLICE)
    booked(november)
    for _ in range(2):
        late = booked(november)
        give_back(booking_id=late.pk, at=november.starts_at - timedelta(days=1))
    for session, before, after in ((june, 2, 4), (june, 3, 3), (november, 1, 5)):
        Evaluation.objects.create(
            session=session,
            moment="after",
            organisation_type=SCHOOL,
            confidence_before=before,
            confidence_after=after,
        )
    for change in ("none", "some", "much", "much"):
        Evaluation.objects.create(
            session=june, moment="later", organisation_type=POLICE, practice_changed=change
        )
    # None of this counts towards places and people.
    cancelled = held_on(tour, date(2025, 7, 1), state=SessionState.CANCELLED)
    Booking.objects.create(
        session=cancelled,
        state=BookingState.CANCELLED,
        turn=1,
        key="x",
        organisation_type=SCHOOL,
        role=Role.LEAD,
    )
    held_on(tour, date(2025, 7, 2), capacity=None, external_link="https://example.org/")
    held_on(tour, date(2025, 7, 3), state=SessionState.DRAFT)
    for outside in (date(2025, 3, 31), date(2026, 4, 1), date(2026, 3, 20)):
        booked(held_on(tour, outside))
    return june, november


def shown(names, figures):
    return tuple(getattr(figures, name) for name in names)


def test_the_whole_period_adds_up(data):
    figures = total(YEAR, at=NOW)

    assert shown(NOT_ZERO, figures) == (2, 14, 11, 7, 4, 1, 1, 1, 1)
    assert shown(("cancelled_sessions", "elsewhere", "examples", "unbooked"), figures) == (1, 1, 0, 1)
    assert shown(("cancelled", "late", "without_place", "people"), figures) == (1, 2, 1, 5)
    assert figures.registered == figures.held + figures.cancelled + figures.late + figures.without_place
    assert shown(("answers", "before", "after", "surer"), figures) == (3, 2.0, 4.0, 2)
    assert shown(("later_answers", "changed", "changed_much"), figures) == (4, 3, 2)


def test_shares_are_of_what_they_say(data):
    figures = total(YEAR, at=NOW)

    assert figures.fill == 7 / 14
    assert (figures.attendance, figures.no_show_share, figures.apology_share) == (4 / 6, 1 / 6, 1 / 6)
    assert figures.late_share == 2 / 9
    assert figures.people_each == 5 / 2
    assert (figures.surer_share, figures.changed_share) == (2 / 3, 3 / 4)


def test_a_share_of_nothing_is_not_zero():
    figures = total(YEAR, at=NOW)

    assert shown(("fill", "attendance", "late_share", "people_each", "before"), figures) == (None,) * 5
    assert (percent(figures.fill), percent(0), percent(0.625), percent(0.005)) == ("–", "0%", "63%", "1%")


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("course", [("Tour (Webinar)", 1, 4, 6, 4, 2), ("Workshop (Practical session)", 1, 10, 5, 3, 2)]),
        ("theme", [("Neglect", 2, 14, 11, 7, 4), ("Online", 1, 10, 5, 3, 2)]),
        (
            "quarter",
            [
                ("Quarter 1 of 2025 to 2026", 1, 4, 6, 4, 2),
                ("Quarter 2 of 2025 to 2026", 0, 0, 0, 0, 0),
                ("Quarter 3 of 2025 to 2026", 1, 10, 5, 3, 2),
            ],
        ),
        ("agency", [("Police or probation", 0, 0, 2, 2, 2), ("School or college", 0, 0, 9, 5, 2)]),
        ("organisation", [("Oak School", 0, 0, 9, 5, 2), ("Police", 0, 0, 2, 2, 2)]),
        (
            "role",
            [
                ("Designated safeguarding lead or deputy", 0, 0, 10, 6, 3),
                ("Manager or supervisor", 0, 0, 1, 1, 1),
            ],
        ),
    ],
)
def test_each_dimension_counts_by_hand(data, by, expected):
    rows = grouped(YEAR, DIMENSIONS[by], at=NOW)

    names = ("sessions", "places", "registered", "held", "came")
    assert [(row.name, *shown(names, row.figures)) for row in rows] == expected


def test_evaluations_are_told_apart_by_agency(data):
    rows = grouped(YEAR, DIMENSIONS["agency"], at=NOW)

    assert [(row.name, row.figures.answers, row.figures.changed) for row in rows] == [
        ("Police or probation", 0, 3),
        ("School or college", 3, 0),
    ]


def test_anonymised_bookings_still_count(data):
    before = total(YEAR, at=NOW)

    Booking.objects.update(name="", email="", booked_by="", anonymised_at=NOW)

    assert total(YEAR, at=NOW) == before


def test_a_course_without_a_theme_is_not_lost():
    booked(held_on(make_course(), date(2025, 6, 10)), Attendance.ATTENDED)

    [row] = grouped(YEAR, DIMENSIONS["theme"], at=NOW)

    assert (row.name, row.figures.sessions, row.figures.came) == ("No theme", 1, 1)


@pytest.mark.parametrize(
    ("start", "counted"),
    [
        # 23:30 UTC is half past midnight of the next day in summer: a day of Europe/London, not of UTC.
        (datetime(2025, 6, 30, 22, 30, tzinfo=UTC), 1),
        (datetime(2025, 6, 30, 23, 30, tzinfo=UTC), 0),
        (datetime(2025, 3, 31, 22, 30, tzinfo=UTC), 0),
        (datetime(2025, 3, 31, 23, 0, tzinfo=UTC), 1),
    ],
)
def test_a_period_ends_at_midnight_in_london(start, counted):
    make_session(starts_at=start, ends_at=start + timedelta(minutes=30))
    first = quarter(date(2025, 4, 1))

    rows = grouped(first, DIMENSIONS["quarter"], at=NOW)

    assert total(first, at=NOW).sessions == counted
    assert [row.name for row in rows] == ["Quarter 1 of 2025 to 2026"] * counted


def test_a_session_counts_once_it_is_over(data):
    june, _ = data

    assert total(YEAR, at=june.ends_at - timedelta(seconds=1)).sessions == 0
    assert total(YEAR, at=june.ends_at).sessions == 1


def test_the_board_table_has_a_column_for_each_quarter(data):
    main, agencies, roles, _ = board(YEAR, at=NOW)

    flat = {line[0]: line[1:] for line in main.flat()}
    assert flat["Figure"] == [
        "Quarter 1 of 2025 to 2026",
        "Quarter 2 of 2025 to 2026",
        "Quarter 3 of 2025 to 2026",
        "All",
    ]
    assert flat["Sessions"] == [1, 0, 1, 2]
    assert flat["Sessions cancelled"] == [0, 1, 0, 1]
    assert flat["Booked elsewhere"] == [0, 1, 0, 1]
    assert flat["Fill rate"] == [1.0, None, 0.3, 0.5]
    assert flat["People who were there"] == [3, 0, 2, 5]
    assert flat["Average at a session"] == [3.0, None, 2.0, 2.5]
    assert flat["Hours taught"] == [1.0, 0.0, 1.0, 2.0]
    assert flat["Attendance of capacity"] == [0.75, None, 0.2, 5 / 14]
    # Of fewer than five answers nothing is told.
    assert flat["Evaluations"] == [2, 0, 1, 3]
    assert flat["Confidence after"] == ["under 5", None, "under 5", "under 5"]
    assert flat["Changed practice, share"] == [None, None, None, None]
    by_agency = {line[0]: line[1:] for line in agencies.flat()}
    assert by_agency["School or college"] == [1, 0, 1, 2]
    assert by_agency["Police or probation"] == [2, 0, 1, 3]
    assert by_agency["Police or probation, share"] == [2 / 3, None, 0.5, 0.6]
    assert by_agency["All"] == [3, 0, 2, 5]
    by_role = {line[0]: line[1:] for line in roles.flat()}
    assert by_role["Designated safeguarding lead or deputy"] == [2, 0, 2, 4]


def test_one_quarter_has_no_second_column(data):
    tables = board(quarter(date(2025, 4, 1)), at=NOW)

    assert [[column.name for column in table.columns] for table in tables[:3]] == [
        ["Quarter 1 of 2025 to 2026"]
    ] * 3
    assert {len(cells) for table in tables[:3] for _, cells in table.rows} == {1}


def test_reports_hold_no_names(data):
    Booking.objects.update(name="Zebedee Name", booked_by="Zebedee")

    found = [
        by_row("Table", dimension, OF_SESSIONS, grouped(YEAR, dimension, at=NOW), total(YEAR, at=NOW))
        for dimension in DIMENSIONS.values()
    ]

    assert "zebedee" not in repr([table.flat() for table in (*found, *board(YEAR, at=NOW))]).lower()


@pytest.mark.parametrize("sets", [1, 3])
@pytest.mark.parametrize(
    ("by", "queries"), [("course", 8), ("session", 8), ("theme", 8), ("agency", 6), ("organisation", 5)]
)
def test_a_report_makes_the_same_queries_whatever_it_holds(sets, by, queries, django_assert_num_queries):
    for _ in range(sets):
        for number in range(3):
            session = held_on(make_course(), date(2025, 6, 10))
            booked(session, Attendance.ATTENDED, organisation=f"Organisation {number}")

    with django_assert_num_queries(queries):
        grouped(YEAR, DIMENSIONS[by], at=NOW)
        total(YEAR, at=NOW)


@pytest.mark.parametrize("sets", [2, 30])
def test_the_board_table_makes_the_same_queries_whatever_it_holds(sets, django_assert_num_queries):
    for number in range(sets):
        held_on(make_course(), date(2025, 4 + number * 3 % 9, 10))

    with django_assert_num_queries(11):
        board(YEAR, at=NOW)


def test_a_chart_draws_the_highest_twenty_to_a_round_share(data):
    [row] = grouped(quarter(date(2025, 4, 1)), DIMENSIONS["course"], at=NOW)

    drawn = chart(CHARTS["no_shows"], [row] * 21)

    assert (len(drawn.bars), drawn.left_out, drawn.top) == (20, 1, "25%")
    assert (drawn.bars[0].words, drawn.bars[0].length) == ("25%", 100.0)


def test_a_chart_of_quarters_keeps_their_order(data):
    rows = grouped(YEAR, DIMENSIONS["quarter"], at=NOW)

    drawn = chart(CHARTS["late"], rows)

    assert [(bar.words, bar.length) for bar in drawn.bars] == [("0%", 0.0), ("40%", 80.0)]


def test_more_people_than_places_is_a_full_bar():
    session = held_on(make_course(), date(2025, 6, 10), capacity=1)
    booked(session)
    type(session).objects.filter(pk=session.pk).update(capacity=2)
    booked(session)
    type(session).objects.filter(pk=session.pk).update(capacity=1)

    drawn = chart(CHARTS["held"], grouped(YEAR, DIMENSIONS["course"], at=NOW))

    assert [(bar.words, bar.length) for bar in drawn.bars] == [("200%", 100.0)]


def test_periods_to_choose_from_end_with_the_present():
    found = periods(date(2026, 2, 10))

    assert found["last-12-months"] == Period(date(2025, 2, 11), date(2026, 2, 10), "Last 12 months")
    assert [(code, period.start, period.end) for code, period in found.items()][1:6] == [
        ("2025", date(2025, 4, 1), date(2026, 3, 31)),
        ("2024", date(2024, 4, 1), date(2025, 3, 31)),
        ("2023", date(2023, 4, 1), date(2024, 3, 31)),
        ("2026-01", date(2026, 1, 1), date(2026, 3, 31)),
        ("2025-10", date(2025, 10, 1), date(2025, 12, 31)),
    ]
    assert len(found) == 12


@pytest.mark.parametrize(
    ("today", "start"),
    [
        (date(2028, 2, 28), date(2027, 3, 1)),
        (date(2028, 2, 29), date(2027, 3, 1)),
        (date(2029, 2, 28), date(2028, 3, 1)),
        (date(2026, 12, 31), date(2026, 1, 1)),
    ],
)
def test_twelve_months_are_right_in_leap_years(today, start):
    assert periods(today)["last-12-months"].start == start


@pytest.mark.parametrize(
    ("start", "end", "name"),
    [
        (date(2026, 4, 1), date(2026, 6, 30), "Quarter 1 of 2026 to 2027"),
        (date(2026, 7, 1), date(2026, 9, 30), "Quarter 2 of 2026 to 2027"),
        (date(2026, 10, 1), date(2026, 12, 31), "Quarter 3 of 2026 to 2027"),
        (date(2027, 1, 1), date(2027, 3, 31), "Quarter 4 of 2026 to 2027"),
    ],
)
def test_quarters_are_those_of_the_financial_year(start, end, name):
    assert quarter(start) == Period(start, end, name)


def many(n, **fields):
    for _ in range(n):
        Evaluation.objects.create(organisation_type=SCHOOL, **fields)


def test_confidence_is_told_before_after_and_at_three_months_once_five_have_answered(data):
    june, _ = data
    many(2, session=june, moment="after", confidence_before=2, confidence_after=4)
    many(5, session=june, moment="later", confidence_after=3, practice_changed="some")

    [row] = [row for row in grouped(YEAR, DIMENSIONS["course"], at=NOW) if row.name.startswith("Tour")]

    assert (row.figures.before, row.figures.after, row.figures.later) == (2.25, 3.75, 3.0)
    flat = by_row("T", DIMENSIONS["course"], (AFTER, LATER), [row], row.figures).flat()
    assert flat[1] == ["Tour (Webinar)", "under 5", 3.0]


def test_each_dated_session_has_a_line_in_order_of_time(data):
    rows = grouped(YEAR, DIMENSIONS["session"], at=NOW)

    assert [(row.name, row.figures.sessions, row.figures.held) for row in rows] == [
        ("10 June 2025, 11:00: Tour (Webinar)", 1, 4),
        ("1 July 2025, 11:00: Tour (Webinar), cancelled", 0, 0),
        ("2 July 2025, 11:00: Tour (Webinar)", 0, 0),
        ("5 November 2025, 10:00: Workshop (Practical session)", 1, 3),
    ]


def test_a_session_of_several_days_counts_the_hours_of_its_days(data):
    june, _ = data
    for day in (0, 7):
        start = june.starts_at + timedelta(days=day)
        SessionDay.objects.create(session=june, starts_at=start, ends_at=start + timedelta(hours=3))

    assert total(YEAR, at=NOW).hours == 7.0
    assert [row.figures.hours for row in grouped(YEAR, DIMENSIONS["course"], at=NOW)] == [6.0, 1.0]


def test_agencies_by_session_add_up_both_ways(data):
    table = cross("T", YEAR, DIMENSIONS["session"], DIMENSIONS["agency"], at=NOW)

    found = {heading.name: [cell.value for cell in cells] for heading, cells in table.rows}
    names = [column.name for column in table.columns]
    police, school = names.index("Police or probation"), names.index("School or college")
    assert (found["10 June 2025, 11:00: Tour (Webinar)"][police], table.last[1][police].value) == (2, 3)
    assert (found["10 June 2025, 11:00: Tour (Webinar)"][school], table.last[1][-1].value) == (1, 5)
    assert len(names) == len(OrganisationType) + 1


def test_an_organisation_by_role_never_tells_of_one_person(data):
    named = cross("T", YEAR, DIMENSIONS["organisation"], DIMENSIONS["role"], at=NOW)

    shown = {str(cell) for _, cells in named.rows for cell in cells}
    assert shown == {"under 5", "0", "0 (0%)"} or shown <= {"under 5", "0", "0 (0%)", "–"}


def test_spellings_of_one_organisation_are_one_row(data):
    for name in ("St. Mary’s School", "St Mary's school", "ST MARY'S SCHOOL"):
        booked(held_on(make_course(), date(2025, 6, 11)), Attendance.ATTENDED, organisation=name)

    rows = grouped(YEAR, DIMENSIONS["organisation"], at=NOW)

    assert [row.figures.came for row in rows if "mary" in row.name.lower()] == [3]


def test_a_quarter_stands_beside_that_of_a_year_before(data):
    booked(held_on(make_course(), date(2024, 6, 12)), Attendance.ATTENDED)

    main, *_ = board(quarter(date(2025, 4, 1)), compare=True, at=NOW)

    lines = {heading.name: [str(cell) for cell in cells] for heading, cells in main.rows}
    assert [column.name for column in main.columns] == [
        "Quarter 1 of 2025 to 2026",
        "Quarter 1 of 2024 to 2025",
        "Difference",
    ]
    assert lines["Sessions"] == ["1", "1", "0"]
    assert lines["Places taken"] == ["4 (100%)", "1 (10%)", "+3 (+90 points)"]
    assert lines["Attended"] == ["2 (50%)", "1 (100%)", "+1 (\u221250 points)"]


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (quarter(date(2026, 1, 1)), (date(2025, 1, 1), date(2025, 3, 31))),
        (Period(date(2028, 2, 29), date(2028, 2, 29)), (date(2027, 2, 28), date(2027, 2, 28))),
    ],
)
def test_a_year_before_has_the_same_days(period, before):
    found = year_before(period)

    assert (found.start, found.end) == before
