"""Booking many people at once, without an address, and beyond the limits."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from tests.admin.pages import filled_in, messages_of
from tests.factories import make_booking, make_session
from training.models import Booking, BookingAnswer, Message

pytestmark = pytest.mark.django_db
LIST = "Name,Email,Organisation\nAnn Lee,ann@example.org,Oak\nBo Ray,not an address,Oak\nCy Day,,Elm\n"


@pytest.fixture
def desk(signed_in):
    return signed_in("training")


def many(session):
    return reverse("admin:training_session_bookings_many", args=[session.pk])


def pasted(desk, session, text=LIST, **fields):
    return desk.post(many(session), {"people": text, "organisation_type": "school", "role": "lead", **fields})


def booked():
    return list(Booking.objects.order_by("name").values_list("name", flat=True))


def test_lines_are_shown_with_what_is_wrong_before_anybody_is_booked(desk):
    shown = pasted(desk, make_session())

    assert (shown.context["right"], shown.context["wrong"], booked()) == (2, 1, [])
    assert "not an address" in shown.text


def test_a_line_is_mended_and_all_are_booked_once(desk):
    session = make_session()
    form = filled_in(pasted(desk, session), **{"lines-1-email": "bo@example.org", "all": "1"})

    done = desk.post(many(session), form, follow=True)
    desk.post(many(session), form)

    assert booked() == ["Ann Lee", "Bo Ray", "Cy Day"]
    assert "2 emails will go out. 1 person without an address" in messages_of(done)[0]
    assert Message.objects.count() == 2


def test_only_those_that_are_right_are_booked_if_asked(desk):
    session = make_session()

    desk.post(many(session), filled_in(pasted(desk, session), right="1"))

    assert booked() == ["Ann Lee", "Cy Day"]


def test_all_is_not_booked_while_a_line_is_wrong(desk):
    session = make_session()

    desk.post(many(session), filled_in(pasted(desk, session), all="1"))

    assert booked() == []


def test_a_line_can_be_left_out(desk):
    session = make_session()

    desk.post(many(session), filled_in(pasted(desk, session), **{"lines-1-leave_out": "on", "all": "1"}))

    assert booked() == ["Ann Lee", "Cy Day"]


def test_who_is_booked_already_or_twice_in_the_list_is_named(desk):
    session = make_session()
    make_booking(session, email="ann@example.org", name="There")

    shown = pasted(desk, session, LIST.replace("not an address", "x@example.org") + "Di,X@example.org,Oak\n")

    assert "Has a booking for this session already." in shown.text
    assert "The same address as in line 2." in shown.text


def test_with_a_reason_everybody_gets_a_place(desk):
    session = make_session(capacity=1)
    form = filled_in(pasted(desk, session, "Ann, Oak\nBo, Oak\n"), over="Agreed with the trainer", all="1")

    desk.post(many(session), form)

    assert set(Booking.objects.values_list("state", "over_limit")) == {
        ("confirmed", False),
        ("confirmed", True),
    }


def test_a_file_from_a_spreadsheet_is_read(desk):
    file = SimpleUploadedFile("list.csv", "Name;Email;School\nZoë;zoe@example.org;Oak".encode("cp1252"))

    shown = pasted(desk, make_session(), "", file=file)

    assert 'value="Zoë"' in shown.text


def test_what_is_no_list_is_refused_with_a_way_on(desk):
    file = SimpleUploadedFile("list.xlsx", b"PK\x03\x04\x00\x00")

    shown = pasted(desk, make_session(), "", file=file)

    assert "Save it again as an Excel workbook" in str(shown.context["paste"].errors["file"])


@pytest.mark.parametrize("count", [2, 30])
def test_a_long_list_costs_the_same(desk, count, django_assert_num_queries):
    session = make_session(capacity=50)
    text = "".join(f"Person {number},p{number}@example.org,Oak\n" for number in range(count))
    pasted(desk, session, text)

    with django_assert_num_queries(9):
        pasted(desk, session, text)


def test_one_person_without_an_address_is_booked_beyond_the_limits(desk):
    session = make_session(capacity=1)
    make_booking(session)
    where = reverse("admin:training_session_booking_add", args=[session.pk])
    form = filled_in(
        desk.get(where),
        name="Di Way",
        organisation="Oak",
        organisation_type="school",
        role="lead",
        over="No waiting for the new lead",
    )

    desk.post(where, form)

    booking = Booking.objects.get(name="Di Way")
    assert (booking.state, booking.over_limit, booking.email) == ("confirmed", True, "")
    assert booking.events.get().reason == "No waiting for the new lead"


@pytest.mark.parametrize("heading", [["Name", "Email", "Organisation"], []])
def test_a_workbook_is_read_with_and_without_headings(desk, heading):
    book = Workbook()
    for row in filter(None, [heading, ["Lee, Ann", "ann@example.org", "Oak"], ["Bo “B” Ray", None, "Elm"]]):
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    file = SimpleUploadedFile("list.xlsx", content.getvalue())

    shown = pasted(desk, make_session(), "", file=file)

    lines = [(line["name"].value(), line["email"].value()) for line in shown.context["lines"]]
    assert lines == [("Lee, Ann", "ann@example.org"), ("Bo “B” Ray", "")]


def test_several_people_of_one_mailbox_are_booked_where_staff_say_so(desk):
    session = make_session()
    make_booking(session, email="info@oak.example.org", name="There", shares_mailbox=True)
    text = (
        "".join(f"{name},info@oak.example.org,Oak\n" for name in ("Ann", "Bo", "there"))
        + "Cy,cy@example.org,Elm\n"
    )
    form = filled_in(pasted(desk, session, text), shares_mailbox="on")

    shown = desk.post(many(session), form | {"check": "1"})
    assert (shown.context["right"], shown.context["wrong"]) == (3, 1)
    desk.post(many(session), form | {"right": "1"})

    assert booked() == ["Ann", "Bo", "Cy", "There"]
    assert Booking.objects.get(name="Cy").shared_name == ""


def test_questions_are_answered_once_for_all_or_left_open_and_said(desk):
    session = make_session()
    team, lunch, agree, _ = [
        session.booking_questions.create(kind=kind, wording=wording, required=required, keeping="long")
        for kind, wording, required in (
            ("text", "Which team?", True),
            ("text", "Lunch?", True),
            ("consent", "I keep it secret.", True),
            ("text", "Anything else?", False),
        )
    ]
    page = pasted(desk, session, "Ann, Oak\nBo, Oak\n")
    assert "Anything else?" not in page.text

    done = desk.post(many(session), filled_in(page, all="1", **{f"question_{team.pk}": "Blue"}), follow=True)

    assert set(BookingAnswer.objects.values_list("question", "value")) == {(team.pk, "Blue")}
    assert BookingAnswer.objects.count() == 2
    [_, left] = messages_of(done)
    assert lunch.wording in left
    assert agree.wording in left
    assert team.wording not in left
