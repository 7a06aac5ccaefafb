"""The start page: the work that waits for this person, and none that is not theirs."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from hscp.brochure.models import PossibleDuplicate
from hscp.editing.models import Draft, ReviewRequest
from hscp.records.state import State
from hscp.search.models import SearchCount
from hscp.site.start_page.records import OWN_LISTS
from resources.models import Toolkit
from tests.factories import (
    make_booking,
    make_contact_change,
    make_contact_point,
    make_course,
    make_pathway,
    make_process,
    make_resource,
    make_session,
    make_staff,
    make_term,
    make_theme,
    make_threshold_level,
    make_toolkit,
)
from training.enums import EntryRule

LINK = {"link": "https://example.org/"}


def waiting_for(client):
    """Return what the start page shows to be done: {heading: [(label, number)]}."""
    tasks = client.get("/admin/").context["tasks"]
    return {task.heading: numbers(task.lists) for task in tasks}


def numbers(lists):
    return [(label, number) for label, number, _ in lists]


@pytest.fixture
def portal(db):
    """One of everything that can wait, beside records that wait for nobody."""
    now, today, day = timezone.now(), timezone.localdate(), timedelta(days=1)
    make_toolkit(**LINK)
    make_theme(state=State.DRAFT)
    make_term(state=State.IN_REVIEW)
    make_process(review_date=today - day)
    make_process(review_date=today - day, state=State.ARCHIVED)
    make_resource()
    make_resource(file="resource/guide.pdf")
    make_course(**LINK, publish_at=now + 59 * day)
    make_course(**LINK, publish_at=now + 61 * day)
    make_course(**LINK, expire_at=now + 2 * day)
    make_course(**LINK, publish_at=now + 2 * day, state=State.DRAFT)
    make_contact_point(make_pathway(), verified_on=today, next_check=today + day)
    make_contact_point(make_pathway(), verified_on=today - 9 * day, next_check=today)
    make_contact_point(make_pathway())
    make_contact_point(make_pathway(state=State.ARCHIVED))
    for state in ("waiting", "waiting", "refused"):
        point = make_contact_point(make_pathway(), verified_on=today, next_check=today + day)
        decided_at = None if state == "waiting" else now
        make_contact_change(
            point.pathway, contact_point=point, state=state, decided_at=decided_at, proposed_by=make_staff()
        )
    first, second = make_toolkit(**LINK), make_toolkit(**LINK)
    kind = ContentType.objects.get_for_model(Toolkit)
    PossibleDuplicate.objects.create(
        content_type=kind, first_id=first.pk, second_id=second.pk, reason="The titles look alike."
    )
    for days, term, found_nothing in [
        (0, "jam", True),
        (1, "jam", True),
        (2, "honey", True),
        (40, "old", True),
    ]:
        SearchCount.objects.create(day=today - days * day, term=term, count=5, found_nothing=found_nothing)
    SearchCount.objects.create(day=today, term="found", count=5)


def test_a_publisher_sees_all_that_waits(portal, publisher):
    waiting = waiting_for(publisher)

    assert list(waiting)[:2] == ["Changes to numbers waiting for you", "Contacts to check"]
    assert waiting == {
        "Changes to numbers waiting for you": [("changes to numbers and addresses", 2)],
        "Review overdue": [("process", 1)],
        "Contacts to check": [("contact pathways", 2)],
        "Links missing": [("resource", 1)],
        "Going live in the next 60 days": [("course", 1)],
        "Leaving the site in the next 60 days": [("course", 1)],
        "Courses that say too little": [("courses", 3)],
        "Possible duplicates": [("pair of records", 1)],
        "Searches without a result": [("searches of the last 4 weeks", 2)],
    }


@pytest.mark.parametrize(
    ("role", "headings"),
    [
        # Work on published records waits for those who may change them.
        ("editor", ["Links missing", "Courses that say too little"]),
        ("verifier", ["Changes to numbers waiting for you", "Contacts to check"]),
        (
            "training",
            [
                "Going live in the next 60 days",
                "Leaving the site in the next 60 days",
                "Courses that say too little",
            ],
        ),
        ("none", []),
    ],
)
def test_each_role_sees_what_it_can_do(portal, signed_in, role, headings):
    assert list(waiting_for(signed_in(role))) == headings


def test_what_i_proposed_waits_for_another(signed_in):
    verifier, editor = signed_in("verifier"), signed_in("editor")
    for person, number in ((verifier.person, 1), (editor.person, 2), (None, 3)):
        for _ in range(number):
            point = make_contact_point(make_pathway(), verified_on=timezone.localdate())
            make_contact_change(point.pathway, contact_point=point, proposed_by=person)

    assert waiting_for(verifier) == {
        "Changes to numbers waiting for you": [("changes to numbers and addresses", 5)],
        "Your changes to numbers": [("change to a number or address", 1)],
    }
    assert waiting_for(editor) == {"Your changes to numbers": [("changes to numbers and addresses", 2)]}


def test_a_training_administrator_sees_courses_only(portal, signed_in):
    assert numbers(signed_in("training").get("/admin/").context["drafts"]) == [("course", 1)]


def test_every_number_is_the_number_of_the_list_it_leads_to(portal, publisher):
    make_toolkit(**LINK, owner=publisher.person, review_date=timezone.localdate() - timedelta(days=1))
    context = publisher.get("/admin/").context
    tasks = context["tasks"]
    lists = [*(each for task in tasks for each in task.lists)]
    lists += [each for name in OWN_LISTS for each in context[name]]

    def listed(url):
        context = publisher.get(url).context
        return context["cl"].result_count if "cl" in context else context["found"]

    found = {url: (number, listed(url)) for _, number, url in lists}

    assert len(found) == 15
    assert {url: both for url, both in found.items() if both[0] != both[1]} == {}


def test_everybody_s_work_on_its_way_stands_beside_one_s_own(portal, publisher, editor):
    context = publisher.get("/admin/").context

    assert numbers(context["in_review"]) == [("glossary term", 1)]
    assert numbers(context["drafts"]) == [("theme", 1), ("course", 1)]
    assert numbers(editor.get("/admin/").context["in_review"]) == []


def work_of(client):
    return client.get("/admin/").context["work"]


def test_what_others_sent_waits_for_those_who_publish_it(publisher, editor, signed_in):
    term, toolkit = make_term(title="Neglect", state=State.IN_REVIEW), make_toolkit(title="Sleep")
    ReviewRequest.objects.create(record=term, sent_by=editor.person, note="By Friday")
    ReviewRequest.objects.create(record=toolkit, sent_by=publisher.person)

    [item] = work_of(publisher).waits
    assert (item.title, item.kind, item.words, item.to_me) == ("Neglect", "Glossary term", "By Friday", False)
    assert publisher.get(item.url).status_code == 200
    assert [each.title for each in work_of(signed_in("administrator")).waits] == ["Neglect", "Sleep"]
    for client in (editor, signed_in("verifier"), signed_in("training"), signed_in("none")):
        assert work_of(client).waits == []


def test_what_was_sent_to_a_person_waits_for_nobody_else_until_they_leave(publisher, signed_in):
    other = signed_in("publisher")
    ReviewRequest.objects.create(record=make_term(state=State.IN_REVIEW), sent_to=other.person)

    assert [len(work_of(client).waits) for client in (publisher, other)] == [0, 1]
    assert work_of(other).waits[0].to_me

    other.person.is_active = False
    other.person.save()
    assert len(work_of(publisher).waits) == 1


def test_i_see_what_became_of_what_i_sent(editor):
    ben, now = make_staff(first_name="Ben"), timezone.now()
    for days, outcome, words in [
        (0, "waiting", ""),
        (1, "sent_back", "Mend it."),
        (2, "approved", ""),
        (3, "withdrawn", ""),
        (31, "approved", ""),
    ]:
        at = now - timedelta(days=days)
        decided = {} if outcome == "waiting" else {"decided_at": at, "decided_by": ben}
        ReviewRequest.objects.create(
            record=make_term(), sent_by=editor.person, sent_at=at, outcome=outcome, words=words, **decided
        )

    assert [(item.tag, item.who, item.words) for item in work_of(editor).sent] == [
        ("waiting", "", ""),
        ("sent_back", "Ben", "Mend it."),
        ("approved", "Ben", ""),
    ]


def test_i_see_what_i_keep_and_what_of_it_is_overdue(signed_in):
    yesterday = timezone.localdate() - timedelta(days=1)
    for role in ("editor", "publisher", "verifier", "training", "administrator"):
        client = signed_in(role)
        make_toolkit(owner=client.person)
        make_toolkit(owner=client.person, review_date=yesterday)

        page = client.get("/admin/")

        assert numbers(page.context["kept"]) == [("toolkits", 2)]
        assert numbers(page.context["overdue"]) == [("toolkit", 1)]


def test_i_see_what_i_have_begun(editor):
    make_term(title="New one", state=State.DRAFT, updated_by=editor.person)
    make_term(title="Somebody's", state=State.DRAFT, updated_by=make_staff())
    draft = Draft.objects.create(record=make_toolkit(title="Live one"), changes={})
    draft.authors.add(editor.person)

    assert [(item.title, item.label) for item in work_of(editor).begun] == [
        ("Live one", "Draft beside what is live"),
        ("New one", "Not published yet"),
    ]


@pytest.mark.parametrize("role", ["editor", "publisher", "verifier", "training", "administrator", "none"])
def test_nobody_is_told_that_nothing_waits_on_the_first_day(signed_in, role):
    page = signed_in(role).get("/admin/")

    assert "Nothing is waiting" not in page.text
    assert "What you send for review stands here" in page.text


def test_the_latest_changes_come_first_with_who_made_them(publisher):
    ada = make_staff(username="ada")
    for number in range(12):
        make_toolkit(title=f"Toolkit {number}")
    make_theme(title="Latest", updated_by=ada)

    recent = publisher.get("/admin/").context["recent"]

    assert len(recent) == 10
    assert (recent[0]["title"], recent[0]["kind"], recent[0]["who"]) == ("Latest", "Theme", "ada")
    assert publisher.get(recent[0]["url"]).status_code == 200


@pytest.mark.parametrize("count", [3, 30])
def test_the_start_page_costs_the_same_for_few_and_many(publisher, count, django_assert_num_queries):
    for number in range(count):
        for make in (
            make_theme,
            make_process,
            make_term,
            make_toolkit,
            make_resource,
            make_course,
            make_pathway,
        ):
            make(state=State.DRAFT)
        make_contact_change(
            make_pathway(state=State.DRAFT), proposed_by=publisher.person if number % 2 else None
        )
        ReviewRequest.objects.create(record=make_term(state=State.IN_REVIEW), sent_by=make_staff())
        ReviewRequest.objects.create(record=make_term(), sent_by=publisher.person)
        Draft.objects.create(record=make_toolkit(), changes={}).authors.add(publisher.person)
        make_term(state=State.DRAFT, updated_by=publisher.person, owner=publisher.person)
        if number < 4:
            make_threshold_level(number=number + 1)

    with django_assert_num_queries(36):
        publisher.get("/admin/")


def test_names_to_settle_and_bookings_to_approve_lead_to_their_lists(signed_in):
    course = make_course(others_may=EntryRule.APPROVAL)
    course.groups.create(organisation_type="health")
    for name in ("Oak School", "OAK school", "Elm"):
        make_booking(make_session(course), organisation=name)
    desk = signed_in("training")

    tasks = {task.heading: task for task in desk.get("/admin/").context["tasks"]}

    names = tasks["Names of organisations to settle"]
    [(label, number, where)] = names.lists
    assert (label, number) == ("names", 2)
    assert desk.get(where).status_code == 200
    [(_, number, where)] = tasks["Sessions with bookings that wait for approval"].lists
    assert number == len(desk.get(where).context["cl"].result_list) == 3
