"""The mails to administrators: at once, once a day while it goes on, once when it is well again; kept until they are sent."""

import logging
from datetime import time
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail

from hscp.jobs import alerts, status
from hscp.jobs.alerts import TRY_AGAIN_AFTER, send_alerts, write_alert
from hscp.jobs.enums import Outcome
from hscp.jobs.models import JobAlert, JobState
from hscp.jobs.schedule import Weekly
from tests.jobs.builders import DAY, HOUR, MINUTE, NOW, make_alive, make_job, make_state
from tests.jobs.test_status import HOURLY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def declared(monkeypatch, settings):
    """Two hourly jobs, and one that is run weekly."""
    jobs = [
        make_job("check_bookings", **HOURLY),
        make_job("training_round", **HOURLY),
        make_job("owners_due", when=Weekly(0, time(7, 40)), silence=8 * DAY),
    ]
    monkeypatch.setattr(status, "jobs_set_up", lambda: jobs)
    settings.HSCP_CONTACT_EMAIL = "portal@example.org"
    settings.HSCP_ADDRESS = "https://portal.example.org"


def tell(at=NOW, **options):
    """Write and send what is to be told at `at`, and return the mails sent."""
    mail.outbox.clear()
    write_alert(status.read_states(), at, **options)
    send_alerts(at)
    return mail.outbox


def set_state(job="check_bookings", **fields):
    JobState.objects.filter(job=job).update(**fields)


def test_nobody_is_told_that_all_is_well():
    make_state()

    assert (tell(), JobAlert.objects.count()) == ([], 0)


def test_a_failure_is_told_at_once_in_one_mail(person):
    person("administrator", email="jo@example.org")
    person("superuser", email="root@example.org")
    person("publisher", email="pat@example.org")
    person("administrator", email="left@example.org", is_active=False)
    make_state(outcome=Outcome.FAILED)
    make_state("training_round", went_well_at=NOW - DAY)

    [sent] = tell()

    assert sent.subject == "HSCP Safeguarding Portal: 2 scheduled jobs need a look"
    assert sent.bcc == ["jo@example.org", "portal@example.org", "root@example.org"]
    assert "- check_bookings failed at 12 May 2027, 10:59." in sent.body
    assert "https://portal.example.org/admin/jobs/jobrun/?job=check_bookings" in sent.body
    assert "- training_round has not run well since 11 May 2027, 11:00." in sent.body
    assert not any(address in sent.body for address in sent.bcc)


def test_once_a_day_while_it_goes_on_and_once_when_it_is_well():
    make_state(outcome=Outcome.FAILED, ended_at=NOW)
    assert len(tell()) == 1
    for hours in range(1, 24):
        set_state(ended_at=NOW + hours * HOUR)
        assert tell(NOW + hours * HOUR) == []
    assert len(tell(NOW + DAY)) == 1

    set_state(outcome=Outcome.WELL, went_well_at=NOW + DAY + HOUR, ended_at=NOW + DAY + HOUR)
    [well] = tell(NOW + DAY + HOUR)
    assert (well.subject.split(": ")[1], "- check_bookings" in well.body) == ("1 well again", True)
    assert tell(NOW + DAY + HOUR + MINUTE) == []

    set_state(outcome=Outcome.FAILED, ended_at=NOW + DAY + 2 * HOUR)
    assert len(tell(NOW + DAY + 2 * HOUR)) == 1


def test_of_a_weekly_job_once_a_run():
    make_state("owners_due", outcome=Outcome.FAILED)

    assert [len(tell(NOW + days * DAY)) for days in range(8)] == [1, 0, 0, 0, 0, 0, 0, 1]


def test_a_scheduler_that_has_just_begun_catches_up_before_it_tells_of_silence():
    make_state(went_well_at=NOW - DAY)

    assert tell(of_silence=False) == []
    assert len(tell()) == 1


def test_a_server_that_vanished_is_told_and_that_it_is_back():
    make_alive("web2", at=NOW - HOUR)

    [gone] = tell()
    make_alive("web1")
    set_state("run_jobs", claimed_until=NOW + 2 * HOUR)
    [back] = tell(NOW + MINUTE)

    assert "- run_jobs on web2 has not been heard of since" in gone.body
    assert "- run_jobs on web2" in back.body
    assert back.subject.endswith("1 well again")


def test_of_two_schedulers_one_tells():
    make_state(outcome=Outcome.FAILED)
    before = status.read_states()

    first, second = write_alert(before, NOW), write_alert(before, NOW)

    assert (bool(first), second) == (True, None)


def test_a_mail_that_cannot_be_sent_waits_and_is_the_same_one(monkeypatch, caplog):
    make_state(outcome=Outcome.FAILED)
    with monkeypatch.context() as patch:
        patch.setattr(alerts.EmailMessage, "send", _refuse)
        assert tell() == []
    assert "jo@example.org" not in caplog.text

    assert send_alerts(NOW + MINUTE) == 0
    assert send_alerts(NOW + TRY_AGAIN_AFTER) == 1
    assert send_alerts(NOW + DAY) == 0
    assert mail.outbox[0].extra_headers["Message-ID"].startswith(f"<{JobAlert.objects.get().message_id}@")


def _refuse(self):
    raise SMTPServerDisconnected("refused jo@example.org")


def test_a_sender_that_is_slow_is_not_overtaken():
    make_state(outcome=Outcome.FAILED)
    write_alert(status.read_states(), NOW)
    [waiting] = JobAlert.objects.all()
    JobAlert.objects.filter(pk=waiting.pk).update(send_at=NOW + TRY_AGAIN_AFTER)

    assert send_alerts(NOW) == 0


def test_where_nobody_has_an_address_the_log_says_so(settings, caplog):
    settings.HSCP_CONTACT_EMAIL = ""
    make_state(outcome=Outcome.FAILED)

    with caplog.at_level(logging.ERROR):
        assert tell() == []

    assert "check_bookings failed" in caplog.text
    assert "No administrator has an email address" in caplog.text
