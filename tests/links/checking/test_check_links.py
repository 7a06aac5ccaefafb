"""`manage.py check_links`: what it says, that one runs at a time, and that a killed one goes on where it was."""

import os
import signal
import threading
import time
from functools import partial
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from hscp.links.checking.fetching import Fetcher
from hscp.links.checking.pacing import Pacer
from hscp.links.checking.running import AlreadyRunning, check, look_at, only_run
from hscp.links.enums import LinkState
from hscp.links.models import LinkCheck
from hscp.management.commands import check_links
from hscp.records.state import State
from tests.factories import (
    make_contact_point,
    make_course,
    make_link,
    make_pathway,
    make_resource,
    make_session,
    put_link,
)
from tests.links.checking.hostile_site import ToTheLocalServer, page, public


@pytest.fixture
def site(serve, monkeypatch):
    """A site to which every address leads that the command asks for."""
    started = serve({"/neglect": page("Neglect")})

    def make(agent):
        return Fetcher(
            agent, resolve=public, transport=ToTheLocalServer(started), pacer=Pacer(pause=0, at_once=3)
        )

    monkeypatch.setattr(check_links, "check", partial(check, make_fetcher=make))
    monkeypatch.setattr(check_links, "look_at", partial(look_at, make_fetcher=make))
    return started


def linked(number, path="/neglect"):
    return put_link(make_resource(title="Neglect"), f"http://site{number}.example.org{path}")


def run(*arguments):
    out = StringIO()
    call_command("check_links", *arguments, stdout=out, stderr=out)
    return out.getvalue()


@pytest.mark.django_db
def test_it_says_what_it_found_and_what_is_wrong(site):
    linked(1)
    linked(2)
    linked(3, "/gone")

    assert run() == (
        "Does not work: http://site3.example.org/gone The site says that there is no such page.\n"
        "3 links checked.\n"
        "  Fine: 2\n"
        "  Does not work: 1\n"
    )
    assert run() == run("--due") == "No link is due to be checked.\n"


@pytest.mark.django_db
def test_it_says_who_asks(site, settings):
    settings.HSCP_ADDRESS = "https://portal.example.org"
    linked(1)

    run()

    assert {headers["user-agent"] for *_, headers in site.seen} == {
        "HSCP-link-check/1.0 (+https://portal.example.org)"
    }


@pytest.mark.django_db
def test_a_number_of_links_or_one_address_may_be_asked_for(site):
    for number in range(4):
        linked(number)

    assert run("--limit", "2").startswith("2 links checked.")
    assert run("--address", "http://site3.example.org/neglect").startswith("1 link checked.")
    assert run("--all").startswith("1 link checked.")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--address", "http://other.example.org/"], "No link leads to http://other.example.org/."),
        (["--address", "http://127.0.0.1/"], "“127.0.0.1” is an address of a private network"),
        (["--limit", "0"], "The limit must be at least 1."),
    ],
)
def test_what_cannot_be_checked_is_said(site, arguments, said):
    with pytest.raises(CommandError, match=f"^{said}"):
        run(*arguments)


@pytest.mark.django_db
def test_addresses_of_contacts_and_sessions_are_looked_at_and_nothing_is_kept(site):
    fields = {"kind": "web", "label": ""}
    shown, hidden = make_pathway(title="MASH"), make_pathway(state=State.ARCHIVED)
    make_contact_point(shown, value="http://mash.example.org/neglect", **fields)
    make_contact_point(shown, value="http://mash.example.org/gone", **fields)
    make_contact_point(shown, value="", **fields)
    make_contact_point(shown)
    make_contact_point(hidden, value="http://hidden.example.org/", **fields)
    course = make_course(title="Neglect")
    make_session(course, capacity=None, external_link="http://booking.example.org/gone")
    make_session(course)

    output = StringIO()
    with pytest.raises(CommandError, match=r"^2 addresses to mend\.$"):
        call_command("check_links", "--contacts-and-sessions", stdout=output)

    assert output.getvalue() == (
        "Does not work: http://booking.example.org/gone The site says that there is no such page. (Neglect)\n"
        "Does not work: http://mash.example.org/gone The site says that there is no such page. (MASH)\n"
        "3 links checked.\n"
        "  Fine: 1\n"
        "  Does not work: 2\n"
    )
    assert not LinkCheck.objects.exists()


@pytest.mark.django_db
def test_a_withdrawn_link_is_not_checked(site):
    make_link("http://site1.example.org/neglect", state=LinkState.WITHDRAWN)

    assert run("--all") == "No link is due to be checked.\n"


@pytest.mark.django_db
def test_a_fault_of_the_check_ends_it_with_1(monkeypatch):
    linked(1)

    class Faulty(Fetcher):
        async def fetch(self, address, **options):
            raise RuntimeError("a fault of ours")

    monkeypatch.setattr(check_links, "check", partial(check, make_fetcher=Faulty))

    with pytest.raises(CommandError, match=r"^The check failed at 1 link\. The log says why\.$"):
        run()


@pytest.mark.django_db
def test_stopped_by_hand_it_says_that_nothing_is_lost(monkeypatch):
    linked(1)

    def stopped(links):
        raise KeyboardInterrupt

    monkeypatch.setattr(check_links, "check", stopped)

    with pytest.raises(CommandError, match=r"^Stopped\. What was checked is kept"):
        run()


@pytest.mark.django_db(transaction=True)
def test_a_second_run_at_once_does_nothing(site):
    linked(1)
    said = []

    def second():
        try:
            run()
        except CommandError as error:
            said.append(str(error))
        finally:
            connections.close_all()

    with only_run():
        other = threading.Thread(target=second)
        other.start()
        other.join()

    assert said == ["Another run is checking links already. Nothing was done."]
    assert +site.requests == {}
    assert run().startswith("1 link checked.")


@pytest.mark.django_db(transaction=True)
def test_a_killed_run_goes_on_where_it_was(site):
    """The server kills the run with SIGKILL as it is asked for the 15th page of 30; the command is then started again."""
    for number in range(30):
        linked(number)
    begun = threading.Event()
    asked = []
    run_process = None

    def kill_or_answer(host, **_):
        begun.wait()
        asked.append(host)
        if len(asked) == 15:
            os.kill(run_process, signal.SIGKILL)
        return page("Neglect")

    site.answers["/neglect"] = kill_or_answer
    # Neither process may use the other's connection.
    connections.close_all()
    run_process = os.fork()
    if run_process == 0:
        try:
            run()
        finally:
            os._exit(0)
    begun.set()
    _, status = os.waitpid(run_process, 0)
    kept = {check.link.host for check in LinkCheck.objects.select_related("link")}
    _wait_for_the_lock()

    run()

    times = {host: asked.count(host) for host in asked}
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert 5 <= len(kept) <= 15
    assert {host: times[host] for host in kept} == dict.fromkeys(kept, 1)
    assert LinkCheck.objects.count() == 30
    # Only what was on its way when it was killed is asked for again.
    assert len(asked) - 30 <= 4


def _wait_for_the_lock():
    """PostgreSQL frees the lock of a killed process as soon as it sees that its connection has ended."""
    for _ in range(100):
        try:
            with only_run():
                return
        except AlreadyRunning:
            time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_each_result_is_kept_as_soon_as_it_is_known(site):
    for number in range(3):
        linked(number)
    links = list(check_links.due_links())

    counts = [LinkCheck.objects.count() for _ in check_links.check(links)]

    assert counts == [1, 2, 3]
    assert not connection.in_atomic_block
