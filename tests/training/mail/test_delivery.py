"""The sender of the outbox: nothing is lost and nothing doubled, whatever the mail server does and whoever is killed."""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings as project
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.utils import timezone

from tests.factories import make_booking, make_session
from tests.training.mail.smtp import HangUp, mail_server, tarpit, use
from training.booking.places import give_back
from training.mail import delivery
from training.models import Message

State = Message.State


def make_message(**fields):
    number = Message.objects.count() + 1
    defaults = {
        "kind": "record_link",
        "once": f"once-{number}",
        "to": f"person-{number}@example.org",
        "subject": f"Subject {number}",
        "body": "Hello.\n",
    }
    return Message.objects.create(**(defaults | fields))


def run(**options):
    out = StringIO()
    call_command("send_mail_queue", stdout=out, stderr=out, **options)
    return out.getvalue()


def states():
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def pass_time(**span):
    """Let time pass for all messages, by moving what they hold into the past."""
    for message in Message.objects.all():
        message.send_at -= timedelta(**span)
        if message.claimed_at:
            message.claimed_at -= timedelta(**span)
        message.save()


@pytest.mark.django_db
class TestOneSender:
    def test_what_is_due_is_sent_the_oldest_first(self):
        now = timezone.now()
        make_message(send_at=now - timedelta(minutes=1), subject="Second")
        make_message(send_at=now - timedelta(hours=1), subject="First", calendar="BEGIN:VCALENDAR\r\n")
        make_message(send_at=now + timedelta(hours=1), subject="Later")

        said = run()

        first, second = mail.outbox
        assert [first.subject, second.subject] == ["First", "Second"]
        assert (first.to, first.cc, first.bcc) == (["person-2@example.org"], [], [])
        assert first.attachments == [("session.ics", "BEGIN:VCALENDAR\r\n", "application/ics")]
        assert said == "Mails: 2 sent.\n"
        assert states() == [State.SENT, State.SENT, State.WAITING]
        assert run() == "Mails: none to send.\n"

    def test_the_message_id_is_the_rows_own_and_nobody_answers_it(self, settings):
        settings.HSCP_ADDRESS = "https://portal.example.org"
        message = make_message()

        run()

        assert mail.outbox[0].extra_headers == {
            "Message-ID": f"<{message.message_id}@portal.example.org>",
            "Auto-Submitted": "auto-generated",
        }

    def test_no_more_than_the_limit_is_tried(self):
        for _ in range(3):
            make_message()

        assert run(limit=2) == "Mails: 2 sent.\n"
        assert states() == [State.SENT, State.SENT, State.WAITING]

    def test_one_connection_serves_all(self, settings):
        for _ in range(3):
            make_message()

        with mail_server(settings) as server:
            run()

        assert (server.connections, len(server.accepted)) == (1, 3)

    def test_a_message_that_another_sender_has_is_left_to_it(self):
        make_message(state=State.SENDING, claimed_at=timezone.now() - delivery.LEASE + timedelta(seconds=9))

        assert run() == "Mails: none to send.\n"
        assert states() == [State.SENDING]

    def test_a_message_whose_sender_was_killed_comes_back(self):
        make_message(state=State.SENDING, claimed_at=timezone.now() - delivery.LEASE)

        assert run() == "Mails: 1 sent.\n"
        assert states() == [State.SENT]

    def test_a_sender_that_took_too_long_does_not_undo_what_another_did(self):
        message = make_message()
        claimed = delivery._claim(message.pk)
        Message.objects.update(claimed_at=claimed.claimed_at + delivery.LEASE)

        delivery._mark(claimed, delivery.LATER, state=State.WAITING)

        assert states() == [State.SENDING]

    def test_a_reminder_that_is_too_late_is_not_sent(self):
        session = make_session()
        stays, leaves = make_booking(session), make_booking(session)
        for booking in (stays, leaves):
            make_message(kind="reminder", booking=booking, session=session)
        give_back(booking_id=leaves.pk)
        Message.objects.exclude(kind="reminder").delete()

        said = run()

        assert said == "Mails: 1 sent, 1 no longer needed.\n"
        assert states() == [State.SENT, State.DROPPED]

    def test_each_failure_waits_longer_and_the_last_gives_up(self, settings):
        make_message()
        waits = []

        with mail_server(settings, lambda verb, line: "451 not now" if verb == "RCPT" else None):
            for _ in range(delivery.ATTEMPTS):
                before = timezone.now()
                assert run() in {"Mails: 1 to be tried again.\n", "Mails: 1 refused.\n"}
                message = Message.objects.get()
                waits.append(round((message.send_at - before) / timedelta(minutes=1)))
                pass_time(hours=12)

        assert waits[:-1] == [1, 5, 30, 120, *[720] * (delivery.ATTEMPTS - 5)]
        assert (message.state, message.problem) == (
            State.DROPPED,
            "The mail server put the recipient off (451).",
        )

    def test_a_refused_recipient_ends_one_message_and_no_address_is_kept_or_told(self, settings, caplog):
        for _ in range(3):
            make_message()

        def answer(verb, line):
            return "550 no such person-2@example.org" if "person-2" in line else None

        with caplog.at_level(logging.DEBUG), mail_server(settings, answer) as server:
            said = run()

        assert said == "Mails: 2 sent, 1 refused.\n"
        assert states() == [State.SENT, State.DROPPED, State.SENT]
        assert Message.objects.get(pk=Message.objects.all()[1].pk).problem == (
            "The mail server refused the recipient (550)."
        )
        assert [to for to, _ in server.accepted] == [["person-1@example.org"], ["person-3@example.org"]]
        assert "@" not in caplog.text

    def test_what_was_given_up_can_be_sent_again_unless_its_text_is_gone(self):
        make_message(state=State.DROPPED, attempts=14, problem="Refused.")
        make_message(state=State.DROPPED, body="", subject="", to="")
        make_message(state=State.SENT, sent_at=timezone.now())

        again = delivery.send_again(Message.objects.all())

        assert again == 1
        assert states() == [State.WAITING, State.DROPPED, State.SENT]
        assert Message.objects.order_by("pk").first().attempts == 0

    @pytest.mark.parametrize("to", ["no address\nBcc: other@example.org", "a@example.org\r\nX: y"])
    def test_an_address_that_no_mail_can_have_stops_nothing(self, to, settings):
        make_message(to=to)
        make_message()

        with mail_server(settings) as server:
            said = run()

        assert said == "Mails: 1 sent, 1 refused.\n"
        assert [to for to, _ in server.accepted] == [["person-2@example.org"]]


