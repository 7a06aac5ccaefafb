"""Deciding at the desk: what each choice writes, for whom, and that nobody overwrites anybody."""

import pytest
from reversion.models import Version

from contacts.models import ContactChange
from hscp.links.desk.kinds import BY_MODEL
from hscp.links.models import Link
from hscp.records.state import State
from tests.factories import (
    make_contact_point,
    make_course,
    make_pathway,
    make_publisher,
    make_resource,
    make_toolkit,
    put_link,
)
from tests.links.desk.test_waiting import check
from tests.links.desk.walking import DESK, decide, line_of, lines, undo_last

pytestmark = pytest.mark.django_db
A, B = "https://www.example.org/a", "https://www.example.org/b"


def leads_to(record):
    """Return (address, state, whether it is only the page above) of each link of a record, in order."""
    rows = record.link_rows.order_by("order", "pk").values_list(
        "link__address", "link__state", "link__parent_page"
    )
    return list(rows)


def suggested(record, address=A, **fields):
    return put_link(
        record, address, **{"state": "suggested", "source": "public", "evidence": "Seen"} | fields
    )


def everything():
    """Return all that a decision can write, to compare before and after an undo."""
    rows = [
        (kind.name, *row)
        for kind in BY_MODEL.values()
        for row in kind.rows.objects.order_by("record", "order", "link").values_list(
            "record", "link", "file", "order"
        )
    ]
    fields = (
        "pk",
        "address",
        "state",
        "parent_page",
        "label",
        "withdrawn_because",
        "checked_by",
        "checked_on",
    )
    changes = ContactChange.objects.filter(state="waiting").count()
    texts = [
        text
        for kind in BY_MODEL.values()
        if kind.name != "contact"
        for text in kind.model.objects.order_by("pk").values_list("not_available", flat=True)
    ]
    return rows, list(Link.objects.order_by("pk").values_list(*fields)), texts, changes


def test_confirm_serves_all_records_of_the_line(editor):
    first, second = make_resource(), make_toolkit()
    link = suggested(first)
    suggested(second)
    line = line_of(editor, first)

    response = decide(editor, line, f"confirm:{link.pk}")

    assert response.status_code == 302
    assert leads_to(first) == leads_to(second) == [(A, "confirmed", False)]
    link.refresh_from_db()
    assert link.checked_by == editor.person
    assert link.checked_on
    assert lines(editor) == []


def test_a_confirmed_parent_page_stays_one_and_can_be_the_thing_itself(editor):
    first, second = make_resource(), make_resource()
    one, other = suggested(first, A, parent_page=True), suggested(second, B, parent_page=True)

    decide(editor, line_of(editor, first), f"confirm:{one.pk}")
    decide(editor, line_of(editor, second), f"itself:{other.pk}")

    assert leads_to(first) == [(A, "confirmed", True)]
    assert leads_to(second) == [(B, "confirmed", False)]


def test_a_suggestion_becomes_a_parent_page_and_keeps_its_evidence(editor):
    resource = make_resource()
    link = suggested(resource)

    decide(editor, line_of(editor, resource), f"parent:{link.pk}")

    assert leads_to(resource) == [(A, "confirmed", True)]
    assert resource.link_rows.get().link.evidence == "Seen"


def test_another_address_takes_the_place_of_what_was_suggested(editor):
    resource = make_resource()
    suggested(resource)

    decide(editor, line_of(editor, resource), "address", address=f" {B}?utm_source=x ")
    assert leads_to(resource) == [(B, "confirmed", False)]


def test_another_address_can_be_a_parent_page(editor):
    resource = make_resource()

    decide(editor, line_of(editor, resource), "address", address=B, parent_page="on")

    assert leads_to(resource) == [(B, "confirmed", True)]


def test_another_address_takes_the_place_of_what_the_check_found_wrong(editor):
    resource = make_resource()
    check(put_link(resource, A), "other")
    put_link(resource, "https://www.example.org/welsh")

    decide(editor, line_of(editor, resource), "address", address=B)

    assert [address for address, _, _ in leads_to(resource)] == [B, "https://www.example.org/welsh"]


