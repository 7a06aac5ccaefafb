"""The guided path: its pages, and what counts as a problem in it."""

import logging
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.enums import ForWhom
from contacts.finder.path import Path, read_path
from contacts.finder.refusals import refusals_of, refusals_to_publish, refusals_to_withdraw
from contacts.models import FinderAnswer, FinderQuestion
from hscp.models import OldAddress
from hscp.privacy.log_masking import MaskPersonalData
from hscp.records.state import State
from hscp.search.models import SearchCount, SearchDocument
from tests.clock import CLOCK
from tests.factories import (
    make_answer,
    make_contact_point,
    make_pathway,
    make_question,
    make_threshold_level,
    make_whole_question,
)

START = "/contacts/find/"
QUERIES = 2
LATER = CLOCK + timedelta(days=30)
MUCH_LATER = CLOCK + timedelta(days=60)


@pytest.fixture
def saving(db):
    """Be in the transaction of whoever saves, in which the rules lock the path."""
    with transaction.atomic():
        yield


def make_reachable(**fields):
    """Make a pathway with a number."""
    pathway = make_pathway(**fields)
    make_contact_point(pathway)
    return pathway


def answers_on(client, address=START):
    """Return (words, address) of each answer on a page of the path."""
    response = client.get(address)
    return [(answer.text, url) for answer, url in response.context["answers"]]


# The pages


@pytest.mark.django_db
def test_the_path_begins_with_the_first_question_and_its_answers_as_links(client):
    question = make_question(title="Is it urgent?", hint="<p>Take a moment.</p>", is_first=True)
    make_answer(question, text="Yes & now")

    page = client.get(START)

    assert page.status_code == 200
    assert page.context["page_title"] == "Is it urgent?"
    assert "<p>Take a moment.</p>" in page.text
    assert '<a class="portal-choices__link" href="/contacts/find/emergency/">Yes &amp; now</a>' in page.text
    assert "<form" not in page.text.partition("<main")[2].partition("</main>")[0]


@pytest.mark.django_db
def test_an_answer_leads_to_a_question_a_contact_a_level_or_the_emergency_numbers(client):
    question = make_question(is_first=True)
    for target in (
        make_question(slug="next"),
        make_pathway(slug="lado"),
        make_threshold_level(number=2),
        None,
    ):
        make_answer(question, target)

    addresses = [url for _, url in answers_on(client)]

    assert addresses == [
        "/contacts/find/next/",
        "/contacts/find/everyone/lado/",
        "/thresholds/#level-2",
        "/contacts/find/emergency/",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "hidden",
    [{"state": State.DRAFT}, {"state": State.ARCHIVED}, {"publish_at": LATER}, {"state": "in_review"}],
)
@pytest.mark.parametrize(
    "make", [make_question, make_pathway, lambda **f: make_threshold_level(number=1, **f)]
)
def test_an_answer_to_what_is_not_live_leads_to_who_answers_now(client, make, hidden):
    question = make_question(is_first=True)
    make_answer(question, make(**hidden), text="Yes")

    [(text, url)] = answers_on(client)

    assert (text, url) == ("Yes", reverse("site:report_a_concern") + "#now")


@pytest.mark.django_db
def test_every_question_has_an_address_of_its_own_and_the_first_only_one(client):
    make_question(slug="start", is_first=True)
    make_question(slug="next", title="And then?")

    second = client.get("/contacts/find/next/")
    first = client.get("/contacts/find/start/")

    assert second.context["page_title"] == "And then?"
    assert (first.status_code, first["Location"]) == (302, START)


@pytest.mark.django_db
@pytest.mark.parametrize("hidden", [{"state": State.DRAFT}, {"state": State.ARCHIVED}, {"publish_at": LATER}])
def test_a_question_that_is_not_live_has_no_page(client, hidden):
    make_question(slug="next", title="Is this secret?", **hidden)

    page = client.get("/contacts/find/next/")

    assert page.status_code == 404
    assert "Is this secret?" not in page.text


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [None, {"is_first": True, "state": State.DRAFT}, {"is_first": False}])
def test_without_a_live_first_question_the_page_leads_to_the_contacts(client, fields):
    if fields is not None:
        make_question(**fields)

    main = client.get(START).text.partition("<main")[2].partition("</main>")[0]

    assert 'href="/contacts/"' in main
    assert f'href="{reverse("site:report_a_concern")}"' in main


