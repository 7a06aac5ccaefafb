"""The starter content and numbers: it loads those of a new pathway, and never touches existing ones."""

from datetime import date

import pytest

from contacts.models import ContactPoint, OpeningHours, Pathway
from hscp.brochure.importing.applying import ALL, Choices, apply_plan
from hscp.brochure.importing.part_types import CONTACT_POINTS
from hscp.brochure.importing.plan_as_text import plan_lines
from hscp.brochure.importing.planning import plan_records
from hscp.brochure.models import Source
from hscp.brochure.starter.yaml_files import File, read_file
from tests.brochure.starter.small_content import FILES, conflicts, load

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


@pytest.mark.parametrize("change", NEW_NUMBERS)
def test_starter_never_touches_the_numbers_of_a_pathway_that_is_there(content, change):
    load(content)
    before = points_and_hours()
    content("pathways.yaml", FILES["pathways.yaml"].replace(*NEW_NUMBERS[change]))

    first, again = load(content), load(content)

    title = "Harbour desk" if change == "its first one" else "Coastguard"
    kept = [f"contact pathway “{title}”: contact points ({CONTACT_POINTS.kept_because})"]
    assert points_and_hours() == before
    assert [conflicts(first), conflicts(again)] == [kept, kept]


def test_an_editor_who_takes_all_of_the_document_does_not_take_its_numbers(content):
    load(content)
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