def test_not_available_asks_for_a_reason_and_takes_all_that_waits_away(editor):
    resource = make_resource()
    suggested(resource)
    put_link(resource, B, state="broken")

    refused = decide(editor, line_of(editor, resource), "unavailable")
    assert "Say why, for readers" in refused.content.decode()
    decide(editor, line_of(editor, resource), "unavailable", because="Out of print.")

    resource.refresh_from_db()
    assert resource.not_available == "Out of print."
    assert [state for _, state, _ in leads_to(resource)] in ([], ["withdrawn"])
    assert lines(editor) == []


def test_the_new_address_is_used_with_one_click(editor):
    first, second = make_resource(), make_resource()
    link = put_link(first, A, label="Leaflet")
    put_link(second, A)
    check(link, "moved", new_address=B)

    decide(editor, line_of(editor, first), f"moved:{link.pk}")

    assert leads_to(first) == leads_to(second) == [(B, "confirmed", False)]
    assert first.link_rows.get().link.label == "Leaflet"


def test_those_that_are_not_ticked_go_on_waiting_without_the_link(editor):
    first, second = make_resource(), make_resource()
    link = suggested(first)
    suggested(second)

    decide(editor, line_of(editor, first), f"confirm:{link.pk}", untick=[second])

    assert leads_to(first) == [(A, "confirmed", False)]
    assert leads_to(second) == []
    assert [each.record for line in lines(editor) for each in line.records] == [second]


def test_nothing_ticked_decides_nothing(editor):
    resource, other = make_resource(title="One"), make_resource(title="The one")

    response = decide(editor, line_of(editor, resource), "address", address=A, untick=[resource, other])

    assert "Tick at least one" in response.content.decode()
    assert leads_to(resource) == []


def test_a_title_that_is_the_same_gets_the_link_of_the_other(editor):
    first, second = make_resource(title="Neglect strategy"), make_resource(title="The neglect strategy")
    link = suggested(first)

    decide(editor, line_of(editor, second), f"confirm:{link.pk}")

    assert leads_to(second) == [(A, "confirmed", False)]


def test_a_form_of_a_contact_is_proposed_to_a_second_person(editor):
    point = make_contact_point(make_pathway(), kind="form", value="")
    link = suggested(point)

    decide(editor, line_of(editor, point), f"confirm:{link.pk}")

    point.refresh_from_db()
    change = ContactChange.objects.get()
    assert (point.value, change.after["value"], change.proposed_by) == ("", A, editor.person)
    link.refresh_from_db()
    assert link.state == "suggested"
    assert lines(editor) == []


def test_a_form_of_a_contact_is_never_marked_as_not_available(editor):
    point = make_contact_point(make_pathway(), kind="form", value="")

    response = decide(editor, line_of(editor, point), "unavailable", because="Gone.")

    assert "Remove it on the contact’s own page" in response.content.decode()


@pytest.mark.parametrize("address", ["ftp://example.org", "http://localhost/x", "nonsense"])
def test_an_address_that_is_not_kept_is_said_at_the_box_and_stays_typed(editor, address):
    resource = make_resource()

    response = decide(editor, line_of(editor, resource), "address", address=address)

    assert response.context["failed"]["problem"]["address"]
    assert f'value="{address}"' in response.content.decode()
    assert Link.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "expected"),
    [({"address": B}, (B, "")), ({"because": "Out of print."}, ("", "Out of print."))],
)
def test_enter_in_a_box_saves_what_is_typed_there(editor, typed, expected):
    resource = make_resource()
    suggested(resource)

    decide(editor, line_of(editor, resource), "typed", **typed)

    resource.refresh_from_db()
    leads = [address for address, state, _ in leads_to(resource) if state == "confirmed"]
    assert ("".join(leads), resource.not_available) == expected