@pytest.mark.django_db
@override_settings(
    HSCP_EMERGENCY_NUMBERS=[
        {"name": "Help", "number": "112", "note": ""},
        {"name": "Line", "number": "0800 1", "note": ""},
    ]
)
def test_the_emergency_page_gives_the_numbers_of_the_settings(client):
    page = client.get("/contacts/find/emergency/")

    assert page.context["page_title"] == "Call 112 now"
    assert 'href="tel:112"' in page.text.partition("<main")[2]
    assert 'href="tel:08001"' in page.text


@pytest.mark.django_db
@pytest.mark.parametrize("address", [START, "/contacts/find/next/", "/contacts/find/emergency/"])
def test_every_page_of_the_path_has_a_quick_exit_999_and_a_way_out_and_tells_the_next_page_nothing(
    client, address
):
    make_question(is_first=True)
    make_question(slug="next")

    page = client.get(address)

    head, _, main = page.text.partition("<main")
    assert "govuk-exit-this-page" in head
    assert 'href="tel:999"' in head
    assert f'href="{reverse("site:report_a_concern")}"' in main
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 30])
def test_a_question_takes_as_many_queries_with_one_answer_as_with_thirty(
    client, number, django_assert_num_queries
):
    question = make_question(is_first=True)
    for order in range(number):
        make_answer(question, make_question(), order=order)
        make_answer(question, make_pathway(), order=order)

    with django_assert_num_queries(QUERIES):
        client.get(START)


@pytest.mark.django_db
def test_walking_the_path_leaves_nothing_behind(client, caplog):
    first = make_question(slug="start", is_first=True)
    make_answer(first, make_question(slug="next"))
    stored = [Session, SearchCount, SearchDocument, OldAddress]
    before = [model.objects.count() for model in stored]

    with caplog.at_level(logging.DEBUG, logger="hscp"):
        for address in (START, "/contacts/find/next/", "/contacts/find/emergency/"):
            client.get(address)

    assert [model.objects.count() for model in stored] == before
    assert dict(client.cookies) == {}
    assert [record for record in caplog.records if "find/" in record.getMessage()] == []


@pytest.mark.parametrize(
    ("logged", "kept"),
    [
        (("%s", "GET /contacts/find/at-risk/ HTTP/1.1"), "GET /contacts/find/… HTTP/1.1"),
        (("Failed: %s", "/contacts/find/at-risk"), "Failed: /contacts/find/…"),
        (
            ("GET /contacts/find/professionals/lado/ HTTP/1.1",),
            "GET /contacts/find/… HTTP/1.1",
        ),
        (("GET /contacts/find/?x=1 HTTP/1.1",), "GET /contacts/find/?… HTTP/1.1"),
        (("GET /contacts/lado/ HTTP/1.1",), "GET /contacts/lado/ HTTP/1.1"),
    ],
)
def test_the_log_does_not_name_the_questions_that_people_read(logged, kept):
    record = logging.LogRecord("any", logging.INFO, "", 0, logged[0], logged[1:], None)

    passes = MaskPersonalData().filter(record)

    assert (passes, record.getMessage()) == (True, kept)


def test_all_that_is_logged_goes_through_that_filter():
    from django.conf import settings as portal

    handlers = {name for logger in portal.LOGGING["loggers"].values() for name in logger.get("handlers", [])}
    handlers |= set(portal.LOGGING["root"]["handlers"])

    assert {tuple(portal.LOGGING["handlers"][name]["filters"]) for name in handlers} == {("without_people",)}
    assert portal.LOGGING["loggers"]["django.server"]["propagate"] is False


# The rules of the path


def problems():
    return [(problem.kind, problem.text) for problem in read_path().problems()]


@pytest.mark.django_db
def test_a_whole_path_has_no_problem():
    make_whole_question(
        make_whole_question(), make_reachable(), make_threshold_level(number=1), is_first=True
    )

    assert problems() == []


@pytest.mark.django_db
def test_a_path_without_a_published_first_question_has_no_beginning():
    make_whole_question(is_first=True, state=State.DRAFT)
    make_whole_question()

    assert [(problem.kind, problem.refuses) for problem in read_path().problems()] == [
        ("No beginning", False)
    ]


@pytest.mark.django_db
def test_a_question_that_no_answer_leads_to_is_noticed():
    make_whole_question(is_first=True)
    make_whole_question(title="Alone?")

    [problem] = read_path().problems()

    assert (problem.kind, problem.refuses) == ("Nobody gets here", False)
    assert problem.text == (
        "No answer leads to “Alone?” from the first question. Let an answer lead to it, or archive it."
    )


