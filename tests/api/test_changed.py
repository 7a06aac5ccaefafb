"""What /api/v1/ says of changes: of records, of what they name, and of those that are gone."""

import datetime

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from contacts.api.identifiers import identifier
from contacts.models import Pathway, ThresholdLevel
from contacts.numbers.verification import confirm
from hscp.api import changed as changed_records
from hscp.api.models import GivenRecord, LookedAt
from hscp.api.privacy import PERSONAL_DATA
from hscp.languages.models import Wording
from hscp.links.models import Link
from hscp.records.state import State
from hscp.search.index.documents import refresh_all
from hscp.updates.models import Update
from resources.models import Resource, Toolkit
from tests.api.content import NAMES, make_everything
from tests.factories import (
    make_booking,
    make_contact_change,
    make_course,
    make_pathway,
    make_session,
    make_staff,
    make_theme,
    make_toolkit,
    put_in_pack,
)
from themes.models import Process, Term, Theme
from training.models import Course, Session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
MODELS = (Theme, Toolkit, Resource, Course, Session, Pathway, Process, ThresholdLevel, Term)


def age_everything():
    for model in (*MODELS, Link, Wording):
        model.objects.update(updated_at=LONG_AGO)
    Update.objects.update(updated_at=LONG_AGO, said_at=LONG_AGO)


def look(at=None):
    """Look whatever the mark of the content says: a test is one transaction, of which PostgreSQL keeps one mark."""
    LookedAt.objects.update(version="")
    return changed_records.look(at)


def changed(client, name, since):
    response = client.get(reverse(f"api:{name}"), {"updated_since": since.isoformat()})
    assert response.status_code == 200, response.text
    return [each.get("title") or each["name"] for each in response.json()["results"]]


def removed(client, since=None):
    query = {"updated_since": since.isoformat()} if since else {}
    return client.get(reverse("api:removed"), query).json()["results"]


def a_day_ago():
    return timezone.now() - datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("saved", "lists"),
    [
        (Theme, {"themes", "toolkits", "resources", "courses", "processes", "terms"}),
        (Toolkit, {"themes", "toolkits", "courses", "terms"}),
        (Resource, {"themes", "resources", "processes"}),
        (Course, {"themes", "courses", "sessions"}),
        (Session, {"sessions", "courses"}),
        (Pathway, {"themes", "pathways", "processes", "threshold_levels"}),
        (Process, {"themes", "processes", "terms"}),
        (ThresholdLevel, {"threshold_levels"}),
        (Term, {"terms"}),
        (Link, {"toolkits", "resources"}),
        (Update, {"updates"}),
        (Wording, {"themes", "toolkits", "resources"}),
    ],
)
def test_whatever_names_a_record_changes_with_it(client, saved, lists):
    make_everything()
    age_everything()
    assert {name for name in NAMES if changed(client, name, a_day_ago())} == set()

    saved.objects.update(updated_at=timezone.now())

    assert {name for name in NAMES if changed(client, name, a_day_ago())} == lists


@pytest.mark.parametrize("field", ["publish_at", "expire_at"])
def test_a_pack_changes_at_the_moment_at_which_what_it_names_appears_or_goes(client, field):
    theme = make_theme(title="Neglect")
    put_in_pack(theme, make_toolkit(**{field: timezone.now() - datetime.timedelta(hours=1)}))
    age_everything()

    assert changed(client, "themes", a_day_ago()) == ["Neglect"]
    assert changed(client, "themes", timezone.now()) == []


def test_what_appeared_on_its_day_has_changed_then(client):
    make_theme(title="New", publish_at=timezone.now() - datetime.timedelta(hours=1))
    age_everything()

    assert changed(client, "themes", a_day_ago()) == ["New"]


def test_a_number_that_is_confirmed_changes_its_contact(client):
    pathway = make_pathway(title="Line")
    change = make_contact_change(pathway, proposed_by=make_staff())
    age_everything()
    assert changed(client, "pathways", a_day_ago()) == []

    confirm(change=change, edition=change.edition, by=make_staff())

    assert changed(client, "pathways", a_day_ago()) == ["Line"]


def test_what_no_save_tells_is_found_by_looking(client):
    theme, toolkit = make_theme(title="Neglect"), make_toolkit(title="Kit")
    row = put_in_pack(theme, toolkit)
    session = make_session(make_course(title="Tour"), capacity=1)
    age_everything()
    look()

    row.delete()
    make_booking(session, name="Wren")

    lists = ("themes", "toolkits", "sessions", "courses")
    assert [changed(client, name, a_day_ago()) for name in lists] == [[], [], [], []]
    look()
    assert [changed(client, name, a_day_ago()) for name in lists] == [["Neglect"], ["Kit"], ["Tour"], []]


def test_before_the_first_look_nothing_is_taken_for_changed(client):
    make_everything()
    age_everything()

    assert look() == 12
    assert [name for name in NAMES if changed(client, name, a_day_ago())] == []


def test_a_look_reads_nothing_while_nothing_changes(django_assert_num_queries):
    make_everything()
    look()

    with django_assert_num_queries(6):
        assert changed_records.look() == 0