@pytest.mark.parametrize(
    "decision", ["", "confirm", "confirm:x", "confirm:" + "9" * 30, "address:1", "drop:1", "typed"]
)
def test_a_decision_that_is_none_writes_nothing(editor, decision):
    resource = make_resource()
    suggested(resource)
    before = everything()

    assert decide(editor, line_of(editor, resource), decision).status_code == 200
    assert everything() == before


def test_two_editors_nothing_is_overwritten_and_the_second_is_told(editor, signed_in):
    other = signed_in("publisher", first_name="Ada", last_name="Smith")
    resource = make_resource()
    link = suggested(resource)
    line = line_of(editor, resource)
    decide(other, line_of(other, resource), "address", address=B)

    response = decide(editor, line, f"confirm:{link.pk}")

    assert response.status_code == 302
    assert leads_to(resource) == [(B, "confirmed", False)]
    told = editor.get(DESK).context["told"]
    assert told["is_warning"]
    assert "Ada Smith" in told["text"]
    assert B in told["text"]


def test_two_editors_not_available_and_a_deleted_record_are_told_too(editor, signed_in):
    other = signed_in("publisher", first_name="Ada")
    resource, deleted = make_resource(), make_resource()
    line, gone = line_of(editor, resource), line_of(editor, deleted)
    decide(other, line_of(other, resource), "unavailable", because="Out of print.")
    deleted.delete()

    decide(editor, line, "address", address=A)
    assert "Ada has marked" in editor.get(DESK).context["told"]["text"]
    decide(editor, gone, "address", address=A)
    assert "deleted" in editor.get(DESK).context["told"]["text"]
    assert leads_to(resource) == []


def test_two_editors_at_a_form_of_a_contact(editor, signed_in):
    other = signed_in("publisher", first_name="Ada")
    point = make_contact_point(make_pathway(), kind="form", value="")
    line = line_of(editor, point)
    decide(other, line_of(other, point), "address", address=B)

    decide(editor, line, "address", address=A)

    assert [change.after["value"] for change in ContactChange.objects.all()] == [B]
    assert "Ada has proposed" in editor.get(DESK).context["told"]["text"]


def test_an_editor_decides_about_what_is_published(editor):
    resource = make_resource(state=State.PUBLISHED)

    decide(editor, line_of(editor, resource), "address", address=A)

    assert leads_to(resource) == [(A, "confirmed", False)]


def test_a_training_administrator_decides_about_courses_alone(signed_in):
    training = signed_in("training")
    course, shared, resource = make_course(), make_course(), make_resource()
    link = suggested(shared)
    suggested(resource)

    assert {each.kind.name for line in lines(training) for each in line.records} == {"course"}
    decide(training, line_of(training, course), "address", address=B)
    assert leads_to(course) == [(B, "confirmed", False)]
    refused = decide(training, line_of(training, shared), f"confirm:{link.pk}")
    assert "of which you may not decide" in refused.content.decode()
    forged = {
        "line": "",
        "offered": f"resource-{resource.pk}",
        "seen": "x",
        "record": f"resource-{resource.pk}",
    }
    assert training.post(DESK, forged | {"decision": "address", "address": B}).status_code == 403
    assert leads_to(resource) == [(A, "suggested", False)]


def test_a_decision_is_a_revision(editor):
    resource = make_resource()
    link = suggested(resource)

    decide(editor, line_of(editor, resource), f"confirm:{link.pk}")

    version = Version.objects.get_for_object(link).first()
    assert version.revision.user == editor.person


CHOICES = {
    "confirm": lambda link: (f"confirm:{link.pk}", {}),
    "parent": lambda link: (f"parent:{link.pk}", {}),
    "moved": lambda link: (f"moved:{link.pk}", {}),
    "address": lambda link: ("address", {"address": B}),
    "a known address": lambda link: ("address", {"address": "https://www.example.org/known"}),
    "unavailable": lambda link: ("unavailable", {"because": "Out of print."}),
}