@pytest.mark.django_db
def test_a_loop_is_reported_with_the_questions_in_it():
    first = make_whole_question(title="A?", is_first=True)
    second = make_whole_question(title="B?")
    third = make_whole_question(title="C?")
    for here, there in ((first, second), (second, third), (third, second)):
        make_answer(here, there)

    assert problems() == [
        ("Loop", "The answers lead round in a circle: “B?” → “C?” → “B?”. Let one of them lead elsewhere.")
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"state": State.DRAFT}, "which is a draft. Publish that first, or let the answer lead elsewhere."),
        (
            {"state": State.IN_REVIEW},
            "which is in review. Publish that first, or let the answer lead elsewhere.",
        ),
        (
            {"state": State.ARCHIVED},
            "which is archived. Publish that first, or let the answer lead elsewhere.",
        ),
        (
            {"publish_at": LATER},
            f"which is shown only from {timezone.localtime(LATER):%-d %B %Y, %H:%M}. "
            "Give the question the same “publish from”, or let the answer lead elsewhere.",
        ),
        (
            {"expire_at": LATER},
            f"which is shown only until {timezone.localtime(LATER):%-d %B %Y, %H:%M}. "
            "Give the question the same “show until”, or let the answer lead elsewhere.",
        ),
    ],
)
@pytest.mark.parametrize("make", [make_whole_question, make_pathway])
def test_an_answer_to_what_the_public_does_not_see_is_a_dead_end(make, fields, why):
    question = make_whole_question(title="Q?", is_first=True)
    make_answer(question, make(title="There", **fields), text="Yes")

    assert ("Dead end", f"The answer “Yes” of “Q?” leads to “There”, {why}") in problems()


@pytest.mark.django_db
def test_what_is_shown_as_long_as_the_question_is_no_dead_end():
    question = make_whole_question(is_first=True, publish_at=LATER, expire_at=MUCH_LATER)
    make_answer(question, make_reachable(publish_at=LATER, expire_at=MUCH_LATER))
    make_answer(question, make_reachable())

    assert problems() == []


@pytest.mark.django_db
@pytest.mark.parametrize("reader", ForWhom.values)
@pytest.mark.parametrize("meant_for", ["public", "professionals", "young_people"])
def test_a_contact_that_is_not_for_the_reader_is_a_dead_end(reader, meant_for):
    flags = {f"for_{each}": each == meant_for for each in ("public", "professionals", "young_people")}
    question = make_whole_question(title="Q?", is_first=True)
    make_answer(question, make_reachable(title="There", **flags), text="Yes", reader=reader)

    found = [kind for kind, _ in problems()]

    assert found == ([] if reader in {"everyone", meant_for} else ["Dead end"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("point", "reached"),
    [
        ({}, True),
        ({"for_whom": "public"}, True),
        ({"for_whom": "professionals"}, False),
        ({"kind": "form", "value": ""}, False),
        (None, False),
    ],
)
def test_a_contact_that_gives_the_reader_no_way_to_reach_it_is_noted(point, reached):
    pathway = make_pathway(title="There")
    if point is not None:
        make_contact_point(pathway, **point)
    question = make_whole_question(title="Q?", is_first=True)
    make_answer(question, pathway, text="Yes", reader="public")

    notes = [(problem.kind, problem.refuses) for problem in read_path().problems()]

    assert notes == ([] if reached else [("Nobody to reach", False)])


@pytest.mark.usefixtures("saving")
def test_a_contact_stays_for_the_reader_whom_the_path_leads_to_it():
    pathway = make_reachable(title="There", for_professionals=True)
    question = make_whole_question(title="Q?", is_first=True)
    make_answer(question, pathway, text="Yes", reader="public")
    pathway.for_public = False

    assert refusals_to_withdraw([pathway]).keys() == {pathway.pk}
    FinderAnswer.objects.filter(text="Yes").update(reader="professionals")
    assert refusals_to_withdraw([pathway]) == {}


@pytest.mark.django_db
@pytest.mark.parametrize("number", [0, 1])
def test_a_question_needs_two_answers(number):
    question = make_question(title="Q?", is_first=True)
    for _ in range(number):
        make_answer(question)

    assert problems() == [("Dead end", "“Q?” needs at least two answers: with fewer it is not a question.")]


@pytest.mark.django_db
def test_drafts_and_expired_questions_are_not_dead_ends():
    make_whole_question(is_first=True)
    make_question(state=State.DRAFT)
    make_question(expire_at=timezone.now() - timedelta(days=1))

    assert problems() == []


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 30])
def test_the_path_is_read_in_three_queries(number, django_assert_num_queries):
    for _ in range(number):
        make_whole_question(make_pathway())

    with django_assert_num_queries(QUERIES + 1):
        read_path().problems()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, 8), st.sets(st.tuples(st.integers(1, 8), st.integers(1, 8)), max_size=20))
