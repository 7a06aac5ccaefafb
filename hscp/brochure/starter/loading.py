"""Loads the starter content, a brochure and YAML files, by the same plan as an editor's import.

A second run changes nothing, and what editors have changed since stays as they left it.
"""

from dataclasses import dataclass

from contacts.models import Pathway, ThresholdLevel
from hscp.brochure.converting.files import read_brochure_file
from hscp.brochure.importing.applying import Applied, CannotStore, apply_plan
from hscp.brochure.importing.planning import plan_import, plan_records
from hscp.brochure.models import Source
from hscp.brochure.reading.values import NotABrochure
from hscp.brochure.starter.yaml_files import File, StarterError, read_file
from hscp.records.saving import CannotPublish, content_change
from hscp.records.state import State
from hscp.updates.writing import untold
from resources.models import Publisher, Resource, Toolkit
from themes.models import Audience, Process, Situation, Term, Theme

# What a brochure's titles are matched against comes before it; what adds to its records, or points at them, after.
BEFORE = (File("audiences.yaml", Audience), File("publishers.yaml", Publisher))
AFTER = (
    File("themes.yaml", Theme, adds_to_brochure=True),
    File("toolkits.yaml", Toolkit, adds_to_brochure=True),
    File("resources.yaml", Resource),
    File("pathways.yaml", Pathway),
    File("situations.yaml", Situation),
    File("thresholds.yaml", ThresholdLevel),
    File("processes.yaml", Process),
    File("terms.yaml", Term),
)


@dataclass
class Phase:
    """What one step of loading did, with the conflicts that it left for an editor."""

    name: str
    applied: Applied
    conflicts: list


@untold()
@content_change()
def load_starter(directory, *, by=None, track=None):
    """Load the content in `directory` (a Path), published and all or nothing, and return a Phase for each step.

    Raises StarterError, naming file, entry and field, for content that is not valid.
    """
    brochures = sorted(directory.glob("brochure-*.md"))
    if not brochures:
        raise StarterError(f"There is no file brochure-*.md in {directory}.")
    phases = [_load_files("Audiences and publishers", directory, BEFORE, by, track)]
    for path in brochures:
        try:
            document = read_brochure_file(path)
        except NotABrochure as error:
            raise StarterError(f"{path.name}: {error}") from error
        plan = plan_import(document, source=Source.STARTER_BROCHURE)
        phases.append(_apply(path.name, plan, by, track))
    phases.append(_load_files("Records beside the brochure", directory, AFTER, by, track))
    return phases


def _load_files(name, directory, files, by, track):
    def plan():
        # Read again for each plan: a wanted record belongs to one plan.
        wanted = [each for file in files for each in read_file(directory, file)]
        return plan_records(source=Source.STARTER, title=name, wanted=wanted, remake=plan)

    return _apply(name, plan(), by, track)


def _apply(name, plan, by, track):
    if plan.problems:
        raise StarterError("\n".join(str(problem) for problem in plan.problems))
    conflicts = [_conflict_text(entry, each) for entry, each in plan.conflicts]
    comment = f"Loaded starter content: {plan.title}."
    try:
        applied = apply_plan(plan, by=by, state=State.PUBLISHED, comment=comment, track=track)
    except (CannotStore, CannotPublish) as error:
        raise StarterError(str(error)) from error
    return Phase(name, applied, conflicts)


def _conflict_text(entry, difference):
    why = f" ({difference.kept_because})" if difference.kept_because else ""
    return f"{entry.kind} “{entry.label}”: {difference.label}{why}"
