"""The form and the list of sessions: what is refused and in which words, and what saving sets going."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from reversion.models import Version

from tests.admin.pages import act, address, filled_in, list_address, messages_of
from tests.factories import make_booking, make_course, make_session
from training.enums import BookingState, SessionState, Setting
from training.mail import outbox
from training.models import Booking, Message, Session, Trainer
from training.sessions.booking_counts import with_booking_counts

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer_role(signed_in):
    return signed_in("training")


@pytest.fixture
def told(monkeypatch):
    """Collect what the outbox is asked to tell of changed sessions, as (session's id, the place before)."""
    calls = []
    monkeypatch.setattr(
        outbox, "tell_changed", lambda session, before, **words: calls.append((session.pk, before.place))
    )
    return calls


def save(client, session, **changes):
    """Open a session's page, change something, save, agree that people are told, and return the answer."""
    page = client.get(address(session, "change"))
    answer = client.post(address(session, "change"), filled_in(page, **changes), follow=True)
    form = answer.context.get("adminform") and answer.context["adminform"].form
    return (
        client.post(address(session, "change"), filled_in(answer), follow=True)
        if getattr(form, "asks", None)
        else answer
    )


def errors_of(response):
    return response.context["adminform"].form.errors.get_json_data(escape_html=False)


def said(response, field):
    """Return the errors of one field as a list of str."""
    return [error["message"] for error in errors_of(response).get(field, [])]


def new_session(client, **values):
    """Fill in the form of a new session and return the answer."""
    page = client.get(list_address(Session, "add"))
    form = {
        "course": make_course().pk,
        "starts_at_0": "12 January 2032",
        "starts_at_1": "9.30am",
        "ends_at_1": "11",
        "place": "Microsoft Teams",
    }
    return client.post(list_address(Session, "add"), filled_in(page, **(form | values)), follow=True)


@pytest.mark.parametrize(
    ("day", "start", "expected"),
    [
        ("12 January 2032", "9.30am", datetime(2032, 1, 12, 9, 30, tzinfo=UTC)),
        ("Monday 12th July 2032", "930", datetime(2032, 7, 12, 8, 30, tzinfo=UTC)),
        ("1/9/32", "2 p.m.", datetime(2032, 9, 1, 13, 0, tzinfo=UTC)),
    ],
)
def test_a_session_takes_dates_as_people_type_them(trainer_role, day, start, expected):
    new_session(trainer_role, starts_at_0=day, starts_at_1=start, ends_at_1="16:00")

    session = Session.objects.get()
    assert (session.starts_at, timezone.localtime(session.ends_at).hour) == (expected, 16)


def test_a_new_session_is_a_draft_with_twenty_places_and_reminders(trainer_role):
    new_session(trainer_role, ends_at_1="11:00")

    session = Session.objects.get()
    assert (session.state, session.capacity, session.reminder_days) == (SessionState.DRAFT, 20, "7, 1")
    assert session.updated_by == trainer_role.person


def test_an_end_before_the_start_is_refused(trainer_role):
    response = new_session(trainer_role, ends_at_1="9:00")

    assert said(response, "__all__") == ["The end must be later than the start."]
    assert not Session.objects.exists()


def test_a_time_that_the_clocks_skip_is_refused(trainer_role):
    response = new_session(trainer_role, starts_at_0="28/3/2032", starts_at_1="01:30", ends_at_1="4:00")

    assert len(said(response, "starts_at")) == 1
    assert not Session.objects.exists()


def test_a_capacity_below_those_booked_is_refused_and_says_how_to_mend_it(trainer_role):
    session = make_session(capacity=3)
    for _ in range(3):
        make_booking(session)

    response = save(trainer_role, session, capacity="1")

    assert said(response, "capacity") == [
        "3 people are booked: over by 2. Cancel bookings first, or keep at least 3."
    ]
    session.refresh_from_db()
    assert session.capacity == 3


def test_a_session_that_is_over_its_places_can_be_saved_and_is_flagged(trainer_role):
    session = make_session(capacity=2)
    for _ in range(2):
        make_booking(session)
    Session.objects.update(capacity=1)

    response = save(trainer_role, session, place="Zoom")

    session.refresh_from_db()
    assert session.place == "Zoom"
    assert '2 of 1<br><strong class="admin-overdue">Over by 1</strong>' in response.text


def test_a_link_and_places_together_are_refused(trainer_role):
    response = new_session(trainer_role, external_link="https://example.org/book", ends_at_1="11:00")

    assert said(response, "__all__") == [
        "Give the number of places, or the address where it is booked: one of the two."
    ]


def test_a_session_with_people_does_not_become_booked_elsewhere_or_a_draft(trainer_role):
    session = make_session()
    make_booking(session)

    response = save(trainer_role, session, external_link="https://example.org/", capacity="", state="draft")

    assert (len(said(response, "external_link")), len(said(response, "state"))) == (1, 1)
    session.refresh_from_db()
    assert (session.state, session.external_link) == (SessionState.OPEN, "")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"booking_opens_at_0": "13/1/2032", "booking_opens_at_1": "9:00"},
            "Booking must open before the session starts.",
        ),
        (
            {"booking_closes_at_0": "13/1/2032", "booking_closes_at_1": "9:00"},
            "Booking must close by the start of the session.",
        ),
        (
            {
                "booking_opens_at_0": "9/1/2032",
                "booking_opens_at_1": "9:00",
                "booking_closes_at_0": "8/1/2032",
                "booking_closes_at_1": "9:00",
            },
            "Booking must open before it closes.",
        ),
    ],
)
def test_a_booking_window_out_of_order_is_refused(trainer_role, fields, message):
    response = new_session(trainer_role, ends_at_1="11:00", **fields)

    assert said(response, "__all__") == [message]


