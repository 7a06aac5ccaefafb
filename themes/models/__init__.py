"""The taxonomy: safeguarding themes and what each pack holds, agency processes, situations, audiences and the glossary."""

from themes.models.audiences import Audience
from themes.models.pack_items import (
    PackItem,
    ThemeCourse,
    ThemePathway,
    ThemeResource,
    ThemeToolkit,
    ThemeToolkitList,
)
from themes.models.processes import Process, ProcessSection
from themes.models.situations import Situation
from themes.models.terms import Term
from themes.models.themes import Theme

__all__ = [
    "Audience",
    "PackItem",
    "Process",
    "ProcessSection",
    "Situation",
    "Term",
    "Theme",
    "ThemeCourse",
    "ThemePathway",
    "ThemeResource",
    "ThemeToolkit",
    "ThemeToolkitList",
]
