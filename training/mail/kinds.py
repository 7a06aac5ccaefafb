"""The kinds of mail about training: what each brings, whom it goes to and when it is no longer needed.

The words of a kind are templates/training/mail/<name>.txt. Its name is stored with each message, so it never changes.
"""

from dataclasses import dataclass
from enum import Enum


class Link(Enum):
    """Where the link in a mail leads, if the mail brings one about a booking."""

    NONE = "nowhere"
    BOOKING = "to the booking, to see or change it"
    FOLLOW_UP = "to the questions three months on"


class Entry(Enum):
    """What the attached calendar file does with the session's entry in the person's calendar."""

    NONE = "no file"
    ADDED = "adds or moves it, for somebody who has a place"
    REMOVED = "takes it out, for somebody who had a place"
    MOVED = "takes that of the old date out, for somebody who had a place, and adds the new, for somebody who has one"


@dataclass(frozen=True)
class Kind:
    """One kind of mail.

    `gives_place`: it tells somebody that they have got a place. `needs_place`: it is not sent once the session is over or
    the person has no confirmed place. `has_joining_link`: it holds the link to join the session. `to_manager`: it goes to
    the person's manager. `says_price`: it says what the place costs. `may_be_refused`: people may say that they want no more of
    its kind.
    """

    name: str
    link: Link = Link.NONE
    entry: Entry = Entry.NONE
    gives_place: bool = False
    needs_place: bool = False
    has_joining_link: bool = False
    to_manager: bool = False
    says_price: bool = False
    may_be_refused: bool = False

    @property
    def template(self):
        """The name of the template with its words."""
        return f"training/mail/{self.name}.txt"


# A booking is made or changes.
CONFIRMED = Kind("confirmed", link=Link.BOOKING, entry=Entry.ADDED, gives_place=True, says_price=True)
PROMOTED = Kind("promoted", link=Link.BOOKING, entry=Entry.ADDED, gives_place=True, says_price=True)
WAITING = Kind("waiting", link=Link.BOOKING, says_price=True)
REQUESTED = Kind("requested", link=Link.BOOKING, says_price=True)
APPROVE = Kind("approve", to_manager=True, says_price=True)
NOT_APPROVED = Kind("not_approved")
OFFERED = Kind("offered", link=Link.BOOKING, says_price=True)
ALREADY = Kind("already", link=Link.BOOKING)
CANCELLED = Kind("cancelled", entry=Entry.REMOVED, says_price=True)
MOVED = Kind("moved", link=Link.BOOKING, entry=Entry.MOVED, gives_place=True, says_price=True)
MOVED_WAITING = Kind("moved_waiting", link=Link.BOOKING, entry=Entry.MOVED)
MOVED_REQUESTED = Kind("moved_requested", link=Link.BOOKING, entry=Entry.MOVED, says_price=True)
HANDED_OVER = Kind("handed_over", entry=Entry.REMOVED)
LAPSED = Kind("lapsed")
NOT_REACHED = Kind("not_reached")
# A session changes or is about to start.
SESSION_CHANGED = Kind("session_changed", link=Link.BOOKING, entry=Entry.ADDED)
SESSION_CANCELLED = Kind("session_cancelled", entry=Entry.REMOVED)
REMINDER = Kind("reminder", link=Link.BOOKING, needs_place=True)
JOINING_LINK = Kind("joining_link", link=Link.BOOKING, needs_place=True, has_joining_link=True)
LETTER = Kind("letter", link=Link.BOOKING)
# A session is over.
CERTIFICATE = Kind("certificate", link=Link.BOOKING)
CERTIFICATE_WITHDRAWN = Kind("certificate_withdrawn")
EVALUATION = Kind("evaluation", link=Link.BOOKING)
FOLLOW_UP = Kind("follow_up", link=Link.FOLLOW_UP)
NO_SHOW = Kind("no_show", to_manager=True)
# To somebody who need not have a booking.
INTEREST_CONFIRM = Kind("interest_confirm")
INTEREST = Kind("interest")
RECORD_LINK = Kind("record_link")
INVITATION = Kind("invitation", may_be_refused=True)
# A lead's team.
TEAM_LINK = Kind("team_link")
TEAM_BOOKED = Kind("team_booked")
TEAM_ASKED = Kind("team_asked")
TEAM_AGREED = Kind("team_agreed")

# What is told once for the day of a session: on another day, it is told anew.
OF_THE_DAY = tuple(
    kind.name for kind in (REMINDER, JOINING_LINK, CERTIFICATE, EVALUATION, FOLLOW_UP, NO_SHOW)
)
KINDS = {value.name: value for value in tuple(vars().values()) if isinstance(value, Kind)}
GIVING_A_PLACE = tuple(kind.name for kind in KINDS.values() if kind.gives_place)
NEEDING_A_PLACE = tuple(kind.name for kind in KINDS.values() if kind.needs_place)
