"""A situation that parents see leads to help that exists: at every way in which one is published, and as contacts go."""

from datetime import timedelta

import pytest
import reversion
from django.db import transaction
from django.utils import timezone
from reversion.models import Version

from hscp.brochure.importing.applying import apply_plan
from hscp.brochure.importing.planning import Source, plan_records
from hscp.brochure.importing.record_types import Wanted
from hscp.records.merging import merge
from hscp.records.publishing import change_state
from hscp.records.saving import CannotPublish, content_change
from hscp.records.state import State
from hscp.vocabulary import AudienceGroup
from tests.admin.pages import act, address, filled_in, list_address, messages_of
from tests.clock import CLOCK
from tests.factories import (
    make_contact_point,
    make_pathway,
    make_resource,
    make_situation,
    make_theme,
    make_toolkit,
    put_in_pack,
)
from themes.models import Situation
from themes.models.situations import NO_HELP
from themes.situations import refusals_of, refusals_to_publish, refusals_to_withdraw

pytestmark = pytest.mark.django_db

PARENTS = AudienceGroup.PARENTS_AND_CARERS
LATER = CLOCK + timedelta(days=30)
MUCH_LATER = LATER + timedelta(days=30)


def make_helpful_pathway(*, value="0808 800 5000", for_whom="everyone", kind="phone", **fields):
    pathway = make_pathway(**fields)
    make_contact_point(pathway, value=value, for_whom=for_whom, kind=kind)
    return pathway


def with_contact(**fields):
    return lambda situation: situation.pathways.add(make_helpful_pathway(**fields))


def with_reading(make=make_toolkit, theme=None, **fields):
    def add(situation):
        pack = make_theme(**(theme or {}))
        put_in_pack(pack, make(**({"audience_group": PARENTS, "link": "https://example.org/"} | fields)))
        situation.themes.add(pack)

    return add


def with_999_alone_and_beside_a_number(situation):
    pathway = make_helpful_pathway(value="999")
    make_contact_point(pathway, value="0300 555 1384")
    situation.pathways.add(pathway)


HELP = {
    "a number": with_contact(),
    "a website": with_contact(kind="web", value="https://example.org/"),
    "a number for the public": with_contact(for_whom="public"),
    "999 beside a number": with_999_alone_and_beside_a_number,
    "a toolkit": with_reading(),
    "something to read": with_reading(make_resource),
    "a contact that is shown as long": with_contact(publish_at=LATER, expire_at=MUCH_LATER),
}
NO_USE = {
    "nothing": lambda situation: None,
    "an address that is not known": with_contact(kind="web", value=""),
    "999 alone": with_contact(value="999"),
    "a number for professionals": with_contact(for_whom="professionals"),
    "a contact for professionals": with_contact(for_public=False, for_professionals=True),
    "a draft": with_contact(state=State.DRAFT),
    "an archived contact": with_contact(state=State.ARCHIVED),
    "a contact that ends before": with_contact(expire_at=MUCH_LATER - timedelta(days=1)),
    "a contact that begins after": with_contact(publish_at=LATER + timedelta(days=1)),
    "a toolkit without a link": with_reading(link=""),
    "a toolkit for professionals": with_reading(audience_group=AudienceGroup.PROFESSIONALS),
    "a draft toolkit": with_reading(state=State.DRAFT),
    "a toolkit in a draft theme": with_reading(theme={"state": State.DRAFT}),
}


@pytest.mark.parametrize(
    ("add", "helps"),
    [(add, True) for add in HELP.values()] + [(add, False) for add in NO_USE.values()],
    ids=[*HELP, *NO_USE],
)
def test_what_counts_as_help_is_the_same_for_what_is_stored_and_for_what_is_to_be(add, helps):
    situation = make_situation(publish_at=LATER, expire_at=MUCH_LATER)
    add(situation)

    stored = list(Situation.refusals([situation.pk]).values())
    to_be = refusals_of(situation, situation.pathways.all(), situation.themes.all())

    assert stored == to_be == ([] if helps else [NO_HELP])
    assert list(Situation.objects.without_help()) == ([] if helps else [situation])


