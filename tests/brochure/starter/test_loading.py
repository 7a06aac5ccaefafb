"""The starter content: the real files as a whole, and small files of our own making for each rule."""

from datetime import date, time
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from contacts.models import ContactPoint, Pathway, ThresholdIndicator, ThresholdLevel
from hscp.brochure.converting.files import read_brochure_file
from hscp.brochure.importing.applying import apply_plan
from hscp.brochure.importing.part_types import CONTACT_POINTS
from hscp.brochure.importing.planning import plan_import
from hscp.brochure.reading.reader import read_brochure
from hscp.brochure.starter.yaml_files import StarterError
from hscp.editing.freshness.review_dates import next_review
from hscp.records.state import State
from hscp.search.models import Synonym
from resources.models import Publisher, Resource, Toolkit
from tests.brochure.read_brochures import TEXT
from tests.brochure.starter.small_content import FILES, conflicts, everything, load
from tests.factories import make_theme
from themes.models import Process, Situation, Term, Theme

pytestmark = pytest.mark.django_db


def test_starter_brings_every_file_in_published(content):
    phases = load(content)

    assert [phase.applied.created for phase in phases] == [2, 8, 7]
    resource = Resource.objects.get(title="Harbour Rules")
    assert (resource.kind, resource.publisher.name) == ("law", "Harbour Office")
    assert resource.summary == "What is allowed in the harbour."
    assert [audience.name for audience in resource.audiences.all()] == ["Rowers"]
    theme = Theme.objects.get(title="Ice")
    assert (theme.alias_list, theme.sensitive) == (["Frost", "Thaw"], True)
    assert [pathway.title for pathway in theme.pathways.order_by("themepathway__order")] == [
        "Coastguard",
        "Harbour desk",
    ]
    assert [pathway.title for pathway in Theme.objects.get(title="Boats").pathways.all()] == ["Coastguard"]
    assert Toolkit.objects.get(title="Ropes").summary == "For people who tie things."
    assert set(Pathway.objects.values_list("state", flat=True)) == {"published"}
    assert [each.title for each in Pathway.objects.get(title="Coastguard").resources.all()] == ["Tide Table"]
    process = Process.objects.get()
    assert list(process.sections.values_list("heading", "body")) == [
        ("First", "<ul>\n<li>Look</li>\n</ul>"),
        ("Then", "<p>Call.</p>"),
    ]
    assert [theme.title for theme in process.themes.order_by("title")] == ["Boats", "Ice"]
    level = ThresholdLevel.objects.get(number=1)
    assert level.pathways.get().title == "Coastguard"
    assert list(level.indicators.values_list("domain", "text")) == [
        ("child", "Smiles."),
        ("family", "Has a boat."),
    ]
    situation = Situation.objects.get()
    assert (situation.advice, situation.minimum_age) == ("<p>Do <strong>bail</strong>.</p>", 0)
    assert (situation.themes.get().title, situation.pathways.get().title) == ("Boats", "Coastguard")
    assert Term.objects.get().stands_for == "A lifeboat charity"
    assert Publisher.objects.get().other_names == "The Office"


def test_starter_brings_review_dates_spread_by_the_kind(content):
    load(content)

    themes = Theme.objects.order_by("review_date").values_list("review_date", flat=True)
    days = [(day - timezone.localdate()).days for day in themes]
    assert len(set(days)) == len(days)
    assert (days[0] > 182, 365 <= days[-1] <= 366) == (True, True)
    contacts = Pathway.objects.values_list("review_date", flat=True)
    assert max(contacts) == next_review(Pathway)


def test_starter_brings_steps_numbers_and_hours_of_a_pathway(content):
    load(content)

    pathway = Pathway.objects.get(title="Coastguard")
    assert pathway.when_to_use == "<p>When <strong>wet</strong>.</p>"
    assert [step.text for step in pathway.steps.all()] == ["<p>Call.</p>", "<p>Wait <em>calmly</em>.</p>"]
    phone, flares, form = pathway.contact_points.all()
    assert (phone.value, phone.for_whom, form.value, form.to_verify) == (
        "01962 876364",
        "everyone",
        "",
        "Address lost.",
    )
    assert [(each.out_of_hours, each.bank_holidays) for each in (phone, flares)] == [
        (False, "closed"),
        (True, "usual"),
    ]
    assert set(pathway.contact_points.values_list("verified_by", "verified_on", "next_check")) == {
        (None, None, None)
    }
    assert list(phone.opening_hours.values_list("weekday", "opens", "closes")) == [
        (1, time(9), time(17, 30)),
        (2, time(9), time(17, 30)),
    ]
    assert list(flares.opening_hours.values_list("weekday", "opens", "closes")) == [
        (5, time(22), time(6)),
        (7, time(0), time(0)),
    ]


def test_starter_twice_changes_nothing(content):
    load(content)
    before = everything()

    phases = load(content)

    assert [phase.applied.nothing for phase in phases] == [True, True, True]
    assert conflicts(phases) == []
    assert everything() == before


def test_starter_brings_in_what_was_added_to_the_files(content):
    load(content)
    content("terms.yaml", FILES["terms.yaml"] + "\n- {title: Buoy, explanation: It floats.}")
    content("pathways.yaml", FILES["pathways.yaml"].replace("[Call., ", "[Shout., Call., "))

    load(content)

    assert Term.objects.filter(title="Buoy").exists()
    assert Pathway.objects.get(title="Coastguard").steps.count() == 3


