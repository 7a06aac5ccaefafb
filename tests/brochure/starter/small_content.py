"""Small starter content of our own making, and what the tests of the starter content ask of the database."""

from contacts.models import ContactPoint, OpeningHours, Pathway, ThresholdIndicator, ThresholdLevel
from hscp.brochure.models import ImportedValue, KnownName
from hscp.brochure.starter.loading import load_starter
from resources.models import Publisher, Resource, Toolkit
from tests.brochure.read_brochures import TEXT
from themes.models import Audience, Process, Situation, Term, Theme

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
  resources: [Tide Table]
  order: 1
  when_to_use: "When **wet**."
  steps: [Call., "Wait *calmly*."]
  contact_points:
    - kind: phone
      label: Desk
      value: "01962876364"
      hours:
        - {days: [tue, mon], opens: "09:00", closes: "17:30"}
    - kind: phone
      label: Flares
      value: "999"
      out_of_hours: true
      bank_holidays: usual
      hours:
        - {days: [fri], opens: "22:00", closes: "06:00"}
        - {days: [sun], opens: "00:00", closes: "00:00"}
    - {kind: form, label: Form, to_verify: Address lost.}
- title: Harbour desk
  for_professionals: true
  order: 5
  themes: [Ice]
  steps: []
  contact_points: []
""",
    "situations.yaml": """
- title: My boat leaks
  minimum_age: 0
  advice: "Do **bail**."
  themes: [Boats]
  pathways: [Coastguard]
""",
    "thresholds.yaml": """
- number: 1
  title: Dry
  description: Not wet.
  what_to_do: Sail on.
  pathways: [Coastguard]
  indicators:
    - {domain: child, text: Smiles.}
    - {domain: family, text: Has a boat.}
""",
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


def load(content):
    return load_starter(content.folder)


def conflicts(phases):
    return [conflict for phase in phases for conflict in phase.conflicts]


def everything():
    models = (
        Audience, Publisher, Theme, Toolkit, Resource, Pathway, ContactPoint, OpeningHours, ThresholdLevel,
        ThresholdIndicator, Situation, Process, Term, ImportedValue, KnownName,
    )  # fmt: skip
    return [list(model.objects.order_by("pk").values()) for model in models]
