"""Questions of the booking form: asked, answered, changed, kept as they were worded, and deleted in time."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_booking, make_course, make_person, make_session
from tests.training.booking.booking_pages import book_url, filled, opened
from training.booking.places import hand_over
from training.booking.questions import Answer, keep_answers, questions_of
from training.enums import Keeping, QuestionKind
from training.models import BookingAnswer, BookingQuestion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]


def make_question(where, kind=QuestionKind.TEXT, **fields):
    place = {"course": where} if where._meta.model_name == "course" else {"session": where}
    defaults = {"wording": "What do you eat?", "kind": kind, "keeping": Keeping.SHORT}
    return BookingQuestion.objects.create(**(place | defaults | fields))


@pytest.fixture
def session():
    return make_session()


@pytest.fixture
def asked(session):
    """One question of each kind: of the course first, although its number is higher."""
    return [
        make_question(session.course, wording="Your diet", order=9),
        make_question(session, QuestionKind.CHOICE, wording="Level", choices="One\nTwo", required=True, order=1),
        make_question(session, QuestionKind.CHOICES, wording="Topics", choices="Fog\nSnow\nRain", order=2),
        make_question(
            session, QuestionKind.CONSENT, wording="I agree to be recorded.", required=True, order=3,
            keeping=Keeping.LONG,
        ),
    ]  # fmt: skip


def answers(asked, number, *values):
    return {f"question_{question.pk}-{number}": value for question, value in zip(asked, values, strict=True)}


def test_each_person_answers_for_themselves_in_the_order_of_course_and_session(client, session, asked):
    data = filled({}, {})
    data |= answers(asked, 0, "No nuts", "Two", ["Fog", "Rain"], "on")
    data |= answers(asked, 1, "", "One", [], "on")

    response = client.post(book_url(session), data)

    first, second = session.bookings.order_by("turn")
    kept = [(answer.wording, answer.value, answer.keeping) for answer in first.answers.all()]
    assert response.status_code == 302
    assert questions_of(session) == asked
    assert kept == [
        ("Your diet", "No nuts", "short"),
        ("Level", "Two", "short"),
        ("Topics", "Fog\nRain", "short"),
        ("I agree to be recorded.", "yes", "long"),
    ]
    assert [answer.wording for answer in second.answers.all()] == ["Level", "I agree to be recorded."]


@pytest.mark.parametrize(
    ("number", "value", "message"),
    [
        (0, "x" * 301, "Your answer to “Your diet” must be 300 characters or fewer"),
        (1, "", "Choose your answer to “Level”"),
        (1, "Three", "Choose your answer to “Level” from the list"),
        (2, ["Fog", "Ice"], "Choose your answer to “Topics” from the list"),
        (3, "", "Tick to agree: “I agree to be recorded.”"),
    ],
)
def test_a_wrong_answer_books_nobody_and_keeps_what_was_typed(client, session, asked, number, value, message):
    values = ["No nuts", "Two", ["Fog"], "on"]
    values[number] = value

    response = client.post(book_url(session), filled() | answers(asked, 0, *values))

    page = response.content.decode()
    assert message in page
    assert 'value="Ann Person 0"' in page
    assert session.bookings.count() == 0


def test_free_text_warns_and_adding_a_colleague_loses_nothing(client, session, asked):
    data = filled() | answers(asked, 0, "No nuts", "Two", ["Fog", "Rain"], "on") | {"change": "add"}

    form = client.post(book_url(session), data).context["form"]

    assert "Do not give details of any child" in form.fields[f"question_{asked[0].pk}-0"].help_text
    assert [form.initial[f"question_{each.pk}-0"] for each in asked] == [
        "No nuts",
        "Two",
        ["Fog", "Rain"],
        "on",
    ]


def test_an_answer_keeps_the_words_that_were_read_and_an_archived_question_is_not_asked(session, asked):
    booking = make_booking(session, answers=(Answer(asked[3], "yes"),))
    BookingQuestion.objects.filter(pk=asked[3].pk).update(wording="I agree to everything.")
    asked[3].refresh_from_db()
    BookingQuestion.objects.filter(pk=asked[0].pk).update(archived_at=timezone.now())

    keep_answers(booking, [Answer(asked[3], "yes")])

    assert [answer.wording for answer in booking.answers.all()] == ["I agree to be recorded."]
    assert questions_of(session) == asked[1:]


def test_people_change_their_answers_by_their_link(session, asked):
    client, booking, stamp = opened(session, answers=(Answer(asked[0], "No nuts"), Answer(asked[1], "One")))
    page = client.get(reverse("training:manage_details")).content.decode()
    data = {f"question_{asked[0].pk}": "", f"question_{asked[1].pk}": "Two", f"question_{asked[3].pk}": "on"}

    client.post(
        reverse("training:manage_details"), {"booking": stamp, "phone": "", "access_needs": "", **data}
    )

    assert "No nuts" in page
    assert [answer.value for answer in booking.answers.all()] == ["Two", "yes"]
    assert "Agreed on" in client.get(reverse("training:manage")).content.decode()


def test_a_colleague_who_gets_the_place_has_answers_of_their_own(session, asked):
    client, booking, stamp = opened(session, answers=(Answer(asked[0], "No nuts"),))
    data = {"name": "Bo Colleague", "email": "bo@example.org", "role": "lead", "booking": stamp}
    data |= {f"question_{asked[1].pk}": "One", f"question_{asked[3].pk}": "on"}

    client.post(reverse("training:manage_hand_over"), data)

    assert [answer.value for answer in booking.answers.all()] == ["One", "yes"]
    hand_over(booking_id=booking.pk, person=make_person())
    assert BookingAnswer.objects.count() == 0


@pytest.fixture
def staff(signed_in):
    return signed_in("training")


def test_staff_see_answers_and_take_them_into_the_file_only_if_they_say_so(staff, session, asked):
    make_booking(session, answers=(Answer(asked[0], "=HYPERLINK(1)"), Answer(asked[2], "Fog\nRain")))
    address = reverse("admin:training_session_delegates", args=[session.pk])

    bookings = staff.get(reverse("admin:training_session_bookings", args=[session.pk])).content.decode()
    without = staff.post(address, {"file": "csv"}).content.decode()
    whole = staff.post(address, {"file": "csv", "answers": "yes"}).content.decode()

    assert "Fog, Rain" in bookings
    assert "HYPERLINK" not in without
    assert "Your diet" in whole
    assert "'=HYPERLINK(1)" in whole


def test_staff_book_somebody_who_has_not_answered_yet(staff, session, asked):
    address = reverse("admin:training_session_booking_add", args=[session.pk])
    data = {"key": "k", "name": "Ann", "email": "ann@example.org", "organisation": "Oak"}
    data |= {"organisation_type": "school", "role": "lead", f"question_{asked[0].pk}": "No nuts"}

    staff.post(address, data)

    assert [answer.value for answer in session.bookings.get().answers.all()] == ["No nuts"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"course": "", "session": ""}, "Choose a course or one session"),
        ({"kind": "choice", "choices": "One\nOne"}, "Give 2 to 20 choices"),
        ({"kind": "choice", "choices": "One\n" + "x" * 101}, "is too long"),
        ({"kind": "text", "choices": "One\nTwo"}, "Remove them"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(staff, fields, message):
    data = {"course": make_course().pk, "kind": "text", "wording": "Why?", "keeping": "short", "order": 1}

    response = staff.post(reverse("admin:training_bookingquestion_add"), data | fields)

    assert message in response.content.decode()
    assert BookingQuestion.objects.count() == 0


def test_a_form_asks_ten_questions_at_most_and_answered_ones_are_archived(staff, session, asked):
    for number in range(7):
        make_question(session, wording=f"Question {number}", order=number + 10)
    data = {"session": session.pk, "kind": "text", "wording": "One more", "keeping": "short", "order": 1}
    make_booking(session, answers=(Answer(asked[1], "One"),))

    refused = staff.post(reverse("admin:training_bookingquestion_add"), data)
    deleting = staff.get(reverse("admin:training_bookingquestion_delete", args=[asked[1].pk]))
    staff.post(
        reverse("admin:training_bookingquestion_changelist"),
        {"action": "archive", "_selected_action": [asked[1].pk]},
    )

    assert "There are 10 questions already" in refused.content.decode()
    assert deleting.status_code == 403
    asked[1].refresh_from_db()
    assert asked[1].archived_at is not None
