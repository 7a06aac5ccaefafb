"""A number changes only when a second person has confirmed exactly what they read: each rule of that, one by one."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.utils import timezone
from reversion.models import Version

from contacts.models import ContactChange, ContactPoint, OpeningHours
from contacts.numbers import verification
from contacts.numbers.verification import (
    CannotChangeContact,
    confirm,
    fingerprint,
    mark_checked,
    note,
    propose,
    propose_again,
    refuse,
    values_of,
    withdraw,
)
from hscp.records.history.version_diff import compare
from hscp.records.state import State
from hscp.search.index.documents import drift, refresh_all
from hscp.search.query.find import search
from tests.factories import make_contact_point, make_opening_hours, make_pathway, make_staff, make_user

pytestmark = pytest.mark.django_db
OLD, NEW = "01962 876364", "01962 845000"
LAST_ONE = (
    "It is the only number or address of a published contact. Add another first, or archive the contact."
)


@pytest.fixture
def ada():
    return make_staff(username="ada", first_name="Ada", last_name="Lowe")


@pytest.fixture
def ben():
    return make_staff(username="ben")


@pytest.fixture
def point():
    return make_contact_point(make_pathway(), value=OLD, label="Office", to_verify="Ring it.")


def change_to(point, by, **values):
    return propose(
        pathway=point.pathway, action="change", by=by, point=point, values=values_of(point) | values
    )


def add_to(pathway, by, **values):
    given = {
        "kind": "phone",
        "label": "New",
        "value": NEW,
        "for_whom": "everyone",
        "note": "",
        "out_of_hours": False,
        "bank_holidays": "closed",
        "hours": [],
    }
    return propose(pathway=pathway, action="add", by=by, values=given | values)


def remove(point, by):
    return propose(pathway=point.pathway, action="remove", by=by, point=point)


def public(pathway):
    """Return the values that the public sees, in order."""
    return list(pathway.contact_points.values_list("value", flat=True))


def refused(action, /, **arguments):
    with pytest.raises(CannotChangeContact) as caught:
        action(**arguments)
    return str(caught.value)


def test_values_are_all_that_the_public_sees(point):
    make_opening_hours(point, 5, "09:00", "16:30")
    make_opening_hours(point, 1, "18:00", "08:00")

    assert values_of(point) == {
        "kind": "phone",
        "label": "Office",
        "value": OLD,
        "for_whom": "everyone",
        "note": "",
        "out_of_hours": False,
        "bank_holidays": "closed",
        "source": "",
        "answers_when_closed": None,
        "exceptions": [],
        "hours": [[1, "18:00", "08:00"], [5, "09:00", "16:30"]],
    }


def test_every_field_of_a_number_is_either_public_and_guarded_or_for_editors():
    guarded = {*verification.PUBLIC_FIELDS, "answers_when_closed"}
    unguarded = {"id", "pathway", "to_verify", "order", "verified_by", "verified_on", "next_check"}

    assert {field.name for field in ContactPoint._meta.concrete_fields} == unguarded | guarded


def test_the_public_sees_the_old_number_until_a_second_person_confirms(point, ada, ben):
    change = change_to(point, ada, value=NEW)
    before = public(point.pathway)

    confirm(change=change, edition=1, by=ben)

    assert (before, public(point.pathway)) == ([OLD], [NEW])


def test_a_confirmed_number_counts_as_checked_by_the_person_who_confirmed_it(point, ada, ben):
    today = timezone.localdate()

    confirm(change=change_to(point, ada, value=NEW), edition=1, by=ben)

    point.refresh_from_db()
    assert (point.verified_by, point.verified_on) == (ben, today)
    assert (point.next_check, point.to_verify) == (today + timedelta(days=182), "")


def test_the_next_check_may_be_chosen_and_must_be_in_the_future(point, ada, ben):
    today = timezone.localdate()
    change = change_to(point, ada, value=NEW)
    later = today + timedelta(days=182)

    message = f"The next check must be later than today. Choose a day such as {later:%-d %B %Y}."
    assert [
        refused(confirm, change=change, edition=1, by=ben, next_check=today - timedelta(days=days))
        for days in (0, 1)
    ] == [message, message]
    confirm(change=change, edition=1, by=ben, next_check=today + timedelta(days=1))

    point.refresh_from_db()
    assert point.next_check == today + timedelta(days=1)


def test_the_proposer_does_not_confirm_what_they_proposed(point, ada):
    change = change_to(point, ada, value=NEW)

    assert refused(confirm, change=change, edition=1, by=ada) == (
        "A second person must confirm it, since you proposed it."
    )
    assert public(point.pathway) == [OLD]


def test_what_was_rewritten_since_it_was_read_is_not_confirmed(point, ada, ben):
    change = change_to(point, ada, value=NEW)
    change_to(point, ada, value="01962 999999")

    assert refused(confirm, change=change, edition=1, by=ben) == (
        "It was rewritten since you read it: Ada Lowe changed it. Read it again before you decide."
    )
    assert refused(refuse, change=change, edition=1, by=ben, reason="Wrong").startswith("It was rewritten")
    assert public(point.pathway) == [OLD]


def test_a_rewritten_change_belongs_to_the_person_who_rewrote_it(point, ada, ben):
    first = change_to(point, ada, value=NEW)
    second = change_to(point, ben, value="01962 845001")

    assert (second.pk, second.edition, second.proposed_by) == (first.pk, 2, ben)
    assert refused(confirm, change=second, edition=2, by=ben).startswith("A second person must")
    confirm(change=second, edition=2, by=ada)
    assert public(point.pathway) == ["01962 845001"]


def test_a_change_becomes_a_removal_when_it_is_rewritten_as_one(ada, ben):
    pathway = make_pathway()
    point = make_contact_point(pathway, value=OLD)
    make_contact_point(pathway, value=NEW)
    change_to(point, ada, value="01962 845001")

    change = remove(point, ben)
    confirm(change=change, edition=2, by=ada)

    assert (change.action, change.after, public(pathway)) == ("remove", {}, [NEW])


def test_a_waiting_addition_is_put_right_in_a_new_edition(ada, ben):
    pathway = make_pathway()
    change = add_to(pathway, ada)

    again = propose(
        pathway=pathway, action="add", by=ben, values=change.after | {"value": OLD}, waiting=change
    )

    assert (again.pk, again.edition, again.proposed_by) == (change.pk, 2, ben)
    assert [each.after["value"] for each in ContactChange.objects.all()] == [OLD]


def test_a_change_that_was_decided_is_not_decided_again(point, ada, ben):
    change = change_to(point, ada, value=NEW)
    confirm(change=change, edition=1, by=ben)

    message = "This change waits no longer: it was confirmed."
    assert refused(confirm, change=change, edition=1, by=ben) == message
    assert refused(refuse, change=change, edition=1, by=ben, reason="Late") == message
    assert refused(withdraw, change=change, by=ada) == message


def test_a_number_that_is_no_longer_what_it_was_is_not_overwritten(point, ada, ben):
    change = change_to(point, ada, value=NEW)
    ContactPoint.objects.filter(pk=point.pk).update(note="Changed by another way")

    assert refused(confirm, change=change, edition=1, by=ben) == (
        "The number or address has changed since this was proposed. "
        "Refuse it, and propose it anew if it is still right."
    )


def test_hours_that_are_no_longer_what_they_were_count_too(point, ada, ben):
    change = change_to(point, ada, value=NEW)
    make_opening_hours(point, 1)

    assert refused(confirm, change=change, edition=1, by=ben).startswith("The number or address has changed")


def test_a_number_that_is_gone_is_not_changed(point, ada, ben):
    change = change_to(point, ada, value=NEW)
    point.delete()

    assert refused(confirm, change=change, edition=1, by=ben).startswith("The number or address has changed")
    assert refused(propose, pathway=change.pathway, action="change", by=ada, point=point, values={}) == (
        "This number or address is no longer there."
    )


def test_hours_change_with_the_number_and_keep_the_rows_that_stay(point, ada, ben):
    kept = make_opening_hours(point, 1, "09:00", "17:00")
    make_opening_hours(point, 2)
    hours = [[1, "09:00", "16:00"], [3, "18:00", "08:00"]]

    confirm(change=change_to(point, ada, hours=hours), edition=1, by=ben)

    assert values_of(ContactPoint.objects.get())["hours"] == hours
    assert OpeningHours.objects.get(weekday=1).pk == kept.pk


def test_an_addition_comes_last_and_is_seen_once_confirmed(point, ada, ben):
    change = add_to(point.pathway, ada, hours=[[1, "09:00", "17:00"]])
    before = public(point.pathway)

    change = confirm(change=change, edition=1, by=ben)

    assert (before, public(point.pathway)) == ([OLD], [OLD, NEW])
    assert change.contact_point.verified_by == ben
    assert values_of(change.contact_point) == change.after


def test_a_removal_takes_the_number_away_once_confirmed_and_stays_in_the_log(point, ada, ben):
    make_contact_point(point.pathway, value=NEW)
    change = remove(point, ada)
    before = public(point.pathway)

    confirm(change=change, edition=1, by=ben)

    assert (before, public(point.pathway)) == ([OLD, NEW], [NEW])
    change.refresh_from_db()
    assert (change.state, change.contact_point, change.before["value"]) == ("confirmed", None, OLD)
    assert (change.proposed_by, change.decided_by) == (ada, ben)


def test_the_last_number_of_a_published_contact_stays(point, ada):
    assert refused(propose, pathway=point.pathway, action="remove", by=ada, point=point) == LAST_ONE


def test_two_removals_do_not_empty_a_published_contact(point, ada, ben):
    other = make_contact_point(point.pathway, value=NEW)
    first, second = remove(point, ada), remove(other, ada)
    confirm(change=first, edition=1, by=ben)

    assert refused(confirm, change=second, edition=1, by=ben) == LAST_ONE
    assert public(point.pathway) == [NEW]


def test_the_last_number_of_a_draft_may_go(ada, ben):
    point = make_contact_point(make_pathway(state=State.DRAFT))

    confirm(change=remove(point, ada), edition=1, by=ben)

    assert public(point.pathway) == []


def test_a_refusal_says_why_and_changes_nothing(point, ada, ben):
    change = change_to(point, ada, value=NEW)

    assert refused(refuse, change=change, edition=1, by=ben, reason="  ") == (
        "Say why, for the person who proposed it."
    )
    refuse(change=change, edition=1, by=ben, reason="It rings at a bakery.")

    change.refresh_from_db()
    assert (change.state, change.decided_by, change.reason) == ("refused", ben, "It rings at a bakery.")
    assert public(point.pathway) == [OLD]


def test_the_proposer_or_a_verifier_withdraws_and_nobody_else(point, ada, ben):
    verifier = make_staff()
    verifier.user_permissions.add(Permission.objects.get(codename="verify_pathway"))
    change = change_to(point, ada, value=NEW)

    assert refused(withdraw, change=change, by=ben) == (
        "Only the person who proposed it, or a contact verifier, can withdraw it."
    )
    assert withdraw(change=change, by=ada).state == "withdrawn"
    assert withdraw(change=change_to(point, ada, value=NEW), by=verifier).state == "withdrawn"
    assert public(point.pathway) == [OLD]


def test_a_change_that_changes_nothing_is_refused(point, ada):
    same = {
        "pathway": point.pathway,
        "action": "change",
        "by": ada,
        "point": point,
        "values": values_of(point),
    }

    assert refused(propose, **same) == "This is what the public sees now. Nothing would change."
    change_to(point, ada, value=NEW)
    assert refused(propose, **same) == (
        "This is what the public sees now. To keep it, withdraw the change that waits."
    )


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"value": "12345"}, "value", "is not a United Kingdom telephone number"),
        ({"value": ""}, "__all__", "Give the number or address."),
        ({"kind": "email", "value": "nobody"}, "value", "valid email address"),
        ({"kind": "web", "value": "javascript:alert(1)"}, "value", "starts with https://"),
        ({"kind": "post", "value": "The Castle\nWinchester"}, "value", "Add the postcode as the last line"),
        ({"kind": "pigeon"}, "kind", "is not a valid choice"),
        ({"hours": [[1, "09:00", "17:00"], [1, "16:00", "18:00"]]}, "hours", "overlap"),
    ],
)
def test_an_invalid_value_is_refused_at_its_field(point, ada, values, field, words):
    with pytest.raises(ValidationError) as caught:
        change_to(point, ada, **values)

    messages = caught.value.message_dict
    assert (list(messages), words in " ".join(messages[field])) == ([field], True)
    assert not ContactChange.objects.exists()


@pytest.mark.parametrize(
    ("kind", "typed", "written"),
    [
        ("phone", "+44 1962 845000", NEW),
        ("phone", "01962-845-000", NEW),
        ("email", " MAILTO:Duty.Team@Example.ORG ", "Duty.Team@example.org"),
        ("email", "duty@ example.org", "duty@example.org"),
        ("web", "www.example.org/help", "https://www.example.org/help"),
        ("form", "http://example.org/form", "http://example.org/form"),
        ("post", " The Castle ,\n\n Winchester,  \n so23 8uj ", "The Castle\nWinchester\nSO23 8UJ"),
        ("post", "The Castle, Winchester SO238UJ", "The Castle, Winchester SO23 8UJ"),
    ],
)
def test_what_is_typed_is_put_in_its_usual_form(point, ada, kind, typed, written):
    assert change_to(point, ada, kind=kind, value=typed).after["value"] == written


def test_a_check_of_what_was_read_is_recorded(point, ben):
    unknown = make_contact_point(point.pathway, kind="form", value="", to_verify="Find it.")
    seen = {each.pk: fingerprint(each) for each in (point, unknown)}

    checked, left = mark_checked(pathway=point.pathway, seen=seen, by=ben)

    point.refresh_from_db()
    unknown.refresh_from_db()
    today = timezone.localdate()
    assert (checked, left) == ([point], [unknown])
    assert (point.verified_by, point.verified_on, point.to_verify) == (ben, today, "")
    assert point.next_check == today + timedelta(days=182)
    assert (unknown.verified_on, unknown.to_verify) == (None, "Find it.")


def test_a_check_leaves_alone_what_changed_since_it_was_read(point, ada, ben):
    seen = {point.pk: fingerprint(point)}
    confirm(change=change_to(point, ada, hours=[[1, "09:00", "17:00"]]), edition=1, by=make_staff())

    assert mark_checked(pathway=point.pathway, seen=seen, by=ben) == ([], [point])
    point.refresh_from_db()
    assert point.verified_by != ben


def test_a_check_confirms_nothing_that_waits(point, ada, ben):
    change = change_to(point, ada, value=NEW)

    mark_checked(pathway=point.pathway, seen={point.pk: fingerprint(point)}, by=ben)

    change.refresh_from_db()
    assert (change.state, public(point.pathway)) == ("waiting", [OLD])
    confirm(change=change, edition=1, by=ben)
    assert public(point.pathway) == [NEW]


def test_a_check_of_another_pathways_number_does_nothing(point, ben):
    other = make_contact_point(make_pathway())

    assert mark_checked(pathway=point.pathway, seen={other.pk: fingerprint(other)}, by=ben) == ([], [])


def test_a_note_for_editors_needs_no_second_person(point, ada):
    note(point=point, text="Ask Tom.", by=ada)

    point.refresh_from_db()
    assert (point.to_verify, point.verified_on, ContactChange.objects.count()) == ("Ask Tom.", None, 0)


def test_the_history_of_the_pathway_says_who_changed_what(point, ada, ben):
    note(point=point, text="", by=ben)
    confirm(change=change_to(point, ada, value=NEW), edition=1, by=ben)

    older, newer = Version.objects.get_for_object(point.pathway).order_by("pk")
    assert newer.revision.user == ben
    assert newer.revision.get_comment() == (f"Change: Office {NEW}. Proposed by Ada Lowe, confirmed by ben.")
    [parts] = compare(older, newer)
    [row] = parts.rows
    changed = {change.label: change.pieces for change in row.changes}
    assert changed["Value"] == [("same", "01962 "), ("removed", "876364"), ("added", "845000")]


def test_search_finds_the_new_number_once_confirmed(point, ada, ben):
    refresh_all()
    change = change_to(point, ada, label="Marmalade")
    before = search("marmalade").hits

    confirm(change=change, edition=1, by=ben)

    assert (before, [hit.title for hit in search("marmalade").hits]) == ([], [point.pathway.title])
    assert list(drift()) == []


def test_numbers_of_a_deleted_contact_wait_as_additions(point, ada):
    gone = values_of(point) | {"value": NEW}

    [change] = propose_again(pathway=point.pathway, values=[gone], by=ada)

    assert (change.action, change.after, change.state) == ("add", gone, "waiting")
    assert public(point.pathway) == [OLD]


def test_a_proposer_whose_account_is_gone_leaves_one_person_to_confirm(point, ben):
    person = make_user()
    change = change_to(point, person, value=NEW)
    person.delete()

    confirm(change=change, edition=1, by=ben)

    version = Version.objects.get_for_object(point.pathway).latest("pk")
    assert version.revision.get_comment().endswith(
        "Proposed by someone whose account is gone, confirmed by ben."
    )


# Who writes numbers

MODELS = {"ContactPoint", "OpeningHours", "HoursException"}
RELATIONS = {"contact_points", "opening_hours", "exceptions"}
WRITES = {
    "create",
    "bulk_create",
    "get_or_create",
    "update_or_create",
    "update",
    "bulk_update",
    "delete",
    "add",
    "set",
    "remove",
    "clear",
}
# The only module that may, and the first load of the starter content.
WRITERS = {
    "contacts/numbers/values.py",
    "contacts/numbers/verification.py",
    "hscp/brochure/importing/part_types.py",
    "hscp/brochure/starter/yaml_files.py",
}


def writes_numbers(source):
    """Return the lines of Python `source` that make, change or delete rows of the two models."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        named = {each.id for each in ast.walk(node.func) if isinstance(each, ast.Name)}
        reached = {each.attr for each in ast.walk(node.func) if isinstance(each, ast.Attribute)}
        makes = isinstance(node.func, ast.Name) and node.func.id in MODELS
        writes = isinstance(node.func, ast.Attribute) and node.func.attr in WRITES
        if makes or (writes and (named & MODELS or reached & RELATIONS)):
            found.add(node.lineno)
    return found


@pytest.mark.parametrize(
    "line",
    [
        "ContactPoint(value='1').save()",
        "ContactPoint.objects.filter(pk=1).update(value='1')",
        "pathway.contact_points.all().delete()",
        "OpeningHours.objects.bulk_create(rows)",
        "point.opening_hours.create(weekday=1)",
    ],
)
def test_a_write_is_recognised(line):
    assert writes_numbers(line) == {1}


def test_nothing_else_writes_numbers_and_hours():
    root = Path(settings.BASE_DIR)
    files = [
        path
        for folder in ("contacts", "hscp", "resources", "themes", "training")
        for path in (root / folder).rglob("*.py")
        if "migrations" not in path.parts
    ]

    found = {str(path.relative_to(root)) for path in files if writes_numbers(path.read_text())}

    assert found <= WRITERS
    assert "contacts/numbers/verification.py" in found
