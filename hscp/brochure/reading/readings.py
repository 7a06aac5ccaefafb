"""How a person says that a line is to be read, where the reader has taken it for something else."""

from dataclasses import dataclass
from enum import Enum, auto


class Act(Enum):
    """What a corrected line does. The others than HEADING and RECORD need nothing more to be said."""

    HEADING = auto()
    RECORD = auto()
    SECTION_OF_ITS_OWN = auto()
    INSIDE = auto()
    JOIN = auto()
    TITLE = auto()
    TEXT = auto()
    LEAVE_OUT = auto()


# These mean the same wherever the line stands: a heading is one in every theme.
EVERYWHERE = frozenset((Act.HEADING, Act.SECTION_OF_ITS_OWN, Act.TITLE))


@dataclass(frozen=True)
class Reading:
    """One way to read a line. `code` is kept with a run; `label` is what an editor chooses.

    `opens` is the Heading that a heading is, or the OpenSection that a record is read in; else None.
    """

    code: str
    label: str
    act: Act
    opens: object = None
