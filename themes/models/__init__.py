"""The taxonomy: safeguarding themes and what each pack holds, agency processes, situations, audiences and the glossary."""

# Django keeps relations in the order in which their models are made, and editors see where a record is used in it.
# isort: off
from themes.models.audiences import Audience
from themes.models.themes import Theme
from themes.models.pack_items import (
    PackItem,
    ThemeCourse,
    ThemePathway,
    ThemeResource,
    ThemeToolkit,
    ThemeToolkitList,
    ThemeBookingLine,
)
from themes.models.situations import Situation
from themes.models.processes import Process, ProcessSection
from themes.models.terms import Term

# isort: on

__all__ = [
    "Audience",
    "PackItem",
    "Process",
    "ProcessSection",
    "Situation",
    "Term",
    "Theme",
    "ThemeBookingLine",
    "ThemeCourse",
    "ThemePathway",
    "ThemeResource",
    "ThemeToolkit",
    "ThemeToolkitList",
]
