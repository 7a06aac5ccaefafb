"""The section of a pack that the reader is in."""

from dataclasses import dataclass

from hscp.brochure.reading.headings import Part
from hscp.vocabulary import AudienceGroup, Section
from training.enums import CourseFormat


@dataclass(frozen=True)
class OpenSection:
    """A part of a pack, with the audience of its toolkits or the format of its courses."""

    part: Part | Section = Part.INTRODUCTION
    audience: AudienceGroup | None = None
    format: CourseFormat | None = None
