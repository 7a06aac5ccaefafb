"""Carries out what an editor chose on the comparison: numbers are proposed to a second person, sections become drafts."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format

from contacts.models import ContactChange, ContactPoint
from contacts.numbers.values import values_of, values_of_new
from contacts.numbers.verification import CannotChangeContact, propose
from hscp.brochure.reading.prose import Prose
from hscp.editing.undoing.steps import undoable_step
from hscp.records.rich_text import markdown_to_rich_text
from hscp.records.saving import content_change
from hscp.records.slugs import unique_slug
from hscp.records.state import State
from themes.models import Process, ProcessSection

Action = ContactChange.Action
LONGEST_TITLE, LONGEST_HEADING, LONGEST_SOURCE, LONGEST_LABEL = (
    model._meta.get_field(name).max_length
    for model, name in (
        (Process, "title"),
        (ProcessSection, "heading"),
        (ContactPoint, "source"),
        (ContactPoint, "label"),
    )
)
ABOUT = "What it says"


@dataclass(frozen=True)
class Choice:
    """What becomes of a Fact: it replaces `point`, or is added to `pathway`."""

    fact: object
    pathway: object
    point: ContactPoint | None = None


def propose_facts(choices, *, by, name):
    """Propose each Choice to a second person, as found in the page `name`. Returns (how many, [why not, in a sentence])."""
    source = f"{name}, read on {date_format(timezone.localdate(), 'j F Y')}"[:LONGEST_SOURCE]
    done, problems = 0, []
    for choice in choices:
        fact, point = choice.fact, choice.point
        try:
            propose(
                pathway=choice.pathway,
                action=Action.CHANGE if point else Action.ADD,
                by=by,
                point=point,
                values=_values(fact, point) | {"source": source},
            )
        except (CannotChangeContact, ValidationError) as error:
            why = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            problems.append(f"{fact.value} ({choice.pathway}): {why}")
        else:
            done += 1
    return done, problems


def _values(fact, point):
    if point:
        return values_of(point) | {"value": fact.value}
    return values_of_new(fact.kind, fact.value, fact.label[:LONGEST_LABEL])


def make_processes(sections, every_section, *, by, name):
    """Make a draft Process of each of `sections`, with what is printed below it; `every_section` is the whole page in order.

    One step, which can be undone. The words are those of the page, for an editor to put in their own.
    """
    if not sections:
        return
    with (
        undoable_step(by=by, what=f"Made drafts of {len(sections)} sections of “{name}”"),
        content_change(by=by, comment=f"From the page “{name}”.") as change,
    ):
        for section in sections:
            title = section.title[:LONGEST_TITLE]
            process = Process.objects.create(title=title, slug=unique_slug(Process, title), state=State.DRAFT)
            for order, part in enumerate(_parts(section, every_section)):
                heading = ABOUT if part is section else part.title[:LONGEST_HEADING]
                if body := _body(part):
                    ProcessSection.objects.create(process=process, heading=heading, body=body, order=order)
            change.touched(process)


def _parts(section, every_section):
    """The section itself and those inside it."""
    at = every_section.index(section)
    parts = [section]
    for other in every_section[at + 1 :]:
        if other.level <= section.level:
            break
        parts.append(other)
    return parts


def _body(section):
    prose, above = Prose(), None
    for number, text in section.printed.items():
        if above is not None and number > above + 1:
            prose.break_paragraph()
        prose.add(text)
        above = number
    return markdown_to_rich_text(str(prose))
