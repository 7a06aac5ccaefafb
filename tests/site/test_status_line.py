"""The line on the start page that tells administrators whether the jobs run and mail goes out."""

import pytest
from django.utils import timezone

from hscp.jobs.enums import Outcome
from hscp.site.status_line import status_line
from tests.factories import make_booking, make_session
from tests.jobs.builders import DAY, HOUR, MINUTE, make_alive, make_state
from training.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(person):
    return person("administrator")


def alive():
    """Let a scheduler live, and all that it has run be well."""
    make_alive(at=timezone.now())


def waiting(number, *, for_how_long):
    make_booking(make_session())
    [message] = Message.objects.all()[:1]
    Message.objects.all().delete()
    for count in range(number):
        message.pk, message.once, message.message_id = None, f"once {count}", _uuid(count)
        message.send_at, message.state = timezone.now() - for_how_long, Message.State.WAITING
        message.save(force_insert=True)


def _uuid(number):
    return f"00000000-0000-0000-0000-{number:012}"


@pytest.mark.parametrize("role", ["none", "editor", "publisher", "verifier", "training"])
def test_only_administrators_have_it(person, signed_in, role):
    assert status_line(person(role)) is None
    assert 'aria-label="Jobs and mail"' not in signed_in(role).get("/admin/").content.decode()


def test_all_is_well(administrator):
    alive()

    line = status_line(administrator)

    assert (line.wrong, line.facts) == (
        [],
        ["Everything ran.", "Mail: 0 waiting.", "No backups are made here."],
    )


def test_what_is_wrong_leads_to_the_runs(signed_in):
    alive()
    make_state("check_bookings", outcome=Outcome.FAILED)

    page = signed_in("administrator").get("/admin/").content.decode()

    assert "Somebody needs to look:" in page
    assert '<a href="/admin/jobs/jobrun/?job=check_bookings">check_bookings failed at' in page
    assert "Everything ran." not in page


def test_without_a_scheduler_it_says_since_when(administrator):
    make_alive(at=timezone.now() - DAY)

    words = [words for words, _ in status_line(administrator).wrong]

    assert words[0].startswith("Scheduled jobs have not run since ")
    assert "run_jobs on web1 has not been heard of" in words[1]


def test_on_a_machine_of_one_s_own_nobody_is_alarmed(administrator, settings):
    settings.HTTPS = False
    line = status_line(administrator)
    assert (line.wrong, line.facts[0]) == (
        [],
        "Scheduled jobs do not run here; manage.py run_jobs starts them.",
    )

    settings.HTTPS = True
    [(words, _)] = status_line(administrator).wrong
    assert words == "Scheduled jobs do not run: start manage.py run_jobs on the server."


@pytest.mark.parametrize(
    ("for_how_long", "wrong"),
    [(MINUTE, []), (16 * MINUTE, ["Mail has waited for more than 15 minutes."]), (-HOUR, [])],
)
def test_mail_that_waits(administrator, for_how_long, wrong):
    alive()
    waiting(3, for_how_long=for_how_long)

    line = status_line(administrator)

    assert [words for words, _ in line.wrong] == wrong
    assert ("Mail: 0 waiting." if for_how_long < 0 * MINUTE else "Mail: 3 waiting.") in line.facts


def test_the_last_backup_is_named_or_that_there_is_none(administrator, settings):
    alive()
    assert status_line(administrator).facts[-1] == "No backups are made here."
    settings.HSCP_JOB_FILES = {**settings.HSCP_JOB_FILES, "HSCP_BACKUP_FOLDER": "/srv/backups"}
    assert status_line(administrator).facts[-1] == "There is no backup yet."
    make_state("backup")

    assert status_line(administrator).facts[-1] == "Last backup: 12 May 2027, 10:59."


@pytest.mark.parametrize("count", [1, 30])
def test_it_costs_two_queries(administrator, count, django_assert_num_queries):
    alive()
    waiting(count, for_how_long=HOUR)
    for number in range(count):
        make_state(f"job {number}", outcome=Outcome.FAILED)
    administrator.has_perm("jobs.view_jobrun")

    with django_assert_num_queries(2):
        status_line(administrator)