def test_a_situation_without_an_end_needs_help_without_an_end():
    situation = make_situation()
    situation.pathways.add(make_helpful_pathway(expire_at=MUCH_LATER))

    assert Situation.refusals([situation.pk]) == {situation.pk: NO_HELP}


@pytest.mark.parametrize(
    "fields",
    [{"state": State.DRAFT}, {"state": State.ARCHIVED}, {"expire_at": CLOCK - timedelta(days=1)}],
    ids=["draft", "archived", "over"],
)
def test_a_situation_that_nobody_will_see_needs_no_help(fields):
    situation = make_situation(**fields)

    assert refusals_of(situation, situation.pathways.all(), situation.themes.all()) == []
    assert not Situation.objects.without_help().exists()


# Each way to publish one


def test_the_form_refuses_and_takes_what_helps(publisher):
    situation = make_situation(state=State.DRAFT)
    helpful, useless = make_helpful_pathway(), make_helpful_pathway(value="", kind="web")
    where = address(situation, "change")
    form = filled_in(publisher.get(where), state=State.PUBLISHED)

    refused = publisher.post(where, form | {"pathways": [useless.pk]})
    taken = publisher.post(where, form | {"pathways": [helpful.pk]})

    assert NO_HELP in refused.text
    assert taken.status_code == 302
    situation.refresh_from_db()
    assert situation.state == State.PUBLISHED


def test_the_last_help_is_not_taken_away_or_outlasted(publisher):
    situation = make_situation(expire_at=LATER)
    situation.pathways.add(make_helpful_pathway(expire_at=LATER))
    where = address(situation, "change")
    form = filled_in(publisher.get(where))

    without = publisher.post(where, form | {"pathways": []})
    dates = {"what": "dates", "expire_at_0": "2099-01-01", "expire_at_1": "00:00"}
    longer = publisher.post(address(situation, "visibility"), dates)

    assert (NO_HELP in without.text, NO_HELP in longer.text) == (True, True)
    assert situation.pathways.count() == 1


def test_the_bulk_action_names_what_it_leaves_out(publisher):
    bare, helped = make_situation(title="Bare", state=State.DRAFT), make_situation(state=State.DRAFT)
    helped.pathways.add(make_helpful_pathway())

    said = messages_of(act(publisher, Situation, "publish", bare, helped))

    assert f"Not published: Bare. {NO_HELP}" in said
    assert set(Situation.objects.live()) == {helped}
    assert refusals_to_publish([bare.pk, helped.pk]) == {bare.pk: NO_HELP}


def test_a_change_of_state_by_any_code_is_refused_as_a_whole(person):
    bare = make_situation(state=State.DRAFT)

    with pytest.raises(CannotPublish, match="It leads to no help"):
        change_state(queryset=Situation.objects.all(), state=State.PUBLISHED, by=person("publisher"))

    bare.refresh_from_db()
    assert bare.state == State.DRAFT


def test_an_import_that_publishes_is_refused_and_one_of_drafts_is_not(person):
    def plan():
        wanted = [Wanted(Situation, "Imported worry", where="line 1")]
        return plan_records(source=Source.STARTER, title="worries", wanted=wanted, remake=plan)

    with pytest.raises(CannotPublish, match="“Imported worry”: It leads to no help"):
        apply_plan(plan(), by=person("publisher"), state=State.PUBLISHED)
    assert not Situation.objects.exists()

    apply_plan(plan(), by=person("publisher"), state=State.DRAFT)
    assert Situation.objects.get().state == State.DRAFT


def test_an_earlier_version_is_not_brought_back_into_a_dead_end(publisher):
    situation = make_situation(title="Once published")
    with reversion.create_revision():
        reversion.add_to_revision(situation)
    situation.state = State.DRAFT
    situation.save()
    [version] = Version.objects.get_for_object(situation)
    where = address(situation, "revision", version.pk)

    form = filled_in(publisher.get(where))
    response = publisher.post(where, form, follow=True)

    assert NO_HELP in response.text
    situation.refresh_from_db()
    assert situation.state == State.DRAFT


def test_two_situations_do_not_become_a_dead_end(person):
    keep, drop = make_situation(), make_situation(state=State.DRAFT)

    with pytest.raises(CannotPublish):
        merge(keep=keep, drop=drop, by=person("publisher"))
    assert Situation.objects.count() == 2

    drop.pathways.add(make_helpful_pathway())
    merge(keep=keep, drop=drop, by=person("publisher"))
    assert Situation.objects.get() == keep


