"""Every door through which what is urgent could be public without anybody at night: each is shut, and a reason opens it."""

import re
from datetime import timedelta

import pytest
from reversion.models import Version

from contacts.hours.night_cover import MISSING, without_night_cover
from contacts.models import ContactChange, ContactPoint, Pathway
from contacts.numbers.verification import CannotChangeContact, confirm, propose, values_of
from hscp.brochure.importing.applying import CannotStore, apply_plan
from hscp.brochure.importing.planning import plan_records
from hscp.brochure.importing.record_types import Wanted
from hscp.brochure.models import Source
from hscp.records.merging import merge
from hscp.records.state import State
from tests.admin.pages import act, address, filled_in, list_address, messages_of
from tests.clock import CLOCK
from tests.factories import make_contact_point, make_opening_hours, make_pathway, make_staff

pytestmark = pytest.mark.django_db
SAID = "nobody is known to answer at night"
LEFT = "Without it, nobody is known to answer this urgent contact at night"
REASON = "Call 999 in danger; otherwise the form waits until morning. Agreed with the service."


def make_urgent(*, night=False, **fields):
    """Make an urgent pathway with an office and, with `night`, a line for all other times."""
    pathway = make_pathway(**({"urgency": "same_day", "title": "Urgent"} | fields))
    office = make_contact_point(pathway, label="Office", order=1)
    for day in range(1, 6):
        make_opening_hours(office, day)
    if night:
        make_contact_point(
            pathway,
            label="Night",
            value="0300 555 1373",
            answers_when_closed=office,
            out_of_hours=True,
            order=2,
        )
    return pathway


def save(client, record, **changes):
    page = client.get(address(record, "change"))
    response = client.post(address(record, "change"), filled_in(page, **changes))
    record.refresh_from_db()
    return response


def test_the_form_does_not_publish_it(publisher):
    pathway = make_urgent(state=State.DRAFT)

    refused = save(publisher, pathway, state=State.PUBLISHED)

    assert SAID in refused.text
    assert pathway.state == State.DRAFT
    save(publisher, pathway, state=State.PUBLISHED, night_cover_reason=REASON)
    assert (pathway.state, pathway.night_cover_reason) == (State.PUBLISHED, REASON)


def test_the_form_does_not_publish_it_for_later_either(publisher):
    pathway = make_urgent(state=State.DRAFT)
    later = CLOCK + timedelta(days=30)

    refused = save(
        publisher,
        pathway,
        state=State.PUBLISHED,
        publish_at_0=f"{later:%Y-%m-%d}",
        publish_at_1="09:00",
    )

    assert SAID in refused.text
    assert pathway.state == State.DRAFT


def test_the_form_publishes_what_has_somebody_at_night(publisher):
    pathway = make_urgent(night=True, state=State.DRAFT)

    save(publisher, pathway, state=State.PUBLISHED)

    assert pathway.state == State.PUBLISHED


@pytest.mark.parametrize("urgency", ["same_day", "emergency"])
def test_what_is_public_does_not_become_urgent(publisher, urgency):
    pathway = make_urgent(urgency="routine")

    refused = save(publisher, pathway, urgency=urgency)

    assert SAID in refused.text
    assert pathway.urgency == "routine"


def test_the_reason_is_not_taken_away_from_what_is_public(publisher):
    pathway = make_urgent(night_cover_reason=REASON)

    refused = save(publisher, pathway, night_cover_reason=" ")

    assert SAID in refused.text
    assert pathway.night_cover_reason == REASON


def test_a_bulk_action_publishes_the_others_and_names_it(publisher):
    bare, covered = (
        make_urgent(state=State.DRAFT, title="Bare"),
        make_urgent(night=True, state=State.DRAFT, title="Covered"),
    )

    page = act(publisher, Pathway, "publish", bare, covered)

    assert f"Not published: Bare. {MISSING}" in messages_of(page)
    states = dict(Pathway.objects.values_list("title", "state"))
    assert states == {"Bare": State.DRAFT, "Covered": State.PUBLISHED}


def test_a_version_from_before_is_not_brought_back(publisher):
    pathway = make_urgent(night_cover_reason=REASON)
    save(publisher, pathway, purpose="As it was.")
    before = Version.objects.get_for_object(pathway).first()
    Pathway.objects.update(night_cover_reason="")
    stored = before.serialized_data.replace(REASON, "")
    Version.objects.filter(pk=before.pk).update(serialized_data=stored)
    Pathway.objects.update(state=State.DRAFT)

    where = address(pathway, "revision", before.pk)
    response = publisher.post(where, filled_in(publisher.get(where)))

    assert SAID in response.text
    assert Pathway.objects.get().state == State.DRAFT


