"""A session of several days: one booking, shown on each day, and taught for as long as its parts are."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from hscp.london_time import midnight
from tests.admin.pages import address, filled_in, list_address
from tests.factories import make_booking, make_course, make_session, make_staff, make_user
from training.booking.locking import CannotBook
from training.booking.places import give_back
from training.booking.questions import Answer, keep_answers
from training.enums import Attendance, SessionState
from training.follow_up.attendance import mark
from training.follow_up.certificates import facts, length, refresh_by
from training.mail.delivery import as_email
from training.mail.invitations import each_day
from training.models import Message, Session, Trainer
from training.models.session_times import Part
from training.scheduled_jobs import do_round
from training.sessions import days
from training.sessions.calendar_files import feed_calendar, session_calendar, team_calendar
from training.sessions.clashes import clashes
from training.sessions.saving import save_session
from training.sessions.schema_org import session_data
from training.sessions.series import create_like
from training.spreadsheets.sessions import SessionSheet

pytestmark = pytest.mark.django_db
WORDS = "2 days: Tuesday 2 March and Tuesday 9 March 2032, 9:30am to 12:30pm"


def part(day, month=3, hour=9, minutes=180):
    start = datetime(2032, month, day, hour, 30, tzinfo=UTC)
    return Part(start, start + timedelta(minutes=minutes))


def in_parts(*parts, **fields):
    """Make a session of `parts`, by default of two Tuesdays."""
    parts = parts or (part(2), part(9))
    session = make_session(starts_at=parts[0].starts_at, ends_at=parts[-1].ends_at, **fields)
    days.plan(session, list(parts))
    days.store(session)
    return Session.objects.get(pk=session.pk)


def replan(session, *parts):
    session = Session.objects.get(pk=session.pk)
    days.plan(session, list(parts))
    return save_session(session=session, by=make_staff())


def entries(calendar):
    return Calendar.from_ical(calendar).walk("VEVENT")


def test_a_session_of_two_days_says_both_and_counts_what_is_taught():
    session = in_parts(course=make_course(duration_minutes=None))

    assert (session.when, session.minutes, length(session)) == (WORDS, 360, "6 hours")
    assert (session.starts_at, session.ends_at) == (part(2).starts_at, part(9).ends_at)
    assert session_data(session_with_availability(session))["duration"] == "PT360M"


def session_with_availability(session):
    return Session.objects.with_availability().select_related("course__provider").get(pk=session.pk)


@pytest.mark.parametrize(
    "parts",
    [
        [part(9), part(2)],
        [part(2), part(2, hour=13)],
        [part(2), part(9, minutes=-30)],
        [part(2, minutes=24 * 60), part(9)],
    ],
)
def test_days_out_of_order_or_upside_down_are_refused(parts):
    with pytest.raises(ValidationError):
        days.plan(make_session(), parts)


def test_a_session_of_one_day_makes_no_query_for_its_days(django_assert_num_queries):
    session = make_session()

    with django_assert_num_queries(0):
        assert session.parts == [Part(session.starts_at, session.ends_at)]


def test_both_days_move_with_a_copy_on_the_clock():
    [copy] = create_like(
        in_parts(), [part(30).starts_at - timedelta(hours=1)], state="draft", by=make_staff()
    )

    # Summer time has begun.
    assert Session.objects.get(pk=copy.pk).when == (
        "2 days: Tuesday 30 March and Tuesday 6 April 2032, 9:30am to 12:30pm"
    )


def test_only_the_days_themselves_clash():
    trainer = Trainer.objects.create(name="Ash")
    in_parts().trainers.add(trainer)
    between = make_session(starts_at=part(4).starts_at, ends_at=part(4).ends_at)
    same = make_session(starts_at=part(9).starts_at, ends_at=part(9).ends_at)

    assert clashes(between, [trainer]) == []
    assert len(clashes(same, [trainer])) == 1


def test_each_day_is_an_entry_of_its_own_in_every_calendar():
    session = in_parts()

    for calendar in (
        session_calendar(session),
        feed_calendar([session], "Dates"),
        team_calendar([(session, ["Ash"])]),
    ):
        found = entries(calendar)
        assert [event.start for event in found] == [part(2).starts_at, part(9).starts_at]
        assert len({event["UID"] for event in found}) == 2
    assert str(entries(session_calendar(session))[0]["UID"]) == str(session.uid)


def test_a_booking_gets_an_invitation_for_each_day_and_loses_them_together():
    session = in_parts()
    booking = make_booking(session)
    confirmed = Message.objects.get(kind="confirmed")
    give_back(booking_id=booking.pk, by=None)
    cancelled = Message.objects.get(kind="cancelled")

    invited, withdrawn = (
        [Calendar.from_ical(each) for each in each_day(message.calendar)]
        for message in (confirmed, cancelled)
    )
    assert [str(each["METHOD"]) for each in invited + withdrawn] == ["REQUEST"] * 2 + ["CANCEL"] * 2
    uids = [[str(each.walk("VEVENT")[0]["UID"]) for each in some] for some in (invited, withdrawn)]
    assert uids[0] == uids[1]
    assert len(set(uids[0])) == 2
    assert [name for name, _, _ in as_email(confirmed, None).attachments] == [
        "session-day-1.ics",
        "session-day-2.ics",
    ]
    assert WORDS in " ".join(confirmed.body.split())


def test_a_change_of_days_is_told_and_takes_out_days_that_are_no_more():
    session = in_parts(part(2), part(9), part(16))
    make_booking(session)
    sequence = session.sequence

    told, _ = replan(session, part(2), part(11))

    session = Session.objects.get(pk=session.pk)
    message = Message.objects.get(kind="session_changed")
    assert (told, session.sequence, session.ends_at) == (1, sequence + 1, part(11).ends_at)
    assert len(each_day(message.calendar)) == 2
    [gone] = entries(message.calendar_out)
    assert (gone.start, str(gone["STATUS"])) == (part(16).starts_at, "CANCELLED")
    assert "Tuesday 16 March 2032" in " ".join(message.body.split())


def test_a_session_can_be_of_one_day_again():
    session = in_parts()

    replan(session, part(2))

    session = Session.objects.get(pk=session.pk)
    assert (session.days.count(), session.ends_at) == (0, part(2).ends_at)


def test_the_stored_days_decide_where_the_times_alone_are_changed():
    session = in_parts()
    session.starts_at += timedelta(days=1)

    save_session(session=session, by=make_staff())

    assert Session.objects.get(pk=session.pk).starts_at == part(2).starts_at


def test_the_month_and_the_list_show_each_day(client):
    start = midnight((datetime.now(UTC) + timedelta(days=70)).date()) + timedelta(hours=10)
    parts = [Part(each, each + timedelta(hours=2)) for each in (start, start + timedelta(days=35))]
    session = in_parts(*parts)
    for each in parts:
        page = client.get(reverse("training:calendar", args=[each.starts_at.year, each.starts_at.month]))
        assert session.get_absolute_url() in page.content.decode()
    last, between = (f"{parts[0].starts_at + timedelta(days=number):%Y-%m-%d}" for number in (35, 20))
    listed = client.get(reverse("training:dates"), {"date_from": last, "date_to": last})
    assert "2 days: " in listed.content.decode()
    listed = client.get(reverse("training:dates"), {"date_from": between, "date_to": between})
    assert "2 days: " not in listed.content.decode()
    assert "2 days: " in client.get(session.get_absolute_url()).content.decode()
    assert "2 days: " in client.get(session.course.get_absolute_url()).content.decode()


def save(client, session, **changes):
    page = client.get(address(session, "change"))
    return client.post(address(session, "change"), filled_in(page, **changes), follow=True)


def test_the_form_takes_further_days_as_they_are_typed(signed_in):
    client = signed_in("training")
    page = client.get(list_address(Session, "add"))
    values = {
        "course": make_course().pk,
        "starts_at_0": "2 March 2032",
        "starts_at_1": "9.30",
        "ends_at_1": "12.30",
        "further_days": "Tuesday 9th March 2032\r\n16/3/32 1-3pm",
    }
    client.post(list_address(Session, "add"), filled_in(page, **values), follow=True)

    session = Session.objects.get()
    assert session.parts == [
        part(2),
        part(9),
        Part(datetime(2032, 3, 16, 13, tzinfo=UTC), datetime(2032, 3, 16, 15, tzinfo=UTC)),
    ]
    form = client.get(address(session, "change")).context["adminform"].form
    assert form["further_days"].value() == (
        "Tuesday 9 March 2032, 09:30 to 12:30\nTuesday 16 March 2032, 13:00 to 15:00"
    )
    assert form["ends_at"].value() == part(2).ends_at


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("Monday 9 March 2032", "Line 1: 9 March 2032 is a Tuesday"),
        ("9 March 2032\nsoon", "Line 2: “soon” is not a day"),
        ("9 March 2032 at one", "is no start and end"),
        ("1 March 2032", "does not come after"),
    ],
)
def test_days_that_cannot_be_read_are_refused_and_kept_in_their_box(signed_in, typed, message):
    session = make_session(starts_at=part(2).starts_at, ends_at=part(2).ends_at)

    answer = save(signed_in("training"), session, further_days=typed)

    form = answer.context["adminform"].form
    assert message in str(form.errors["further_days"])
    assert form["further_days"].value() == typed


def test_another_day_is_asked_about_before_people_are_told(signed_in):
    session, client = in_parts(), signed_in("training")
    make_booking(session)

    asked = save(client, session, further_days="11 March 2032")
    assert asked.context["adminform"].form.asks["told"] == "1 person"
    assert not Message.objects.filter(kind="session_changed").exists()

    client.post(address(session, "change"), filled_in(asked), follow=True)
    assert Message.objects.filter(kind="session_changed").count() == 1
    assert Session.objects.get(pk=session.pk).parts == [part(2), part(11)]


def test_saving_a_session_of_several_days_unchanged_tells_nobody(signed_in):
    session, client = in_parts(), signed_in("training")
    make_booking(session)

    save(client, session, minimum_places="2")

    session = Session.objects.get(pk=session.pk)
    assert (session.minimum_places, session.parts) == (2, [part(2), part(9)])
    assert not Message.objects.filter(kind="session_changed").exists()


def test_days_typed_while_somebody_else_saved_are_refused_and_kept_in_their_box(signed_in):
    session, client = in_parts(), signed_in("training")
    page = client.get(address(session, "change"))
    save(client, session, place="Zoom")

    answer = client.post(address(session, "change"), filled_in(page, further_days="11 March 2032"))

    form = answer.context["adminform"].form
    assert "Somebody else has saved" in str(form.errors["further_days"])
    assert form["further_days"].value() == "11 March 2032"
    assert Session.objects.get(pk=session.pk).parts == [part(2), part(9)]


def test_two_peoples_changes_of_a_session_of_several_days_are_both_kept(signed_in):
    session, client = in_parts(), signed_in("training")
    page = client.get(address(session, "change"))
    save(client, session, place="Zoom")

    answer = client.post(address(session, "change"), filled_in(page, capacity="30"))
    client.post(address(session, "differences"), {"carried": answer.context["carried"]})

    session = Session.objects.get(pk=session.pk)
    assert (session.place, session.capacity, session.parts) == ("Zoom", 30, [part(2), part(9)])


def test_nobody_has_attended_before_the_last_day(signed_in):
    session, client = in_parts(course=make_course(valid_months=12)), signed_in("training")
    booking = make_booking(session)
    first, last = (each.starts_at + timedelta(hours=2) for each in (part(2), part(9)))
    with pytest.raises(CannotBook, match="takes several days"):
        mark(booking_ids=[booking.pk], attendance=Attendance.ATTENDED, by=None, at=first)

    assert mark(booking_ids=[booking.pk], attendance=Attendance.PART, by=None, at=first) == 1
    assert mark(booking_ids=[booking.pk], attendance=Attendance.ATTENDED, by=None, at=last) == 1
    assert dict(facts(session))["Date"] == "2 March 2032 to 9 March 2032, 2 days"
    assert refresh_by(session) == date(2033, 3, 9)
    assert client.get(address(session, "register_print")).text.count("Signature, ") == 2


def test_the_register_of_a_first_day_offers_no_mark_for_all(signed_in):
    now = timezone.now().replace(microsecond=0)
    start = midnight(timezone.localdate()) + timedelta(minutes=1)
    session = in_parts(
        *(Part(each, each + timedelta(hours=1)) for each in (start, start + timedelta(days=7)))
    )
    booking = make_booking(session, at=now - timedelta(days=2))

    page = signed_in("training").get(address(session, "register"))

    assert "This session takes 2 days. Mark each by itself" in page.text
    assert f'{booking.pk}:attended"' not in page.text
    assert f'{booking.pk}:attended:{session.days.first().pk}"' in page.text


def test_a_sheet_leaves_the_days_alone(signed_in, rf):
    session = in_parts()
    request = rf.get("/")
    request.user = make_user(is_superuser=True, is_staff=True)
    sheet = SessionSheet(admin.site.get_model_admin(Session), request)
    sheet.entry = SimpleNamespace(problems=[])
    [record] = sheet.load({str(session.pk)}, lock=False).values()

    assert sheet.check(record, {"ends_at": record.ends_at, "minimum_places": 4}, is_new=False)
    assert (record.minimum_places, record.ends_at, record.parts) == (4, part(9).ends_at, [part(2), part(9)])
    with pytest.raises(ValidationError):
        sheet.check(record, {"ends_at": part(10).ends_at}, is_new=False)


def test_lists_make_as_many_queries_for_many_as_for_one(client):
    counts = []
    for number in (1, 9):
        for _ in range(number):
            in_parts(state=SessionState.OPEN)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get(reverse("training:dates"), {"date_from": f"{number} 1 2031"})
        counts.append(len(caught))
    assert counts[0] == counts[1]


def written(kind, moment):
    """Return the subjects of the mails of `kind` that a round at `moment` (aware datetime) writes."""
    before = set(Message.objects.values_list("pk", flat=True))
    do_round(moment)
    new = Message.objects.filter(kind=kind).exclude(pk__in=before)
    return [message.subject for message in new.order_by("pk")]


def at(day, hour=8):
    return datetime(2032, 3, day, hour, tzinfo=UTC)


def test_people_are_reminded_once_before_each_day_that_does_not_follow_the_one_before():
    session = in_parts(part(2), part(3), part(9), reminder_days="7, 1", course=make_course(title="Neglect"))
    make_booking(session, at=datetime(2032, 1, 5, tzinfo=UTC))
    Message.objects.update(created_at=datetime(2032, 1, 5, tzinfo=UTC))

    said = {day: written("reminder", at(day)) for day in range(1, 10)}

    assert {day: subjects for day, subjects in said.items() if subjects} == {
        # The 7 days of the 2nd are over by now, and the round sends only the latest.
        1: ["Coming up: Neglect, Tuesday 2 March"],
        8: ["Coming up: Neglect, Tuesday 9 March 2032, 9:30am to 12:30pm"],
    }
    assert "give the place back" not in Message.objects.filter(kind="reminder").last().body


def test_the_link_to_join_goes_out_before_each_day_that_does_not_follow_the_one_before():
    session = in_parts(
        part(2), part(3), part(9), joining_link="https://meet.example.org/1", joining_link_hours=24
    )
    make_booking(session, at=datetime(2032, 1, 5, tzinfo=UTC))

    said = {day: len(written("joining_link", at(day, 10))) for day in range(1, 10)}

    assert {day for day, number in said.items() if number} == {1, 8}
    assert "on Tuesday 9 March 2032" in Message.objects.filter(kind="joining_link").last().body


def test_the_sheet_to_sign_has_a_column_for_each_day_and_for_answers_that_are_chosen(signed_in):
    session = in_parts()
    question = session.booking_questions.create(kind="text", wording="Which team?", keeping="long")
    [booking] = [make_booking(session)]
    keep_answers(booking, [Answer(question, "Blue team")])
    desk, where = signed_in("training"), address(session, "register_print")

    plain, chosen = desk.get(where), desk.get(where, {"question": question.pk})

    assert plain.text.count("Signature, ") == 2
    assert "Blue team" not in plain.text
    assert "<td>Blue team</td>" in chosen.text