def test_starter_keeps_what_editors_changed(content):
    load(content)
    pathway = Pathway.objects.get(title="Coastguard")
    pathway.steps.first().delete()
    pathway.contact_points.filter(label="Desk").update(value="01962 841841")
    ThresholdIndicator.objects.filter(domain="child").update(text="Mine.")
    Process.objects.get().sections.filter(heading="Then").update(body="<p>Mine.</p>")
    Resource.objects.filter(title="Harbour Rules").update(kind="guidance", summary="Mine.")
    Theme.objects.get(title="Ice").pathways.clear()
    Theme.objects.filter(title="Ice").update(sensitive=False, introduction="<p>Mine.</p>")
    # The file has nothing for this one, so there is no conflict.
    Term.objects.update(explanation="Mine.")
    before = everything()

    phases = load(content)

    assert everything() == before
    assert sorted(conflicts(phases)) == [
        f"contact pathway “Coastguard”: contact points ({CONTACT_POINTS.kept_because})",
        "contact pathway “Coastguard”: steps",
        "contact pathway “Coastguard”: themes",
        "contact pathway “Harbour desk”: themes",
        "process “Rescue”: sections",
        "resource “Harbour Rules”: kind",
        "resource “Harbour Rules”: summary",
        "theme “Ice”: introduction",
        "theme “Ice”: sensitive",
        "threshold level “Dry”: indicators",
    ]


def test_starter_is_changed_by_a_later_brochure_and_does_not_change_it_back(content):
    load(content)
    official = read_brochure(
        TEXT.replace("Ice can break.", "Ice is thin.").replace("- [Ropes](#)\n", "- [Poles](#)\n", 2)
    )
    plan = plan_import(official)
    assert plan.conflicts == []
    assert [entry.label for entry in plan.of("changed")] == ["Boats", "Ice"]
    assert [target.title for target in plan.no_longer] == ["Ropes"]
    apply_plan(plan, by=None, state="published")
    before = everything()

    phases = load(content)

    assert everything() == before
    assert "theme “Ice”: introduction" in conflicts(phases)
    assert Resource.objects.get(title="Harbour Rules").kind == "law"


def test_starter_does_not_touch_states_and_check_dates(content):
    load(content)
    Pathway.objects.update(state=State.ARCHIVED)
    ContactPoint.objects.update(verified_on=date(2031, 5, 1), next_check=date(2031, 11, 1))

    load(content)

    assert set(Pathway.objects.values_list("state", flat=True)) == {"archived"}
    assert set(ContactPoint.objects.values_list("verified_on", "next_check")) == {
        (date(2031, 5, 1), date(2031, 11, 1))
    }


def test_starter_says_which_file_is_missing(content):
    (content.folder / "terms.yaml").unlink()
    with pytest.raises(StarterError, match="terms.yaml cannot be read"):
        load(content)

    (content.folder / "brochure-2031.md").unlink()
    with pytest.raises(StarterError, match="no file brochure"):
        load(content)


def command(**options):
    out = StringIO()
    call_command("load_starter_content", stdout=out, **options)
    return out.getvalue()


def test_command_leaves_a_database_with_themes_alone_when_told():
    make_theme()

    first, second = command(if_empty=True), command(if_empty=True)

    # What search is taught is still loaded, once: a portal older than search has none. The path needs its contacts.
    told, path, synonyms, *others = first.splitlines()
    assert told == "The database has content already. The starter content was not loaded."
    assert path.startswith("The guided path was not loaded: ")
    assert synonyms == f"Synonyms: {Synonym.objects.count()} added."
    assert [line.partition(":")[0] for line in others] == [
        "Subjects with everyday phrases",
        "Places",
        "Crisis cards",
    ]
    assert second == f"{told}\n{path}\n"
    assert Theme.objects.count() == 1


def test_command_says_what_is_wrong_with_the_files(content, settings):
    content("terms.yaml", "- {title: 7}")
    settings.BASE_DIR = content.folder
    (content.folder / "content").symlink_to(content.folder)

    with pytest.raises(CommandError, match="terms.yaml, entry 1, title"):
        command()


def test_the_content_of_this_repository_loads_and_loads_again():
    command(if_empty=True)

    assert Theme.objects.live().count() == 21
    assert set(Theme.objects.values_list("state", flat=True)) == {"published"}
    assert (Pathway.objects.count(), Process.objects.count(), ThresholdLevel.objects.count()) == (25, 9, 4)
    assert ContactPoint.objects.filter(verified_on__isnull=False).count() == 0
    assert ContactPoint.objects.filter(kind="phone").exclude(value__regex=r"^[0-9 ]+$").count() == 0
    assert all(theme.toolkits.exists() or theme.lead_toolkit for theme in Theme.objects.all())

    out = command()

    assert out.count("Nothing has changed: the document brings nothing new.") == 3
    assert "kept" not in out


def test_the_brochure_of_this_repository_is_read_without_a_lost_line():
    plan = plan_import(read_brochure_file(settings.BASE_DIR / "content" / "brochure-2026-27.md"))

    assert len([entry for entry in plan.entries if entry.target.model is Theme]) == 21
    assert (plan.unplaced, plan.problems) == ([], [])