def plan_of(**fields):
    def plan():
        wanted = Wanted(Pathway, "Urgent", where="pathways.yaml, entry 1")
        wanted.fields.update(fields)
        return plan_records(source=Source.STARTER, title="pathways.yaml", wanted=[wanted], remake=plan)

    return plan()


@pytest.mark.parametrize("state", [State.PUBLISHED, State.DRAFT])
def test_an_import_does_not_bring_it(state):
    fields = {"for_public": True, "urgency": "same_day"}

    if state == State.DRAFT:
        apply_plan(plan_of(**fields), by=None, state=state)
        assert Pathway.objects.get().state == State.DRAFT
        return
    with pytest.raises(CannotStore, match=SAID):
        apply_plan(plan_of(**fields), by=None, state=state)
    assert not Pathway.objects.exists()
    apply_plan(plan_of(night_cover_reason=REASON, **fields), by=None, state=state)
    assert Pathway.objects.get().night_cover_reason == REASON


@pytest.mark.parametrize("action", ["remove", "change"])
def test_the_last_number_at_night_is_neither_removed_nor_changed_away(action):
    ada, ben = make_staff(), make_staff()
    pathway = make_urgent(night=True)
    night = pathway.contact_points.get(label="Night")
    values = values_of(night) | {"answers_when_closed": None}
    what = {"values": values} if action == "change" else {}

    with pytest.raises(CannotChangeContact, match=LEFT):
        propose(pathway=pathway, action=action, by=ada, point=night, **what)
    assert not ContactChange.objects.exists()

    # Proposed while there was another one, and confirmed when there is none.
    Pathway.objects.update(night_cover_reason=REASON)
    change = propose(pathway=pathway, action=action, by=ada, point=night, **what)
    Pathway.objects.update(night_cover_reason="")
    with pytest.raises(CannotChangeContact, match=LEFT):
        confirm(change=change, edition=1, by=ben)
    night.refresh_from_db()
    assert without_night_cover() == []

    Pathway.objects.update(night_cover_reason=REASON)
    confirm(change=change, edition=1, by=ben)


@pytest.mark.parametrize(
    "values", [{"hours": []}, {"hours": [[day, "08:30", "17:00"] for day in range(1, 6)]}]
)
def test_the_hours_that_the_night_line_follows_stay_known(values):
    ada, pathway = make_staff(), make_urgent(night=True)
    office = pathway.contact_points.get(label="Office")
    proposal = {"pathway": pathway, "action": "change", "by": ada, "point": office}
    values = values_of(office) | values

    if values["hours"]:
        assert propose(values=values, **proposal).state == "waiting"
    else:
        with pytest.raises(CannotChangeContact, match=LEFT):
            propose(values=values, **proposal)


def test_what_had_nobody_before_may_be_put_right_step_by_step():
    ada, ben = make_staff(), make_staff()
    pathway = make_urgent()
    office = pathway.contact_points.get()

    values = values_of(office) | {"value": "01962 845000"}
    confirm(
        change=propose(pathway=pathway, action="change", by=ada, point=office, values=values),
        edition=1,
        by=ben,
    )

    assert ContactPoint.objects.get().value == "01962 845000"


def test_merging_leaves_nothing_public_without_it():
    pathway = make_urgent(night=True)
    other = make_pathway(title="Other", urgency="same_day", night_cover_reason=REASON)

    merge(keep=pathway, drop=other, by=make_staff())

    assert without_night_cover() == []


def test_the_start_page_and_the_list_name_what_lacks_it(publisher):
    make_urgent(title="Bare")
    make_urgent(night=True, title="Covered")
    make_urgent(title="Reasoned", night_cover_reason=REASON)
    make_urgent(title="Draft", state=State.DRAFT)

    start = publisher.get("/admin/").text
    rows = publisher.get(list_address(Pathway), {"night": "nobody"}).text

    assert "Urgent contacts without anybody at night" in start
    assert f'href="{list_address(Pathway)}?night=nobody"' in start
    assert re.findall(r'field-title"><a [^>]*>([^<]+)<', rows) == ["Bare"]


def test_the_start_page_is_silent_if_none_lacks_it(publisher):
    make_urgent(night=True)

    assert "without anybody at night" not in publisher.get("/admin/").text