@pytest.mark.parametrize(
    ("shared", "field"), [("trainer", "trainers"), ("place", "place")], ids=["trainer", "place"]
)
def test_a_clash_is_named_with_a_link(trainer_role, shared, field):
    first = make_session(setting=Setting.IN_PERSON, place="The Castle,  Winchester")
    second = make_session(
        setting=Setting.IN_PERSON,
        place="the castle, winchester" if shared == "place" else "Elsewhere",
        starts_at=first.starts_at + timedelta(days=1),
        ends_at=first.ends_at + timedelta(days=1),
    )
    if shared == "trainer":
        trainer = Trainer.objects.create(name="Ada Lovelace")
        first.trainers.add(trainer)
        second.trainers.add(trainer)

    start, end = timezone.localtime(first.starts_at), timezone.localtime(first.ends_at)
    response = save(
        trainer_role,
        second,
        starts_at_0=f"{start:%d/%m/%Y}",
        starts_at_1=f"{start:%H:%M}",
        ends_at_0=f"{end:%d/%m/%Y}",
        ends_at_1=f"{end:%H:%M}",
    )

    [message] = said(response, field)
    assert f'<a href="{address(first, "change")}">{first}</a>' in message


def test_sessions_in_a_row_and_cancelled_ones_do_not_clash(trainer_role):
    first = make_session(setting=Setting.IN_PERSON, place="The Castle")
    times = {"starts_at": first.ends_at, "ends_at": first.ends_at + timedelta(hours=1)}
    after = make_session(setting=Setting.IN_PERSON, place="The Castle", **times)
    make_session(setting=Setting.IN_PERSON, place="The Castle", state=SessionState.CANCELLED, **times)

    response = save(trainer_role, after, minimum_places="3")

    assert response.redirect_chain == [(list_address(Session), 302)]


def test_online_sessions_may_share_a_platform(trainer_role):
    first = make_session()

    save(trainer_role, make_session(starts_at=first.starts_at, ends_at=first.ends_at), minimum_places="3")

    assert Session.objects.filter(minimum_places=3).count() == 1


@pytest.mark.parametrize("days", ["x", "0", "7, 1.5", "400"])
def test_reminder_days_that_are_no_days_are_refused(trainer_role, days):
    response = save(trainer_role, make_session(), reminder_days=days)

    assert len(said(response, "reminder_days")) == 1


def test_reminder_days_are_put_in_order(trainer_role):
    session = make_session()

    save(trainer_role, session, reminder_days="1,7, 1")

    session.refresh_from_db()
    assert session.reminder_days == "7, 1"


def test_a_new_place_is_told_and_raises_the_sequence(trainer_role, told):
    session = make_session(place="Microsoft Teams")

    save(trainer_role, session, place="Zoom")

    session.refresh_from_db()
    assert (told, session.sequence) == ([(session.pk, "Microsoft Teams")], 1)


def test_what_nobody_has_in_a_calendar_is_not_told(trainer_role, told):
    session = make_session()

    save(trainer_role, session, minimum_places="5")

    session.refresh_from_db()
    assert (told, session.sequence) == ([], 0)


@pytest.mark.parametrize(
    ("fields", "change"),
    [({"capacity": 1}, {"capacity": "2"}), ({"capacity": 5, "agency_quota": 1}, {"agency_quota": ""})],
    ids=["more places", "no limit"],
)
def test_new_room_goes_to_the_waiting_list(trainer_role, fields, change):
    session = make_session(**fields)
    make_booking(session, organisation="School")
    waiting = make_booking(session, organisation="School")

    response = save(trainer_role, session, **change)

    waiting.refresh_from_db()
    assert waiting.state == BookingState.CONFIRMED
    assert messages_of(response)[0] == "1 person from the waiting list: a place became available for them."


