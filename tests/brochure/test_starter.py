"""The starter content: the real files as a whole, and small files of our own making for each rule."""

from datetime import time
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from contacts.models import ContactPoint, OpeningHours, Pathway, ThresholdLevel
from hscp.brochure.importing.applying import apply_plan
from hscp.brochure.importing.planning import plan_import
from hscp.brochure.models import ImportedValue, KnownName
from hscp.brochure.reading.reader import read_brochure, read_brochure_file
from hscp.brochure.starter import load_starter
from hscp.brochure.starter_files import StarterError
from hscp.publishing import State
from hscp.search.models import Synonym
from resources.models import Publisher, Resource, Toolkit
from tests.brochure.written import TEXT
from tests.factories import make_theme
from themes.models import Audience, Process, Term, Theme

pytestmark = pytest.mark.django_db

FILES = {
    "brochure-2031.md": TEXT,
    "audiences.yaml": "- {name: Rowers, group: professionals, order: 1}",
    "publishers.yaml": "- {name: Harbour Office, short_name: Harbour, other_names: [The Office], area: national}",
    "themes.yaml": "- {title: Ice, aliases: [Frost, Thaw], sensitive: true}",
    "toolkits.yaml": "- {title: Ropes, audience_group: professionals, summary: For people who\n  tie things.}",
    "resources.yaml": """
- title: Harbour Rules
  kind: law
  publisher: Harbour
  audiences: [Rowers]
  summary: |
    What is allowed
    in the harbour.
- title: Tide Table
  kind: website
""",
    "pathways.yaml": """
- title: Coastguard
  for_public: true
  themes: all
  order: 1
  when_to_use: "When **wet**."
  steps: [Call., "Wait *calmly*."]
  contact_points:
    - kind: phone
      label: Desk
      value: "01962876364"
      hours:
        - {days: [tue, mon], opens: "09:00", closes: "17:30"}
    - {kind: form, label: Form, to_verify: Address lost.}
- title: Harbour desk
  for_professionals: true
  order: 5
  themes: [Ice]
  steps: []
  contact_points: []
""",
    "thresholds.yaml": "- {number: 1, title: Dry, description: Not wet., pathways: [Coastguard]}",
    "processes.yaml": """
- title: Rescue
  order: 1
  title_to_verify: true
  sections:
    - {heading: First, body: "- Look"}
    - {heading: Then, body: Call.}
  themes: [Boats, Ice]
  resources: [Tide Table]
  pathways: [Coastguard]
""",
    "terms.yaml": "- {title: RNLI, stands_for: A lifeboat charity, explanation: '', aliases: []}",
}


@pytest.fixture
def content(tmp_path):
    """A folder with small starter content; `content(name, text)` replaces a file."""

    def write(name, text):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    for name, text in FILES.items():
        write(name, text)
    write.folder = tmp_path
    return write


def load(content):
    return load_starter(content.folder)


def conflicts(phases):
    return [conflict for phase in phases for conflict in phase.conflicts]


def everything():
    models = (
        Audience, Publisher, Theme, Toolkit, Resource, Pathway, ContactPoint, OpeningHours, ThresholdLevel, Process,
        Term, ImportedValue, KnownName,
    )  # fmt: skip
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_starter_brings_every_file_in_published(content):
    phases = load(content)

    assert [phase.applied.created for phase in phases] == [2, 8, 6]
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
    assert set(Pathway.objects.values_list("state", "verified_on")) == {("published", None)}
    process = Process.objects.get()
    assert list(process.sections.values_list("heading", "body")) == [
        ("First", "<ul>\n<li>Look</li>\n</ul>"),
        ("Then", "<p>Call.</p>"),
    ]
    assert [theme.title for theme in process.themes.order_by("title")] == ["Boats", "Ice"]
    assert ThresholdLevel.objects.get(number=1).pathways.get().title == "Coastguard"
    assert Term.objects.get().stands_for == "A lifeboat charity"
    assert Publisher.objects.get().other_names == "The Office"