def test_loops_are_found_where_a_question_can_be_reached_from_itself_and_nowhere_else(number, steps):
    steps = {(here, there) for here, there in steps if here <= number and there <= number}
    path = Path(
        {pk: FinderQuestion(pk=pk, title=f"Q{pk}", state=State.PUBLISHED) for pk in range(1, number + 1)}
    )
    for here, there in steps:
        path.answers.setdefault(here, []).append(FinderAnswer(question_id=here, next_question_id=there))
    reached = set(steps)
    for _ in range(number):
        reached |= {(a, d) for a, b in reached for c, d in steps if b == c}

    loops = [loop.questions for loop in path.loops(timezone.now())]

    assert {pk for loop in loops for pk in loop} == {a for a, b in reached if a == b}
    for loop in loops:
        assert set(zip(loop, (*loop[1:], loop[0]), strict=True)) <= steps


# What the rules stop


@pytest.mark.usefixtures("saving")
def test_a_question_is_checked_as_it_will_be():
    target = make_whole_question(title="Next?")
    question = make_question(title="Q?", state=State.DRAFT)
    answers = [FinderAnswer(text="Yes", next_question=target), FinderAnswer(text="No", emergency=True)]

    question.state = State.PUBLISHED
    assert refusals_of(question, answers) == []
    make_answer(target, question)
    assert refusals_of(question, answers) == [
        "The answers lead round in a circle: “Q?” → “Next?” → “Q?”. Let one of them lead elsewhere."
    ]
    question.state = State.DRAFT
    assert refusals_of(question, answers) == []


@pytest.mark.usefixtures("saving")
def test_questions_that_need_each_other_are_published_together_or_not_at_all():
    last = make_whole_question(state=State.DRAFT)
    middle = make_whole_question(last, state=State.DRAFT)
    bare = make_question(state=State.DRAFT)
    leads_to_bare = make_whole_question(bare, state=State.DRAFT)

    assert refusals_to_publish([middle.pk, last.pk]) == {}
    assert refusals_to_publish([middle.pk]).keys() == {middle.pk}
    assert refusals_to_publish([leads_to_bare.pk, bare.pk]).keys() == {leads_to_bare.pk, bare.pk}


def withdrawn(*records, state=State.ARCHIVED):
    for record in records:
        record.state = state
    return refusals_to_withdraw(list(records))


@pytest.mark.usefixtures("saving")
def test_what_a_question_leads_to_stays_with_the_names_of_the_answers():
    pathway, unused = make_pathway(), make_pathway()
    question = make_whole_question(title="Q?")
    make_answer(question, pathway, text="Yes")
    make_answer(make_question(state=State.DRAFT), unused)

    assert withdrawn(pathway, unused) == {
        pathway.pk: "The guided path leads here: the answer “Yes” of “Q?”. "
        "Let the path lead elsewhere first, or archive the question."
    }


@pytest.mark.usefixtures("saving")
def test_questions_that_lead_to_each_other_are_withdrawn_together():
    last = make_whole_question()
    middle = make_whole_question(last)
    make_whole_question(middle, title="Stays?")
    alone = make_whole_question(other := make_whole_question())

    assert withdrawn(alone, other) == {}
    # What leads to `middle` stays, so `middle` stays, and what it leads to must stay too.
    assert withdrawn(last, middle).keys() == {last.pk, middle.pk}


@pytest.mark.usefixtures("saving")
def test_dates_that_end_before_the_question_take_away_too():
    pathway = make_pathway()
    make_whole_question(pathway, expire_at=LATER)

    pathway.expire_at = MUCH_LATER
    assert refusals_to_withdraw([pathway]) == {}
    pathway.expire_at = LATER - timedelta(days=1)
    assert refusals_to_withdraw([pathway]).keys() == {pathway.pk}
    pathway.expire_at, pathway.publish_at = None, LATER
    assert refusals_to_withdraw([pathway]).keys() == {pathway.pk}