@pytest.mark.parametrize("name", CHOICES)
@pytest.mark.parametrize("with_others", [False, True])
def test_undo_puts_everything_back(editor, name, with_others):
    resource, other, known = make_resource(), make_toolkit(), make_course()
    put_link(known, "https://www.example.org/known")
    link = suggested(resource)
    put_link(resource, "https://www.example.org/welsh")
    suggested(resource, "https://www.example.org/second")
    if with_others:
        suggested(other)
    check(link, "moved", new_address="https://www.example.org/moved")
    decision, typed = CHOICES[name](link)
    before = everything()

    assert decide(editor, line_of(editor, resource), decision, **typed).status_code == 302
    assert everything() != before

    assert undo_last(editor) == f"Taken back: “{resource.title}”."
    assert everything() == before
    assert editor.get(DESK).context["latest"] is None


def test_undo_brings_back_what_the_check_found(editor):
    resource = make_resource()
    link = put_link(resource, A)
    check(link, "moved", new_address=B)
    decide(editor, line_of(editor, resource), f"confirm:{link.pk}")
    assert lines(editor) == []

    undo_last(editor)

    assert line_of(editor, resource).suggestions[0].new_address == B


def test_undo_withdraws_what_was_proposed_for_a_contact(editor):
    point = make_contact_point(make_pathway(), kind="form", value="")
    decide(editor, line_of(editor, point), "address", address=A)

    undo_last(editor)

    assert ContactChange.objects.get().state == "withdrawn"
    assert line_of(editor, point)


def test_undo_leaves_alone_what_somebody_has_changed_since(editor, signed_in):
    resource = make_resource()
    link = suggested(resource)
    decide(editor, line_of(editor, resource), f"confirm:{link.pk}")
    link.refresh_from_db()
    link.label = "Leaflet"
    link.save()

    assert "has been changed since" in undo_last(editor)
    assert leads_to(resource) == [(A, "confirmed", False)]


def test_every_decision_of_the_session_can_be_undone(editor):
    records = [make_resource() for _ in range(3)]
    for number, record in enumerate(records):
        decide(editor, line_of(editor, record), "address", address=f"{A}/{number}")
    shown = editor.get(f"{DESK}decided/").context["decisions"]
    assert [each["title"] for each in shown] == [record.title for record in records[::-1]]

    editor.post(f"{DESK}undo/", {"id": shown[-1]["id"]})

    assert [len(leads_to(record)) for record in records] == [0, 1, 1]


def test_the_booking_page_of_a_provider_serves_its_courses_and_can_be_undone(editor):
    provider = make_publisher()
    courses = [make_course(provider=provider) for _ in range(3)]
    [offered] = editor.get(DESK).context["providers"]
    assert (offered, offered.number) == (provider, 3)

    editor.post(f"{DESK}booking/", {"provider": provider.pk, "address": A})

    provider.refresh_from_db()
    assert (provider.default_link.address, provider.default_link.kind) == (A, "booking")
    assert lines(editor) == []
    assert undo_last(editor).startswith("Taken back")
    provider.refresh_from_db()
    assert provider.default_link is None
    assert Link.objects.count() == 0
    assert len(lines(editor)) == len(courses)


def test_a_booking_page_that_somebody_has_set_is_not_overwritten(editor):
    provider = make_publisher(default_link=suggested(make_resource()))

    editor.post(f"{DESK}booking/", {"provider": provider.pk, "address": B})

    provider.refresh_from_db()
    assert provider.default_link.address == A
    assert "already" in editor.get(DESK).context["told"]["text"]


def test_undo_leaves_a_booking_page_alone_that_somebody_has_changed_since(editor):
    provider = make_publisher()
    editor.post(f"{DESK}booking/", {"provider": provider.pk, "address": A})
    provider.default_link = put_link(make_resource(), B)
    provider.save()

    assert "has been changed since" in undo_last(editor)
    provider.refresh_from_db()
    assert provider.default_link.address == B