def test_starter_brings_steps_numbers_and_hours_of_a_pathway(content):
    load(content)

    pathway = Pathway.objects.get(title="Coastguard")
    assert pathway.when_to_use == "<p>When <strong>wet</strong>.</p>"
    assert [step.text for step in pathway.steps.all()] == ["<p>Call.</p>", "<p>Wait <em>calmly</em>.</p>"]
    phone, form = pathway.contact_points.all()
    assert (phone.value, phone.for_whom, form.value, form.to_verify) == (
        "01962 876364",
        "everyone",
        "",
        "Address lost.",
    )
    assert list(phone.opening_hours.values_list("weekday", "opens", "closes")) == [
        (1, time(9), time(17, 30)),
        (2, time(9), time(17, 30)),
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
    pathway.contact_points.filter(kind="phone").update(value="01962 841841")
    Process.objects.get().sections.filter(heading="Then").update(body="<p>Mine.</p>")
    Resource.objects.filter(title="Harbour Rules").update(kind="guidance", summary="Mine.")
    Theme.objects.get(title="Ice").pathways.clear()
    Theme.objects.filter(title="Ice").update(sensitive=False, introduction="<p>Mine.</p>")
    # Nothing stands in the file for this one, so it is no conflict.
    Term.objects.update(explanation="Mine.")
    before = everything()

    phases = load(content)

    assert everything() == before
    assert sorted(conflicts(phases)) == [
        "contact pathway “Coastguard”: contact points",
        "contact pathway “Coastguard”: steps",
        "contact pathway “Coastguard”: themes",
        "contact pathway “Harbour desk”: themes",
        "process “Rescue”: sections",
        "resource “Harbour Rules”: kind",
        "resource “Harbour Rules”: summary",
        "theme “Ice”: introduction",
        "theme “Ice”: sensitive",
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
    Pathway.objects.update(state=State.ARCHIVED, verified_on="2031-05-01")

    load(content)

    assert set(Pathway.objects.values_list("state", flat=True)) == {"archived"}
    assert {str(day) for day in Pathway.objects.values_list("verified_on", flat=True)} == {"2031-05-01"}


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("terms.yaml", "- {title: A", "terms.yaml is not YAML"),
        ("terms.yaml", "title: A", "terms.yaml must be a list of entries"),
        ("terms.yaml", "- A", "terms.yaml, entry 1 must give fields and values"),
        ("terms.yaml", "- {explanation: A}", "terms.yaml, entry 1, title: is missing"),
        ("terms.yaml", "- {title: 7}", "terms.yaml, entry 1, title: must be text; put numbers in quotes"),
        (
            "terms.yaml",
            "- {title: A, colour: red}",
            "terms.yaml, entry 1, “A”, colour: there is no such field",
        ),
        ("terms.yaml", "- {title: A, state: draft, aliases: x}", "entry 1, “A”, aliases: must be a list"),
        (
            "terms.yaml",
            "- {title: A}\n- {title: a.}",
            "terms.yaml, entry 2 is the same record as terms.yaml, entry 1",
        ),
        (
            "themes.yaml",
            "- {title: Fire}",
            "themes.yaml, entry 1, “Fire”: the brochure has no theme of this title",
        ),
        ("themes.yaml", "- {title: Ice, sensitive: 1}", "entry 1, “Ice”, sensitive: must be true or false"),
        ("themes.yaml", "- {title: Ice, order: true}", "entry 1, “Ice”, order: must be a number"),
        ("toolkits.yaml", "- {title: Ropes}", "entry 1, “Ropes”, audience_group: is missing"),
        (
            "toolkits.yaml",
            "- {title: Ropes, audience_group: fish}",
            "audience_group: must be one of professionals, parents_and_carers",
        ),
        (
            "resources.yaml",
            "- {title: A, kind: poem}",
            "resources.yaml, entry 1, “A”, kind: must be one of strategy, procedure",
        ),
        ("resources.yaml", "- {title: A, publisher: Nobody}", "publisher: There is no publisher “Nobody”"),
        ("resources.yaml", "- {title: A, audiences: [Nobody]}", "audiences: There is no audience “Nobody”"),
        ("resources.yaml", "- {title: A, link: nowhere}", "web address: Enter a valid URL"),
        (
            "resources.yaml",
            "- {title: Tide Table, valid_from_year: 2032, valid_to_year: 2031}",
            "“Tide Table”: “Valid to” must not be",
        ),
        (
            "pathways.yaml",
            "- {title: Coastguard}",
            "pathways.yaml, entry 1, “Coastguard”: Say who may use this contact",
        ),
        ("pathways.yaml", "- {title: A, themes: [Fire]}", "themes: There is no theme “Fire”"),
        ("pathways.yaml", "- {title: A, steps: [{text: x}]}", "“A”, steps 1: must be text"),
        (
            "pathways.yaml",
            "- {title: A, contact_points: [{kind: pigeon}]}",
            "contact_points 1: Value 'pigeon'",
        ),
        (
            "pathways.yaml",
            "- {title: A, contact_points: [{kind: phone, value: '12'}]}",
            "contact_points 1: “12” is not",
        ),
        (
            "pathways.yaml",
            "- {title: A, contact_points: [{kind: phone, colour: x}]}",
            "there is no field colour",
        ),
        (
            "pathways.yaml",
            "- {title: A, contact_points: [{kind: form, hours: [{days: [moon], opens: '9', closes: '10'}]}]}",
            "contact_points 1, hours, days: must be a list of mon, tue",
        ),
        (
            "pathways.yaml",
            "- {title: A, contact_points: [{kind: form, hours: [{days: [mon], opens: 9:00, closes: '10:00'}]}]}",
            "contact_points 1, hours, opens: must be a time in quotes",
        ),
        (
            "pathways.yaml",
            "- {title: A, contact_points: [{kind: form, hours: [{days: [mon], opens: '10:00', closes: '09:00'}]}]}",
            "closing time must be later",
        ),
        ("thresholds.yaml", "- {title: Dry}", "“Dry”, number: is missing"),
        ("processes.yaml", "- {title: A, sections: [{body: x}]}", "sections 1: This field cannot be blank"),
        ("brochure-2031.md", "Dear all.", "brochure-2031.md: This is not a brochure"),
    ],
)
def test_starter_names_file_entry_and_field_of_a_mistake_and_changes_nothing(content, name, text, message):
    content(name, text)

    with pytest.raises(StarterError) as error:
        load(content)

    assert message in str(error.value)
    assert [len(rows) for rows in everything()] == [0] * 13


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

    # The synonyms come all the same, once: a portal from before it had a search has none.
    told, synonyms = first.splitlines()
    assert told == "The database has content already. The starter content was not loaded."
    assert synonyms == f"Synonyms: {Synonym.objects.count()} added."
    assert second == f"{told}\n"
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
    assert (Pathway.objects.count(), Process.objects.count(), ThresholdLevel.objects.count()) == (9, 9, 4)
    assert Pathway.objects.filter(verified_on__isnull=False).count() == 0
    assert ContactPoint.objects.filter(kind="phone").exclude(value__regex=r"^[0-9 ]+$").count() == 0
    assert all(theme.toolkits.exists() or theme.lead_toolkit for theme in Theme.objects.all())

    out = command()

    assert out.count("Nothing has changed: the document brings nothing new.") == 3
    assert "kept" not in out


def test_the_brochure_of_this_repository_is_read_without_a_lost_line():
    plan = plan_import(read_brochure_file(settings.BASE_DIR / "content" / "brochure-2026-27.md"))

    assert len([entry for entry in plan.entries if entry.target.model is Theme]) == 21
    assert (plan.unplaced, plan.problems) == ([], [])