def test_an_open_online_session_without_a_link_is_saved_with_a_warning(trainer_role):
    response = save(trainer_role, make_session(joining_link=""), minimum_places="2")

    assert (
        "It is online and has no joining link yet. Add the link before it is sent to people."
        in messages_of(response)
    )
    assert Session.objects.get().minimum_places == 2


def test_saving_keeps_a_version_of_the_session_and_none_of_its_bookings(trainer_role):
    session = make_session()
    booking = make_booking(session)

    save(trainer_role, session, place="Zoom")

    assert Version.objects.get_for_object(session).count() == 1
    assert not Version.objects.filter(serialized_data__contains=booking.email).exists()


def test_a_session_with_bookings_is_not_deleted(trainer_role):
    session = make_session()
    make_booking(session)

    page = trainer_role.get(address(session, "delete"))
    trainer_role.post(address(session, "delete"), {"post": "yes"})

    assert "This session cannot be deleted: it has bookings." in page.text
    assert Session.objects.filter(pk=session.pk).exists()


def test_a_session_without_bookings_is_deleted(trainer_role):
    session = make_session()

    trainer_role.post(address(session, "delete"), {"post": "yes"})

    assert not Session.objects.exists()


def test_cancelling_says_first_how_many_are_told(trainer_role):
    session = make_session(capacity=1)
    for _ in range(3):
        make_booking(session)

    page = trainer_role.get(address(session, "cancel"))
    without = trainer_role.post(address(session, "cancel"))
    answer = trainer_role.post(address(session, "cancel"), {"reason": "The trainer is ill."}, follow=True)

    assert "Say why, in one sentence" in without.text
    assert "<strong>3 people will get an email</strong>, 2 of them on the waiting list" in page.text
    assert messages_of(answer) == ["Cancelled. 3 people will get an email."]
    session.refresh_from_db()
    assert (session.state, session.cancellation_reason) == (SessionState.CANCELLED, "The trainer is ill.")
    assert set(Booking.objects.values_list("state", flat=True)) == {BookingState.CANCELLED}
    assert Version.objects.get_for_object(session).count() == 1


def test_a_cancelled_session_can_be_read_and_not_changed(trainer_role):
    session = make_session(state=SessionState.CANCELLED)

    page = trainer_role.get(address(session, "change"))
    answer = trainer_role.post(address(session, "change"), {"state": "open"})

    assert "This session is cancelled." in page.text
    assert answer.status_code == 403


def test_readers_do_not_see_the_joining_link(editor, trainer_role):
    session = make_session(joining_link="https://example.org/secret-room")

    seen = ["secret-room" in client.get(address(session, "change")).text for client in (editor, trainer_role)]

    assert seen == [False, True]


def test_a_copy_starts_on_the_same_weekday_in_a_week_to_come_as_a_draft(trainer_role):
    trainer = Trainer.objects.create(name="Ada Lovelace")
    session = make_session(place="The Castle", capacity=7)
    session.trainers.add(trainer)

    page = trainer_role.get(list_address(Session, "add"), {"copy": session.pk})
    form = filled_in(page)

    start = timezone.localtime(session.starts_at) + timedelta(days=7)
    assert (form["starts_at_0"], form["starts_at_1"]) == (
        f"{start:%d/%m/%Y}",
        f"{timezone.localtime(session.starts_at):%H:%M}",
    )
    assert (form["place"], form["capacity"], form["state"]) == ("The Castle", "7", "draft")
    assert form["trainers"] == [str(trainer.pk)]


def test_the_list_says_how_full_each_session_is(trainer_role):
    full = make_session(capacity=2, minimum_places=2)
    for _ in range(3):
        make_booking(full)
    make_session(minimum_places=5)
    make_session(external_link="https://example.org/")

    text = trainer_role.get(list_address(Session)).text

    assert "2 of 2, 1 waiting</td>" in text
    assert '0 of 20<br><strong class="admin-overdue">Below 5, its minimum</strong>' in text
    assert "Booked elsewhere</td>" in text


def test_the_list_shows_what_is_to_come_and_the_past_on_request(trainer_role):
    past = make_session(
        starts_at=timezone.now() - timedelta(days=2), ends_at=timezone.now() - timedelta(days=1)
    )
    coming = make_session()

    shown = [
        list(trainer_role.get(list_address(Session), query).context["cl"].queryset)
        for query in ({}, {"when": "past"}, {"when": "all"})
    ]

    assert shown == [[coming], [past], [past, coming]]