@pytest.mark.django_db(transaction=True)
def test_a_look_sees_what_another_transaction_changed(client):
    theme = make_theme(title="Neglect")
    changed_records.look()
    Theme.objects.filter(pk=theme.pk).update(key_message="Another")

    assert (changed_records.look(), changed_records.look()) == (1, 0)


def test_a_look_that_others_see_late_is_told_all_the_same(client):
    make_theme(title="Neglect")
    age_everything()
    look()
    Theme.objects.update(key_message="Another", updated_at=LONG_AGO)
    now = timezone.now()
    look(now)

    assert changed(client, "themes", now + datetime.timedelta(minutes=5)) == ["Neglect"]
    assert changed(client, "themes", now + datetime.timedelta(minutes=11)) == []


def test_what_was_withdrawn_is_told_by_its_identifier(client):
    theme, other = make_theme(), make_theme()
    look()
    assert removed(client) == []

    Theme.objects.filter(pk=theme.pk).update(state=State.ARCHIVED)
    key = other.pk
    other.delete()
    look()

    gone = removed(client)
    assert {(each["id"], each["kind"]) for each in gone} == {
        (identifier("theme", theme.pk), "theme"),
        (identifier("theme", key), "theme"),
    }
    assert set(gone[0]) == {"id", "kind", "removed_at"}
    assert removed(client, timezone.now() + datetime.timedelta(minutes=11)) == []


def test_what_comes_back_is_no_longer_gone_and_has_changed(client):
    theme = make_theme(title="Neglect")
    look()
    Theme.objects.filter(pk=theme.pk).update(state=State.ARCHIVED)
    look()
    Theme.objects.filter(pk=theme.pk).update(state=State.PUBLISHED, updated_at=LONG_AGO)
    look()

    assert removed(client) == []
    assert changed(client, "themes", a_day_ago()) == ["Neglect"]


def test_a_draft_that_nobody_saw_is_not_told(client):
    draft = make_theme(state=State.DRAFT)
    look()
    draft.delete()
    look()

    assert (removed(client), GivenRecord.objects.count()) == ([], 0)


def test_a_session_that_is_over_is_not_taken_for_withdrawn(client, time_machine):
    session = make_session()
    withdrawn = make_session(session.course)
    look()
    time_machine.move_to(timezone.now() + datetime.timedelta(days=60))
    look()
    assert removed(client) == []

    Session.objects.filter(pk=withdrawn.pk).update(state="draft")
    look()

    assert [each["id"] for each in removed(client)] == [str(withdrawn.uid)]


def test_what_is_gone_is_told_for_a_year(client):
    make_theme().delete()
    theme = make_theme()
    look()
    theme.delete()
    look()
    job = PERSONAL_DATA.jobs["removed_records"]

    assert job(timezone.now() + datetime.timedelta(days=365), False) == 0
    assert job(timezone.now() + datetime.timedelta(days=367), False) == 1
    assert removed(client) == []


def test_whoever_walks_through_changes_meets_each_once_whatever_comes_and_goes(client):
    themes = [make_theme(title=f"{number}", order=number + 1) for number in range(6)]
    address = f"{reverse('api:themes')}?updated_since={LONG_AGO:%Y-%m-%d}&per_page=2"

    met = []
    while address:
        page = client.get(address).json()
        met += [each["title"] for each in page["results"]]
        address = page["next"]
        if len(met) == 2:
            themes[0].delete()
            make_theme(title="6", order=0)

    assert met == ["0", "1", "2", "3", "4", "5", "6"]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
@pytest.mark.parametrize("name", ["themes", "sessions", "removed"])
def test_the_ends_of_time_are_moments_too(client, name, moment):
    assert client.get(reverse(f"api:{name}"), {"updated_since": moment}).status_code == 200


def test_after_goes_with_updated_since_alone(client):
    response = client.get(reverse("api:themes"), {"after": "3"})

    assert response.status_code == 400
    assert response.json()["detail"].startswith("“after” goes with “updated_since”")


def test_answers_about_changes_have_no_date_since_they_are_noticed_later(client):
    make_theme()
    answers = [
        client.get(reverse("api:themes"), {"updated_since": "2020-01-01"}),
        client.get(reverse("api:removed")),
    ]

    assert [("Last-Modified" in answer, "ETag" in answer) for answer in answers] == [(False, True)] * 2


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize(
    ("name", "queries"),
    [("themes", 15), ("courses", 10), ("sessions", 7), ("terms", 9), ("removed", 3)],
)
def test_changes_are_as_many_queries_for_thirty_as_for_one(
    client, django_assert_num_queries, filled_once, name, queries, number
):
    filled_once(number, lambda: make_everything(number))
    refresh_all()
    query = {"updated_since": "2020-01-01", "per_page": 30}
    client.get(reverse(f"api:{name}"), query)

    with django_assert_num_queries(queries):
        client.get(reverse(f"api:{name}"), query)


def test_the_command_says_how_many_changed(capsys):
    make_theme()
    call_command("note_changes")
    call_command("note_changes")

    assert capsys.readouterr().out == "1 record changed.\n0 records changed.\n"
