"""What a printed title suggests about a record: its kind, publisher, area, and the toolkit a course is about.

These are only suggestions: they fill in what nobody has filled in, and yield to every editor. They know the words of
the field, but no title of any edition.
"""

import re

from hscp.vocabulary import Area, Section
from resources.enums import ResourceKind

# The first pattern that matches a title decides. Sections that hold only one kind are checked before it.
_kinds = [
    (ResourceKind.PRACTITIONER_GUIDE, r"practitioner guide|one minute guide"),
    (ResourceKind.CASE_STUDY, r"case stud(?:y|ies)|example scenarios"),
    (ResourceKind.DAY_IN_THE_LIFE_TOOL, r"day in (?:the|my) life"),
    (ResourceKind.LAW, r"\bact (?:19|20)\d\d$"),
    (ResourceKind.VIDEO, r"\bvideos?\b"),
    (
        ResourceKind.FORM_OR_TEMPLATE,
        r"\b(?:forms?(?! of\b)|templates?|checklist|self-assessment|questionnaire)\b",
    ),
    (ResourceKind.STRATEGY, r"\bstrategy\b(?! (?:discussion|meeting|guide))"),
    (
        ResourceKind.REPORT_OR_REVIEW,
        r"(?<!^)\breport\b|\b(?:review(?! panel)|case reviews?|audits?|inspections?|inquiry|"
        r"briefing|findings)\b",
    ),
    (ResourceKind.PROCEDURE, r"\b(?:procedures?|protocol|pathway|flow ?chart|process)\b"),
    (ResourceKind.WEBSITE, r"\b(?:websites?|helpline|hub)\b"),
]
KINDS = [(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _kinds]
KIND_OF_SECTION = {
    Section.DAY_IN_THE_LIFE: ResourceKind.DAY_IN_THE_LIFE_TOOL,
    Section.CASE_STUDIES: ResourceKind.CASE_STUDY,
}
_areas = [
    (Area.FOUR_LS, r"\b4LS(?:CP|AB)s?\b"),
    (Area.HIPS, r"\bHIPS\b|\bHampshire, Isle of Wight, Portsmouth,? (?:and|&) Southampton\b"),
    (Area.HAMPSHIRE_IOW, r"\bHampshire (?:and|&) (?:the )?Isle of Wight\b"),
    (Area.HAMPSHIRE, r"\bHampshire\b"),
    (Area.NATIONAL, r"\b(?:National|England|United Kingdom)\b|\bGOV\.UK\b"),
]
AREAS = [(area, re.compile(pattern)) for area, pattern in _areas]
_about_toolkit = re.compile(
    r"^(?P<name>.+?)(?<!\s)\s++toolkit(?:\s+tour)?(?:\s+(?:webinar|e-?learning|video))?$", re.IGNORECASE
)


def guess_kind(title, section, collection, *, is_collection):
    """Return the ResourceKind that a title, its section and its collection suggest."""
    if is_collection:
        return ResourceKind.COLLECTION
    for text in (title, collection):
        for kind, pattern in KINDS:
            if pattern.search(text):
                return kind
    return KIND_OF_SECTION.get(section, ResourceKind.GUIDANCE)


def guess_area(title):
    """Return the Area that the words of a title name, or ""."""
    return next((area for area, pattern in AREAS if pattern.search(title)), "")


def about_toolkit(title):
    """Return the name of the toolkit that a course's title is about (“X Toolkit Tour” gives X), or ""."""
    found = _about_toolkit.match(title)
    return found["name"] if found else ""


class PublisherFinder:
    """Finds the publisher whose name begins or ends a title."""

    def __init__(self, publishers):
        names = {}
        for publisher in publishers:
            for name in [publisher.short_name, *publisher.other_names.splitlines(), publisher.name]:
                if name.strip():
                    names.setdefault(name.strip().replace("’", "'"), publisher)
        # The longest name first: "NSPCC Learning" before "NSPCC".
        self._patterns = [
            (re.compile(rf"^{re.escape(name)}(?![\w-])|[-–—|:,(] ?{re.escape(name)}\)?$"), publisher)
            for name, publisher in sorted(names.items(), key=lambda item: (-len(item[0]), item[0]))
        ]

    def find(self, title):
        """Return the Publisher that a title names at its beginning or end, or None."""
        title = title.replace("’", "'")
        return next((publisher for pattern, publisher in self._patterns if pattern.search(title)), None)