BAD_SERVERS = {
    "refuses the sender": lambda verb, line: "550 no" if verb == "MAIL" else None,
    "puts off the sender": lambda verb, line: "451 later" if verb == "MAIL" else None,
    "puts off the recipient": lambda verb, line: "450 later" if verb == "RCPT" else None,
    "refuses the text": lambda verb, line: "554 no" if verb == "BODY" else None,
    "turns all away": lambda verb, line: "554 no" if verb == "CONNECT" else None,
    "closes for the day": lambda verb, line: "421 closing" if verb == "RCPT" else None,
    "keeps waiting": tarpit,
}


def hang_up(verb, line):
    if verb == "BODY":
        raise HangUp
    return None


@pytest.mark.django_db
@pytest.mark.parametrize("answer", [*BAD_SERVERS.values(), hang_up], ids=[*BAD_SERVERS, "hangs up"])
def test_a_bad_mail_server_delays_and_nothing_is_lost_or_doubled(answer, settings):
    for _ in range(3):
        make_message()
    with mail_server(settings, answer) as bad, suppress(CommandError):
        run()
    accepted = list(bad.accepted)

    pass_time(hours=1)
    with mail_server(settings) as good:
        run()

    assert accepted == []
    assert sorted(to for [to], _ in good.accepted) == [f"person-{number}@example.org" for number in (1, 2, 3)]
    assert states() == [State.SENT] * 3