def test_many_sessions_are_opened_and_the_cancelled_named(trainer_role):
    drafts = [make_session(state=SessionState.DRAFT) for _ in range(2)]
    cancelled = make_session(state=SessionState.CANCELLED)

    response = act(trainer_role, Session, "open_for_booking", *drafts, cancelled)

    assert messages_of(response) == ["2 sessions opened.", f"Left as they are: {cancelled} is cancelled."]
    assert Session.objects.filter(state=SessionState.OPEN).count() == 2


def test_many_sessions_are_cancelled_after_a_page_with_the_number_of_people(trainer_role):
    sessions = [make_session(), make_session()]
    for session in sessions:
        make_booking(session)

    page = act(trainer_role, Session, "cancel_together", *sessions)
    before = Session.objects.filter(state=SessionState.CANCELLED).count()
    answer = act(trainer_role, Session, "cancel_together", *sessions, apply="yes", reason="Snow.")

    assert "Cancel 2 sessions and tell 2 people" in page.text
    assert (before, Session.objects.filter(state=SessionState.CANCELLED).count()) == (0, 2)
    assert messages_of(answer) == ["2 sessions cancelled, and 2 people will get an email."]


def test_trainers_are_set_for_many_and_a_clash_is_left_and_named(trainer_role, told):
    trainer = Trainer.objects.create(name="Ada Lovelace")
    first = make_session()
    same_time = make_session(starts_at=first.starts_at, ends_at=first.ends_at)

    response = act(
        trainer_role,
        Session,
        "change_together",
        first,
        same_time,
        apply="yes",
        trainers=[trainer.pk],
        reminder_days="3",
    )

    assert messages_of(response) == [
        "1 session changed.",
        f"Left as they are: {same_time} would clash with {first} (Ada Lovelace).",
    ]
    assert list(trainer.sessions.all()) == [first]
    assert list(Session.objects.order_by("pk").values_list("reminder_days", flat=True)) == ["3", "7, 1"]


def test_the_list_counts_the_bookings_of_the_sessions_it_shows():
    """A join would count the bookings of every session before the first page of them is taken."""
    shown = with_booking_counts(Session.objects.order_by("starts_at", "pk"))[:50]

    assert "JOIN" not in str(shown.query)


def test_a_change_that_people_are_told_of_is_asked_about_first(trainer_role):
    session = make_session(place="Zoom")
    make_booking(session)
    page = trainer_role.get(address(session, "change"))

    asked = trainer_role.post(address(session, "change"), filled_in(page, place="Winchester"))

    session.refresh_from_db()
    assert session.place == "Zoom"
    assert "1 person will be told of this change" in asked.text
    # Another booking in between, or another change, is asked about anew.
    make_booking(session)
    again = trainer_role.post(address(session, "change"), filled_in(asked))
    assert "2 people will be told of this change" in again.text
    other = trainer_role.post(address(session, "change"), filled_in(again, place="Andover"))
    assert "2 people will be told of this change" in other.text
    done = trainer_role.post(
        address(session, "change"), filled_in(other, _note="The roof leaks."), follow=True
    )
    assert "2 people will get an email about the change." in messages_of(done)
    bodies = Message.objects.filter(kind="session_changed").values_list("body", flat=True)
    assert ["The roof leaks." in body for body in bodies] == [True, True]


@pytest.mark.parametrize("booked", [0, 1])
def test_what_nobody_is_told_of_is_saved_at_once(trainer_role, booked):
    session = make_session(place="Zoom")
    for _ in range(booked):
        make_booking(session)
    page = trainer_role.get(address(session, "change"))

    change = {"place": "Andover"} if not booked else {"minimum_places": "3"}
    trainer_role.post(address(session, "change"), filled_in(page, **change))

    session.refresh_from_db()
    assert (session.place, session.minimum_places) == (("Zoom", 3) if booked else ("Andover", None))


def test_a_place_set_for_many_is_asked_about_with_a_sentence(trainer_role):
    sessions = [make_session(place="Zoom"), make_session(place="Zoom")]
    make_booking(sessions[0])

    asked = act(trainer_role, Session, "change_together", *sessions, apply="yes", place="Andover")
    before = set(Session.objects.values_list("place", flat=True))
    act(
        trainer_role,
        Session,
        "change_together",
        *sessions,
        apply="yes",
        place="Andover",
        told="1",
        note="More room.",
    )

    assert "Change 2 sessions and tell 1 person" in asked.text
    assert before == {"Zoom"}
    assert set(Session.objects.values_list("place", flat=True)) == {"Andover"}
    assert "More room." in Message.objects.get(kind="session_changed").body
