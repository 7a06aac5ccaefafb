"""A whole run: each class of result found among hostile sites, kept one by one, and gone on with after it was stopped."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from hscp.links.checking import running
from hscp.links.checking.fetching import Fetcher, Limits
from hscp.links.checking.pacing import Pacer
from hscp.links.checking.running import NotKept, check, due_links
from hscp.links.enums import CheckResult, LinkKind, LinkSource, LinkState
from hscp.links.models import Link, LinkCheck, needs_attention
from tests.factories import make_course, make_link, make_publisher, make_resource, make_staff, put_link
from tests.links.checking import hostile_internet
from tests.links.checking.hostile_site import (
    PUBLIC_IP,
    ToTheLocalServer,
    answer,
    page,
    public,
    redirect,
)

pytestmark = pytest.mark.django_db
HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def fetcher_for(site, **options):
    """Return what makes a Fetcher of which every address leads to `site`."""
    options = {"resolve": public, "pacer": None, "limits": Limits(seconds=5)} | options

    def make(agent):
        made = dict(options, pacer=options["pacer"] or Pacer(pause=0))
        return Fetcher(agent, **{"transport": ToTheLocalServer(site)} | made)

    return make


def run(site, links=None, **options):
    """Check links, all that are due if None, and return {address: result}."""
    links = list(due_links()) if links is None else links
    return {
        link.address: getattr(found, "result", found)
        for link, found in check(links, fetcher_for(site, **options))
    }


def linked(title, path="/", host="www.example.org", **fields):
    """Return the link of a resource of this title."""
    return put_link(make_resource(title=title), f"http://{host}{path}", **fields)


def again(link):
    """Return a link as it is now, with its check."""
    return Link.objects.select_related("last_check").get(pk=link.pk)


def set_back(**past):
    """Let each check have been made earlier than it was."""
    for each in LinkCheck.objects.all():
        each.checked_at -= timedelta(**past)
        if each.failing_since:
            each.failing_since -= timedelta(**past)
        each.save()
    Link.objects.update(updated_at=timezone.now() - timedelta(days=365))


def test_what_was_found_is_kept(serve):
    link = linked("Neglect toolkit", "/neglect")
    site = serve({"/neglect": page("Neglect toolkit - HSCP", "Neglect", ETag='"1"')})

    assert run(site) == {link.address: CheckResult.OK}

    found = again(link).last_check
    assert (found.status, found.page_title, found.page_heading, found.etag, found.failures, found.reason) == (
        200,
        "Neglect toolkit - HSCP",
        "Neglect",
        '"1"',
        0,
        "",
    )
    assert (found.final_address, found.page_title_since) == (link.address, timezone.localdate())


def test_a_record_may_have_other_names_and_a_link_several_records(serve):
    resource = make_resource(title="Risk framework", aliases="CERAF\n")
    link = put_link(resource, "http://www.example.org/ceraf")
    put_link(make_resource(title="Neglect"), link.address)

    for title in ("Risk framework for all", "CERAF", "Neglect"):
        assert run(serve({"/ceraf": page(title)}), [link]) == {link.address: CheckResult.OK}
    assert run(serve({"/ceraf": page("Sign in")}), [link]) == {link.address: CheckResult.OTHER_CONTENT}


def test_the_label_of_a_link_is_a_name_too(serve):
    link = linked("Neglect", "/welsh", label="Esgeulustod")

    assert run(serve({"/welsh": page("Esgeulustod")})) == {link.address: CheckResult.OK}


def test_of_a_parent_page_the_front_page_or_a_providers_page_the_title_says_nothing(serve):
    linked("Neglect", "/toolkits", parent_page=True)
    linked("Neglect", "/")
    make_publisher(default_link=make_link("http://www.example.org/book", kind=LinkKind.BOOKING))
    site = serve(dict.fromkeys(("/toolkits", "/", "/book"), page("Welcome")))

    assert set(run(site).values()) == {CheckResult.OK}


def test_a_title_that_an_editor_confirmed_is_not_asked_about_again(serve):
    link = linked("CERAF", "/tools")
    site = serve({"/tools": page("Practical tools")})
    assert run(site) == {link.address: CheckResult.OTHER_CONTENT}

    Link.objects.update(state=LinkState.CONFIRMED, checked_on=timezone.localdate(), checked_by=make_staff())

    assert run(site, [again(link)]) == {link.address: CheckResult.OK}
    LinkCheck.objects.update(page_title="Older title")
    site.answers["/tools"] = page("Casino")
    assert run(site, [again(link)]) == {link.address: CheckResult.OTHER_CONTENT}


def test_an_unchanged_page_is_not_sent_again_and_stays_fine(serve):
    def neglect(headers, **_):
        return (
            answer(status="304 Not Modified") if "if-none-match" in headers else page("Neglect", ETag='"1"')
        )

    link = linked("Neglect", "/neglect")
    site = serve({"/neglect": neglect})
    run(site)

    assert run(site, [again(link)]) == {link.address: CheckResult.OK}
    found = again(link).last_check
    assert (found.status, found.page_title, found.etag) == (304, "Neglect", '"1"')


def test_a_page_that_was_wrong_is_read_again_though_it_has_not_changed(serve):
    link = linked("Neglect", "/neglect")
    withdrawn = page("Neglect", text="This page was withdrawn.", ETag='"1"')
    site = serve(
        {"/neglect": lambda headers, **_: answer(status="304 X") if "if-none-match" in headers else withdrawn}
    )
    run(site)

    assert run(site, [again(link)]) == {link.address: CheckResult.OTHER_CONTENT}


def test_a_link_is_broken_for_the_public_after_two_failures_a_day_apart(serve):
    link = linked("Neglect", "/gone")
    site = serve()

    assert run(site) == {link.address: CheckResult.BROKEN}
    run(site, [again(link)])
    assert again(link).state == LinkState.CONFIRMED  # twice on one day says little

    set_back(hours=23, minutes=59)
    run(site, [again(link)])
    assert again(link).state == LinkState.CONFIRMED

    set_back(minutes=2)
    run(site, [again(link)])
    assert (again(link).state, again(link).last_check.failures) == (LinkState.BROKEN, 4)


def test_a_link_that_an_editor_has_confirmed_since_is_given_another_day(serve):
    link = linked("Neglect", "/gone")
    site = serve()
    run(site)
    set_back(days=2)
    again(link).save()

    run(site, [again(link)])
    assert (again(link).state, again(link).last_check.failures) == (LinkState.CONFIRMED, 1)

    set_back(days=1)
    run(site, [again(link)])
    assert again(link).state == LinkState.BROKEN


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, LinkState.CONFIRMED),
        ({"source": LinkSource.PUBLIC}, LinkState.SUGGESTED),
    ],
)
def test_it_works_again_as_soon_as_one_check_says_so(serve, fields, state):
    link = linked("Neglect", "/neglect", state=LinkState.BROKEN, **fields)

    run(serve({"/neglect": page("Neglect")}))

    assert again(link).state == state


def test_what_an_editor_has_called_broken_stays_so(serve):
    link = linked("Neglect", "/neglect")
    site = serve({"/neglect": page("Neglect")})
    run(site)
    Link.objects.update(state=LinkState.BROKEN)

    run(site, [again(link)])

    assert again(link).state == LinkState.BROKEN


@pytest.mark.parametrize(
    "sent", [page("X", status="403 Forbidden"), page("Just a moment..."), page("Sign in")]
)
def test_an_answer_that_proves_nothing_mends_and_breaks_nothing(serve, sent):
    broken = linked("Neglect", "/1", state=LinkState.BROKEN)
    shown = linked("Neglect", "/2")
    site = serve({"/1": sent, "/2": sent})

    run(site)
    set_back(days=2)
    run(site, [again(broken), again(shown)])

    assert (again(broken).state, again(shown).state) == (LinkState.BROKEN, LinkState.CONFIRMED)


def test_a_blocked_check_between_two_failures_does_not_begin_the_count_anew(serve):
    link = linked("Neglect", "/1")
    site = serve()
    run(site)
    set_back(days=1)
    site.answers["/1"] = page("X", status="403 Forbidden")
    run(site, [again(link)])
    del site.answers["/1"]
    run(site, [again(link)])

    assert again(link).state == LinkState.BROKEN


def test_a_working_check_between_two_failures_does(serve):
    link = linked("Neglect", "/1")
    site = serve()
    run(site)
    set_back(days=2)
    site.answers["/1"] = page("Neglect")
    run(site, [again(link)])
    del site.answers["/1"]
    run(site, [again(link)])

    assert (again(link).state, again(link).last_check.failures) == (LinkState.CONFIRMED, 1)


def test_a_new_address_is_offered_clean(serve):
    linked("Neglect", "/old")
    site = serve(
        {
            "/old": redirect("http://www.example.org/new?utm_source=mail&id=7", "301 Moved"),
            "/new?utm_source=mail&id=7": page("Neglect"),
        }
    )

    run(site)

    assert LinkCheck.objects.get().new_address == "http://www.example.org/new?id=7"


def test_a_link_that_was_changed_while_it_was_checked_keeps_nothing(serve):
    link = linked("Neglect", "/old")
    site = serve({"/old": page("Neglect")})
    links = list(due_links())
    Link.objects.update(address="http://www.example.org/new")

    assert run(site, links) == {link.address: NotKept.CHANGED}
    assert not LinkCheck.objects.exists()


def test_a_site_that_asks_to_come_back_much_later_is_left_for_another_run(serve):
    busy = answer(status="429 Too Many Requests", Retry_After="3600")
    linked("Neglect", "/1")
    linked("Neglect", "/2")

    found = run(serve({"/1": busy, "/2": busy}))

    assert set(found.values()) == {CheckResult.BLOCKED, NotKept.LATER}
    assert due_links().count() == 1


def test_a_fault_of_the_check_at_one_link_does_not_stop_the_others(serve, caplog):
    linked("Neglect", "/1")
    linked("Neglect", "/2")

    class Faulty(Fetcher):
        async def fetch(self, address, **options):
            if address.endswith("/1"):
                raise RuntimeError("a fault of ours")
            return await super().fetch(address, **options)

    site = serve({"/2": page("Neglect")})
    made = {
        link.address[-1]: found
        for link, found in check(
            list(due_links()), lambda agent: Faulty(agent, resolve=public, transport=ToTheLocalServer(site))
        )
    }

    assert (made["1"], made["2"].result) == (NotKept.FAILED, CheckResult.OK)
    assert "The check failed at link" in caplog.text


async def unreachable(host):
    if host.startswith("up"):
        return [PUBLIC_IP]
    raise OSError("no way to the web")


def test_while_our_own_connection_is_gone_nothing_is_said_of_links(serve):
    links = [linked("Neglect", host=f"site{number}.example.org") for number in range(3)]
    fine = linked("Neglect", host="site9.example.org")
    checked(fine, hours=1)

    found = run(serve(), resolve=unreachable)

    assert found == {link.address: NotKept.OFFLINE for link in links}
    assert LinkCheck.objects.count() == 1


def test_that_somebody_answers_proves_that_it_is_not(serve):
    gone = linked("Neglect", host="gone.example.org")
    up = linked("Neglect", host="up.example.org")

    found = run(serve({"/": page("Neglect")}), resolve=unreachable)

    assert found == {gone.address: CheckResult.BROKEN, up.address: CheckResult.OK}


def test_where_nobody_answers_a_link_that_was_fine_is_asked_to_tell(serve):
    gone = linked("Neglect", host="gone.example.org")
    checked(linked("Neglect", host="up.example.org"), hours=1)

    assert run(serve({"/": page("Neglect")}), resolve=unreachable) == {gone.address: CheckResult.BROKEN}


def test_five_hundred_links_to_a_hostile_internet(serve):
    """Each is given the class it should have, and no connection goes anywhere but to the public address."""
    expected = dict(hostile_internet.addresses(500))
    record = make_resource(title=hostile_internet.TITLE)
    for address in expected:
        put_link(record, address)
    site, resolve = serve(hostile_internet.answers()), hostile_internet.resolver()
    transport = ToTheLocalServer(site, resolve)

    class Fetchers:
        """Gives slow sites little time, and all others more than they could need on a busy machine."""

        def __init__(self, agent):
            pacer = Pacer(pause=0, at_once=60)
            self.by_seconds = {
                seconds: Fetcher(
                    agent,
                    resolve=resolve,
                    transport=transport,
                    pacer=pacer,
                    limits=Limits(60, seconds, bytes_read=100_000, bytes_unpacked=200_000),
                )
                for seconds in (3, 60)
            }

        def fetch(self, address, **options):
            is_slow = urlsplit(address).path in hostile_internet.SLOW
            return self.by_seconds[3 if is_slow else 60].fetch(address, **options)

    found = {
        link.address: getattr(found, "result", found) for link, found in check(list(due_links()), Fetchers)
    }

    assert {address: result for address, result in found.items() if result != expected[address]} == {}
    assert set(found) == set(expected)
    assert set(expected.values()) == set(CheckResult)
    assert set(transport.ips) == {PUBLIC_IP}


# What is due.


def checked(link, result=CheckResult.OK, **ago):
    at = timezone.now() - timedelta(**ago)
    failing = {"failures": 1, "failing_since": at} if result == CheckResult.BROKEN else {}
    Link.objects.filter(pk=link.pk).update(updated_at=at - timedelta(days=1))
    return LinkCheck.objects.create(link=link, result=result, checked_at=at, **failing)


def test_what_is_due():
    never, weekly, failing, changed, fresh, still, withdrawn = (
        linked("Neglect", f"/{number}") for number in range(7)
    )
    checked(weekly, days=7)
    checked(failing, CheckResult.BROKEN, hours=24)
    checked(changed, hours=1)
    changed.save()
    checked(fresh, days=6)
    checked(still, CheckResult.BROKEN, hours=23)
    Link.objects.filter(pk=withdrawn.pk).update(state=LinkState.WITHDRAWN)

    assert list(due_links()) == [never, weekly, failing, changed]
    assert list(due_links(everything=True)) == [never, weekly, fresh, failing, still, changed]


def test_a_second_round_over_all_links_does_nothing_twice(serve):
    linked("Neglect", "/1")
    linked("Neglect", "/2")
    site = serve({"/1": page("Neglect"), "/2": page("Neglect")})
    run(site, list(due_links(everything=True))[:1])

    run(site, list(due_links(everything=True)))

    assert {what: number for what, number in site.requests.items() if "robots" not in what} == {
        "GET www.example.org/1": 1,
        "GET www.example.org/2": 1,
    }


@pytest.mark.parametrize("count", [1, 30])
def test_links_are_loaded_with_as_many_queries_for_few_and_many(count, django_assert_num_queries):
    for number in range(count):
        linked("Neglect", f"/{number}")
        put_link(make_course(), f"http://www.example.org/course/{number}")

    with django_assert_num_queries(5):
        running.expectations(list(due_links()))


# What needs attention.


def test_what_needs_attention_comes_worst_first(django_assert_num_queries):
    results = [
        CheckResult.OK,
        CheckResult.SLOW,
        CheckResult.MOVED,
        CheckResult.BROKEN,
        CheckResult.BLOCKED,
        CheckResult.OTHER_CONTENT,
    ]
    for number, result in enumerate(results):
        checked(linked("Neglect", f"/{number}"), result, hours=1)

    with django_assert_num_queries(1):
        assert [link.last_check.result for link in needs_attention()] == [
            CheckResult.BROKEN,
            CheckResult.OTHER_CONTENT,
            CheckResult.MOVED,
            CheckResult.SLOW,
        ]


def test_what_somebody_has_dealt_with_needs_none_until_it_is_checked_again():
    changed, withdrawn = linked("Neglect", "/1"), linked("Neglect", "/2", state=LinkState.WITHDRAWN)
    checked(changed, CheckResult.OTHER_CONTENT, hours=1)
    checked(withdrawn, CheckResult.OTHER_CONTENT, hours=1)
    changed.save()

    assert list(needs_attention()) == []
    assert list(due_links()) == [changed]
