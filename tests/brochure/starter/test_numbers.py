"""The starter content and numbers: it loads those of a new pathway, and never touches existing ones."""

from datetime import date, time

import pytest

from contacts.models import ContactPoint, OpeningHours, Pathway
from hscp.brochure.importing.applying import ALL, Choices, apply_plan
from hscp.brochure.importing.part_types import CONTACT_POINTS
from hscp.brochure.importing.plan_as_text import plan_lines
from hscp.brochure.importing.planning import plan_records
from hscp.brochure.models import ImportedValue, Source
from hscp.brochure.starter.yaml_files import File, read_file
from tests.brochure.starter.small_content import FILES, conflicts, load
from tests.factories import make_contact_change

pytestmark = pytest.mark.django_db

NEW_NUMBERS = {
    "another number": ('"01962876364"', '"01962841841"'),
    "another label": ("label: Desk", "label: Front desk"),
    "other hours": ('closes: "17:30"', 'closes: "18:00"'),
    "out of hours": ("out_of_hours: true", "out_of_hours: false"),
    "one more": ("    - {kind: form, ", "    - {kind: email, value: sea@example.org}\n    - {kind: form, "),
    "one less": ("    - {kind: form, label: Form, to_verify: Address lost.}\n", ""),
    "its first one": ("contact_points: []", "contact_points: [{kind: email, value: sea@example.org}]"),
}


def points_and_hours():
    return [list(model.objects.order_by("pk").values()) for model in (ContactPoint, OpeningHours)]


@pytest.mark.parametrize("change", [name for name in NEW_NUMBERS if name != "its first one"])
def test_starter_never_touches_numbers_of_which_somebody_has_confirmed_one(content, change):
    load(content)
    ContactPoint.objects.filter(label="Desk").update(verified_on=date(2031, 5, 1))
    before = points_and_hours()
    content("pathways.yaml", FILES["pathways.yaml"].replace(*NEW_NUMBERS[change]))

    first, again = load(content), load(content)

    kept = [f"contact pathway “Coastguard”: contact points ({CONTACT_POINTS.kept_because})"]
    assert points_and_hours() == before
    assert [conflicts(first), conflicts(again)] == [kept, kept]


def test_starter_never_touches_numbers_to_which_a_change_waits_or_which_differ_from_the_last_load(content):
    load(content)
    pathway = Pathway.objects.get(title="Coastguard")
    change = make_contact_change(pathway, contact_point=pathway.contact_points.first())
    content("pathways.yaml", FILES["pathways.yaml"].replace(*NEW_NUMBERS["other hours"]))
    before = points_and_hours()

    waiting = conflicts(load(content))
    change.delete()
    pathway.contact_points.filter(label="Desk").update(note="Ask for the duty officer.")
    edited = conflicts(load(content))

    kept = [f"contact pathway “Coastguard”: contact points ({CONTACT_POINTS.kept_because})"]
    assert [waiting, edited] == [kept, kept]
    assert points_and_hours()[1] == before[1]


@pytest.mark.parametrize("change", NEW_NUMBERS)
def test_numbers_that_nobody_has_touched_follow_the_starter_without_a_conflict(content, change):
    load(content)
    text = FILES["pathways.yaml"].replace(*NEW_NUMBERS[change])
    content("pathways.yaml", text)

    first, again = load(content), load(content)

    assert [conflicts(first), conflicts(again)] == [[], []]
    stored = CONTACT_POINTS.load()
    wanted = read_file(content.folder, File("pathways.yaml", Pathway))
    for entry in wanted:
        pathway = Pathway.objects.get(title=entry.title)
        expected = entry.fields["contact_points"]
        assert CONTACT_POINTS.comparable(stored.get(pathway.pk, [])) == CONTACT_POINTS.comparable(expected)


def test_a_database_loaded_before_short_numbers_had_a_kind_follows_the_starter(content):
    load(content)
    remembered = ImportedValue.objects.filter(field="contact_points")
    for row in remembered:
        row.value = [
            {name: value for name, value in each.items() if name not in ("source", "answers_when_closed")}
            | {"kind": "phone" if each["kind"] == "short" else each["kind"]}
            for each in row.value
        ]
        row.save()
    content("pathways.yaml", FILES["pathways.yaml"].replace(*NEW_NUMBERS["other hours"]))

    assert conflicts(load(content)) == []
    assert OpeningHours.objects.filter(closes=time(18)).count() == 2


def test_an_editor_who_takes_all_of_the_document_does_not_take_its_numbers(content):
    load(content)
    ContactPoint.objects.update(verified_on=date(2031, 5, 1))
    before = points_and_hours()
    text = FILES["pathways.yaml"].replace("01962876364", "01962841841").replace("[Call., ", "[Shout., ")
    Pathway.objects.get(title="Coastguard").steps.first().delete()
    content("pathways.yaml", text)

    def plan():
        wanted = read_file(content.folder, File("pathways.yaml", Pathway))
        return plan_records(source=Source.STARTER, title="Coast", wanted=wanted, remake=plan)

    lines = list(plan_lines(plan()))
    applied = apply_plan(plan(), by=None, state="published", choices=Choices(take_document=ALL))

    assert points_and_hours() == before
    assert (applied.conflicts_taken, applied.conflicts_kept) == (1, 1)
    assert Pathway.objects.get(title="Coastguard").steps.first().text == "<p>Shout.</p>"
    assert lines.count(f"      kept: {CONTACT_POINTS.kept_because}") == 1


def test_a_new_pathway_brings_its_numbers_unchecked(content):
    load(content)
    ContactPoint.objects.update(verified_on=date(2031, 5, 1))
    entry = """
- title: Quay desk
  for_public: true
  contact_points: [{kind: email, value: sea@example.org}]
"""
    content("pathways.yaml", FILES["pathways.yaml"] + entry)

    load(content)

    point = Pathway.objects.get(title="Quay desk").contact_points.get()
    assert (point.value, point.verified_on) == ("sea@example.org", None)
