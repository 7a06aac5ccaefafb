"""Every way in which an editor can say that a line is to be read."""

from hscp.brochure.reading.headings import Heading, Kind, Part
from hscp.brochure.reading.open_section import OpenSection
from hscp.brochure.reading.readings import Act, Reading
from hscp.vocabulary import AudienceGroup, Section
from training.enums import CourseFormat


def _headings():
    for audience in AudienceGroup:
        label = f"Toolkits for {audience.label.lower()}"
        yield Reading(f"heading-{audience}", label, Act.HEADING, Heading(Kind.AUDIENCE, audience))
    for section in Section:
        yield Reading(f"heading-{section}", section.label, Act.HEADING, Heading(Kind.SECTION, section))
    yield Reading("heading-training", "Training", Act.HEADING, Heading(Kind.SECTION, Part.TRAINING))
    for kind in CourseFormat:
        label = f"Training: {kind.label.lower()}"
        yield Reading(f"heading-{kind}", label, Act.HEADING, Heading(Kind.FORMAT, kind))
    message = Heading(Kind.KEY_MESSAGE, Part.KEY_MESSAGE)
    yield Reading("heading-message", "If you do one thing", Act.HEADING, message)
    elsewhere = Heading(Kind.SECTION, Part.KEPT_ELSEWHERE)
    yield Reading(
        "heading-elsewhere", "Contacts or other things that no import changes", Act.HEADING, elsewhere
    )
    yield Reading(
        "section",
        "A section of its own: its list becomes a group of resources with this title",
        Act.SECTION_OF_ITS_OWN,
    )


def _records():
    for audience in AudienceGroup:
        label = f"Toolkit for {audience.label.lower()}"
        yield Reading(f"toolkit-{audience}", label, Act.RECORD, OpenSection(Part.TOOLKITS, audience=audience))
    for section in Section:
        yield Reading(f"resource-{section}", f"Resource: {section.label}", Act.RECORD, OpenSection(section))
    for kind in CourseFormat:
        label = f"Course: {kind.label.lower()}"
        yield Reading(f"course-{kind}", label, Act.RECORD, OpenSection(Part.TRAINING, format=kind))


LINES = (
    Reading("title", "The title of a theme", Act.TITLE),
    Reading("inside", "Part of the resource or group above", Act.INSIDE),
    Reading("join", "The end of the line above", Act.JOIN),
    Reading("text", "Text of the theme’s introduction", Act.TEXT),
    Reading("nothing", "Nothing: leave it out", Act.LEAVE_OUT),
)
GROUPS = {
    "One record": tuple(_records()),
    "The heading of a list": tuple(_headings()),
    "Other": LINES,
}
READINGS = {reading.code: reading for readings in GROUPS.values() for reading in readings}
