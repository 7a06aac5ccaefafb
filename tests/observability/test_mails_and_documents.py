"""The number of a request goes on: to the mails that it wrote, the sender's lines, and the lines about its PDF."""

import logging

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from hscp.documents import cache
from hscp.documents.compiler import Compiled
from hscp.documents.document import Document
from hscp.editing.models import EditorMail
from hscp.editing.review.delivery import send_due as send_to_editors
from hscp.observability.current_request import HEADER, CurrentRequest, current_request_id, working_for
from hscp.observability.log_format import PlainFormatter
from hscp.security.accounts import invite
from tests.factories import make_booking, make_session, make_staff
from training.models import Message

NUMBER = "0123-4567-89ab-cdef"


class Noted(logging.Handler):
    """Keeps the lines of the log."""

    def __init__(self):
        super().__init__()
        self.lines = []
        self.setFormatter(PlainFormatter())

    def emit(self, record):
        self.lines.append(self.format(record))


@pytest.fixture
def noted():
    handler = Noted()
    logging.getLogger().addHandler(handler)
    yield handler.lines
    logging.getLogger().removeHandler(handler)


@pytest.mark.django_db
def test_a_mail_and_the_line_about_it_have_the_number_of_the_request_that_wrote_it(noted):
    with working_for(CurrentRequest(NUMBER)):
        make_booking(make_session(), email="jo@example.org")

    call_command("send_mail_queue", verbosity=0)

    assert Message.objects.get().request_id == NUMBER
    assert mail.outbox[0].extra_headers[HEADER] == NUMBER
    [line] = [line for line in noted if "training.mail.delivery" in line]
    assert line.endswith(f"[{NUMBER}]")
    assert "jo@example.org" not in line
    assert current_request_id() == ""


@pytest.mark.django_db
def test_a_mail_of_a_job_has_no_number():
    make_booking(make_session(), email="jo@example.org")

    call_command("send_mail_queue", verbosity=0)

    assert HEADER not in mail.outbox[0].extra_headers


@pytest.mark.django_db
def test_a_mail_to_an_editor_has_it_too(noted):
    person = make_staff(email="jo@example.org")
    with working_for(CurrentRequest(NUMBER)):
        EditorMail.objects.create(
            to=person, once="1", subject="Review", body="Please", send_at=timezone.now()
        )

    send_to_editors()

    assert mail.outbox[0].extra_headers[HEADER] == NUMBER
    assert [line.endswith(f"[{NUMBER}]") for line in noted if "review.delivery" in line] == [True]


@pytest.mark.django_db
def test_an_invitation_has_the_number_of_whoever_invited():
    person = make_staff(email="jo@example.org")

    with working_for(CurrentRequest(NUMBER)):
        invite(person, by=person)

    assert EditorMail.objects.get().request_id == NUMBER


def test_the_line_about_a_pdf_has_it(noted, monkeypatch, settings, tmp_path):
    settings.HSCP_DOCUMENTS = tmp_path
    monkeypatch.setattr(cache, "compile_document", lambda *given, **more: Compiled(b"%PDF", None, [], []))
    document = Document(name="a", title="A", template="pack.typ", data={})

    with working_for(CurrentRequest(NUMBER)):
        cache.get_or_make(document)

    assert [line.endswith(f"[{NUMBER}]") for line in noted if "a.pdf compiled" in line] == [True]