@pytest.mark.django_db
def test_a_mail_server_that_is_away_touches_no_message(settings):
    make_message()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    use(settings, port)

    with pytest.raises(
        CommandError, match=r"^The mail server cannot be reached \(ConnectionRefusedError\)\.$"
    ):
        run()

    assert list(Message.objects.values_list("state", "attempts")) == [(State.WAITING, 0)]


@pytest.mark.django_db(transaction=True)
def test_senders_at_once_send_each_message_once(settings):
    for _ in range(40):
        make_message()

    def send():
        try:
            delivery.send_due()
        finally:
            connections.close_all()

    with mail_server(settings) as server:
        senders = [threading.Thread(target=send) for _ in range(4)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()

    assert sorted(to for [to], _ in server.accepted) == sorted(
        f"person-{n}@example.org" for n in range(1, 41)
    )
    assert set(states()) == {State.SENT}


KILLED_AT = [(verb, number) for verb in ("CONNECT", "MAIL", "RCPT", "DATA", "BODY") for number in range(1, 5)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("verb", "number"), KILLED_AT)
def test_a_killed_sender_loses_nothing_and_doubles_one_at_most(verb, number, settings):
    """The server kills the sender with SIGKILL as it says `verb` for the `number`th time; another goes on later."""
    for _ in range(4):
        make_message()
    said = []
    begun = threading.Event()
    sender = None

    def answer(what, line):
        begun.wait()
        said.append(what)
        # One connection serves all, so the sender connects once: it is killed at its first greeting instead.
        if said.count(verb) == (1 if verb == "CONNECT" else number):
            os.kill(sender, signal.SIGKILL)

    with mail_server(settings, answer) as first:
        # Neither process may use the other's connection.
        connections.close_all()
        sender = os.fork()
        if sender == 0:
            try:
                delivery.send_due()
            finally:
                os._exit(0)
        begun.set()
        _, status = os.waitpid(sender, 0)
    pass_time(minutes=10)
    with mail_server(settings) as second:
        delivery.send_due()

    ids = first.message_ids() + second.message_ids()
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert set(states()) == {State.SENT}
    assert len(set(ids)) == 4
    assert len(ids) - 4 <= 1


@pytest.mark.django_db(transaction=True)
def test_booking_is_quick_while_the_mail_server_keeps_everybody_waiting(settings):
    session = make_session(capacity=5)
    with mail_server(settings, tarpit):
        before = timezone.now()

        make_booking(session)

        assert timezone.now() - before < timedelta(seconds=1)
    assert list(Message.objects.values_list("kind", "state")) == [("confirmed", State.WAITING)]


@pytest.mark.django_db(transaction=True)
def test_the_loop_sends_what_comes_and_ends_when_told(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    make_message()
    out = StringIO()
    old = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def stop_once_sent():
        while not Message.objects.filter(state=State.SENT).exists():
            connection.close()
        connections.close_all()
        os.kill(os.getpid(), signal.SIGTERM)

    helper = threading.Thread(target=stop_once_sent)
    helper.start()
    try:
        call_command("send_mail_queue", loop=30, stdout=out)
    finally:
        helper.join()
        for number, handler in old.items():
            signal.signal(number, handler)

    assert out.getvalue() == "Mails: 1 sent.\n"


_TOLD_AGAIN_AT_EACH_LINE = """
import sys, django
django.setup()
from training.management.commands.send_mail_queue import Command
command, again = Command(), []
def interrupt(frame, event, argument):
    if event == "line" and not again:
        again.append(True)
        command._stop()
        again.clear()
    return interrupt
sys.settrace(interrupt)
command._stop()
sys.settrace(None)
command._wait(60)
"""


def test_a_loop_that_is_told_again_while_it_ends_ends():
    """A shell tells the whole group and the server its own processes: a signal may interrupt the answer to another."""
    subprocess.run(  # noqa: S603
        [sys.executable, "-c", _TOLD_AGAIN_AT_EACH_LINE],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=project.BASE_DIR,
        timeout=30,
        check=True,
    )
