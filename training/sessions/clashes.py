"""Sessions that clash: two at the same time that share a trainer or a venue."""

from dataclasses import dataclass

from hscp.web.wording import one_line
from training.enums import SessionState, Setting
from training.models import Session
from training.models.session_times import load_days


@dataclass(frozen=True)
class Clash:
    """Another session at the same time, and what the two have in common: "trainer" or "place", with its name."""

    session: Session
    shared: str
    name: str


def clashes(session, trainers=()):
    """Return the sessions that `session`, saved or not, clashes with, as a list of Clash.

    Two sessions clash when they overlap and share a trainer (`trainers` are those of this one), or meet in person at the
    same venue. A cancelled session clashes with nothing.
    """
    if session.state == SessionState.CANCELLED:
        return []
    others = list(
        Session.objects.exclude(state=SessionState.CANCELLED)
        .exclude(pk=session.pk)
        .filter(starts_at__lt=session.ends_at, ends_at__gt=session.starts_at)
        .select_related("course")
        .prefetch_related("trainers")
        .in_order()
    )
    return clashes_among(load_days(others), session, trainers)


def clashes_among(others, session, trainers=()):
    """Return those of `others` (Sessions with their trainers and days) that `session` clashes with, as `clashes` does. Makes no
    query. Of sessions that take several days, each part counts by itself."""
    found, own_trainers = [], {trainer.pk for trainer in trainers}
    venue = _venue(session)
    for other in others:
        if not any(
            start < finish and begin < end for start, end in session.parts for begin, finish in other.parts
        ):
            continue
        if shared := [trainer.name for trainer in other.trainers.all() if trainer.pk in own_trainers]:
            found.append(Clash(other, "trainer", ", ".join(shared)))
        elif venue and _venue(other) == venue:
            found.append(Clash(other, "place", session.place))
    return found


def _venue(session):
    """Return the venue of a session in person, or "" for any other. Case and spaces make no difference to it."""
    return one_line(session.place).casefold() if session.setting == Setting.IN_PERSON else ""
