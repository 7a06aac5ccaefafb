"""The mails about review: whom they reach, when, and what they do not say."""

from datetime import datetime, timedelta
from io import StringIO
from smtplib import SMTPServerDisconnected

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from hscp.editing.enums import ReviewOutcome
from hscp.editing.models import EditorMail
from hscp.editing.review import delivery
from hscp.editing.review.closing import close
from hscp.editing.review.mails import tell_asked, write_digests
from hscp.records.state import State
from tests.editing.review.builders import make_request
from tests.factories import make_theme, make_toolkit

pytestmark = pytest.mark.django_db
MORNING = datetime.fromisoformat("2027-03-01T08:00:00+00:00")


@pytest.fixture
def ada(person):
    return person("editor", first_name="Ada", email="ada@example.org")


@pytest.fixture
def ben(person):
    return person("publisher", first_name="Ben", email="ben@example.org")


def asked(ada, ben, **fields):
    toolkit = make_toolkit(title="Sleep", summary="Secret text.", state=State.IN_REVIEW)
    request = make_request(toolkit, sent_by=ada, sent_to=ben, note="By Friday, please.", **fields)
    tell_asked(request, toolkit)
    return request


def send():
    out = StringIO()
    call_command("send_review_mail", stdout=out)
    return out.getvalue()


def test_a_person_who_is_named_is_written_to_once(ada, ben):
    request = asked(ada, ben)

    assert send() == "0 digests written, 1 mail sent.\n"
    assert send() == ""
    [message] = mail.outbox
    assert (message.to, message.subject) == (["ben@example.org"], "For your review: Sleep (professionals)")
    assert "Ada asks you" in message.body
    assert "By Friday, please." in message.body
    assert f"/admin/resources/toolkit/{request.object_id}/review/" in message.body
    assert "Secret" not in message.body


def test_the_sender_is_told_that_it_came_back_and_why(ada, ben):
    request = asked(ada, ben)

    close(request.record, ReviewOutcome.SENT_BACK, by=ben, words="The second line is wrong.")
    send()

    message = mail.outbox[-1]
    assert (message.to, message.subject) == (["ada@example.org"], "Sent back: Sleep (professionals)")
    assert "The second line is wrong." in message.body


def test_the_sender_is_told_that_it_was_approved(ada, ben):
    close(make_request(sent_by=ada).record, ReviewOutcome.APPROVED, by=ben)
    send()

    assert [message.subject.split(":")[0] for message in mail.outbox] == ["Approved"]


def test_nobody_is_told_what_they_decided_themselves(ben):
    close(make_request(sent_by=ben).record, ReviewOutcome.APPROVED, by=ben)

    assert not EditorMail.objects.exists()


@pytest.mark.parametrize("change", ["leaves", "loses the role"])
def test_who_may_not_see_the_record_any_more_gets_no_mail(ada, ben, change):
    asked(ada, ben)
    if change == "leaves":
        ben.is_active = False
        ben.save()
    else:
        ben.groups.clear()

    send()

    assert mail.outbox == []
    assert EditorMail.objects.get().problem


@time_machine.travel(MORNING)
def test_what_is_sent_to_all_comes_in_one_mail_a_day(ada, ben, person):
    person("verifier", email="con@example.org")
    for title in ("One", "Two"):
        make_request(make_toolkit(title=title, state=State.IN_REVIEW), sent_by=ada)
    make_request(make_theme(title="Own", state=State.IN_REVIEW), sent_by=ben)

    send()
    make_request(make_toolkit(title="Three", state=State.IN_REVIEW), sent_by=ada)
    send()

    [message] = mail.outbox
    assert (message.to, message.subject) == (["ben@example.org"], "2 changes wait for review")
    assert "One (professionals) (toolkit), from Ada" in message.body
    assert "Own" not in message.body


def test_a_digest_comes_again_only_when_something_is_new(ada, ben):
    with time_machine.travel(MORNING):
        make_request(sent_by=ada)
        assert write_digests() == 1
    with time_machine.travel(MORNING + timedelta(days=1)):
        assert write_digests() == 0
        make_request(make_theme(state=State.IN_REVIEW), sent_by=ada)
        assert write_digests() == 1


def test_no_digest_is_written_at_night(ada, ben):
    make_request(sent_by=ada)

    assert write_digests(datetime.fromisoformat("2027-03-01T06:59:00+00:00")) == 0


def test_a_mail_that_cannot_be_sent_is_tried_again_later(ada, ben, monkeypatch):
    asked(ada, ben)
    with monkeypatch.context() as broken:
        broken.setattr(delivery.EmailMessage, "send", _disconnected)
        with pytest.raises(CommandError, match="1 mail could not be sent"):
            send()

    assert send() == ""
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert send() == "0 digests written, 1 mail sent.\n"


def test_a_mail_that_is_done_is_kept_for_a_month(ada, ben):
    asked(ada, ben)
    send()

    with time_machine.travel(timezone.now() + timedelta(days=29)):
        send()
        assert EditorMail.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        send()
        assert not EditorMail.objects.exists()


def _disconnected(self):
    raise SMTPServerDisconnected
