"""The list of the outbox: for those who run the training, to read, and to send again what was not sent."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_booking, make_session
from training.models import Message

pytestmark = pytest.mark.django_db
LIST = "admin:training_message_changelist"


def give_up(booking):
    message = booking.messages.get()
    message.state, message.problem = "dropped", "The mail server refused the recipient (550)."
    message.save()
    return message


def test_the_list_shows_what_was_told_to_whom_and_not_its_text(admin_client):
    session = make_session()
    message = give_up(make_booking(session, email="ada@example.org"))

    page = admin_client.get(reverse(LIST)).content.decode()

    shown = ["Confirmed", "ada@example.org", "Not sent", str(session), message.problem]
    assert [one for one in shown if one not in page] == []
    assert "/booking/" not in page


def test_what_was_not_sent_is_sent_again(admin_client):
    session = make_session()
    given_up, waits = give_up(make_booking(session)), make_booking(session).messages.get()

    page = admin_client.post(
        reverse(LIST), {"action": "send_again", "_selected_action": [given_up.pk, waits.pk]}, follow=True
    )

    given_up.refresh_from_db()
    assert [str(message) for message in page.context["messages"]] == ["1 message goes out again."]
    assert (given_up.state, given_up.send_at <= timezone.now()) == ("waiting", True)


def test_what_cannot_be_sent_again_is_said(admin_client):
    message = make_booking(make_session()).messages.get()

    page = admin_client.post(
        reverse(LIST), {"action": "send_again", "_selected_action": [message.pk]}, follow=True
    )

    assert [str(one) for one in page.context["messages"]] == [
        "None of these can be sent again: only what was not sent, and still has its text, can."
    ]


def test_a_message_has_no_page_and_is_neither_added_nor_deleted(admin_client):
    message = make_booking(make_session()).messages.get()

    answers = [
        admin_client.get(f"/admin/training/message/{rest}") for rest in ("add/", f"{message.pk}/change/")
    ]
    page = admin_client.get(reverse(LIST)).content.decode()

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "delete_selected" not in page


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same_for_few_and_many(number, admin_client, django_assert_num_queries):
    for _ in range(number):
        make_booking(make_session())
    admin_client.get(reverse(LIST))

    with django_assert_num_queries(5):
        admin_client.get(reverse(LIST))

    assert Message.objects.count() == number