def test_what_another_editor_withdrew_in_the_meantime_is_said_and_nothing_is_saved(publisher, monkeypatch):
    situation = make_situation(state=State.DRAFT)
    where = address(situation, "change")
    form = filled_in(publisher.get(where), state=State.PUBLISHED)
    monkeypatch.setattr("themes.admin.refusals_of", lambda *_: [])

    response = publisher.post(where, form, follow=True)

    assert f"Nothing was saved. “{situation}”: {NO_HELP}" in messages_of(response)
    situation.refresh_from_db()
    assert situation.state == State.DRAFT


def test_reviewing_a_situation_that_lost_its_help_is_not_refused(publisher):
    situation = make_situation()

    act(publisher, Situation, "mark_reviewed", situation)

    situation.refresh_from_db()
    assert situation.last_reviewed_date == timezone.localdate()


def test_a_rule_is_asked_once_at_the_end_of_the_outermost_change():
    situation = make_situation(state=State.DRAFT)

    with content_change() as change:
        with content_change() as inner:
            situation.state = State.PUBLISHED
            inner.save(situation)
        situation.pathways.add(make_helpful_pathway())
        change.touched(situation)

    assert situation.is_live()


# When help goes


def withdrawn(*pathways, **fields):
    for pathway in pathways:
        for name, value in ({"state": State.ARCHIVED} | fields).items():
            setattr(pathway, name, value)
    with transaction.atomic():
        return refusals_to_withdraw(pathways)


def test_the_last_contact_of_a_situation_stays_and_the_situation_is_named():
    last, spare, other = (make_helpful_pathway() for _ in range(3))
    make_situation(title="Alone").pathways.add(last)
    make_situation().pathways.add(spare, other)

    assert withdrawn(last, spare) == {
        last.pk: "It is the last help in a situation of parents: “Alone”. "
        "Give the situation another contact first, or archive it."
    }
    assert withdrawn(spare, other).keys() == {spare.pk, other.pk}


def test_a_contact_may_go_while_a_toolkit_helps_or_if_it_never_helped():
    pathway, useless = make_helpful_pathway(), make_helpful_pathway(value="999")
    situation = make_situation()
    situation.pathways.add(pathway)
    with_reading()(situation)
    make_situation().pathways.add(useless)

    assert withdrawn(pathway, useless) == {}


@pytest.mark.parametrize(
    ("fields", "stays"),
    [
        ({"state": State.PUBLISHED, "expire_at": LATER}, True),
        ({"state": State.PUBLISHED, "expire_at": LATER - timedelta(days=1)}, False),
        ({"state": State.PUBLISHED, "publish_at": LATER}, False),
        ({"state": State.PUBLISHED, "for_public": False}, False),
    ],
)
def test_dates_and_readers_take_help_away_too(fields, stays):
    pathway = make_helpful_pathway()
    make_situation(expire_at=LATER).pathways.add(pathway)

    assert bool(withdrawn(pathway, **fields)) is not stays


def test_archiving_the_last_contact_is_refused_in_the_list(publisher):
    pathway = make_helpful_pathway(title="Last door")
    make_situation(title="Alone").pathways.add(pathway)

    said = messages_of(act(publisher, type(pathway), "archive", pathway, confirmed="1"))

    assert any("Last door" in text and "“Alone”" in text for text in said)
    assert pathway.__class__.objects.live().count() == 1


@pytest.mark.parametrize("number", [1, 30])
def test_situations_that_lost_their_help_are_listed_for_who_may_publish(
    publisher, editor, number, django_assert_num_queries
):
    for _ in range(number):
        situation = make_situation()
        situation.pathways.add(make_helpful_pathway())
        situation.pathways.get().contact_points.all().delete()
    make_situation().pathways.add(make_helpful_pathway())

    page = publisher.get("/admin/").text
    listed = publisher.get(f"{list_address(Situation)}?help=none")

    assert "Situations without help" in page
    assert listed.context["cl"].result_count == number
    assert "Situations without help" not in editor.get("/admin/").text
    with django_assert_num_queries(1):
        assert Situation.objects.without_help().count() == number
