"""What pages of search read of the records themselves, or what is known of them while the database is away."""

import logging
from datetime import timedelta

from django.db import InterfaceError, OperationalError
from django.db.models import Min
from django.utils import timezone

from contacts.models import Pathway, load_numbers
from contacts.output import known
from hscp.database.outage import is_known_to_be_away, is_known_to_be_slow
from hscp.records.compiled_queries import CompiledQuery
from hscp.search.query import find
from hscp.search.query.first_results import CONTACT
from training.enums import SessionState
from training.models import Session

# As for copies of pages.
KNOWN_FOR = timedelta(hours=24)
logger = logging.getLogger(__name__)


def is_too_old(as_of):
    """Return whether what was known at `as_of` (aware) may not be shown any more; None is now."""
    return as_of is not None and timezone.now() - as_of > KNOWN_FOR


def pathways_of(results):
    """Return ({pk: live pathway with what its card shows}, when they were read) for the contacts above and among SearchResults.

    While the database is away, or slow, they are those that this process knows. The moment is None if they have just been read.
    """
    crisis = results.crisis.contacts if results.crisis else []
    hits = [*crisis, *results.contacts, *(hit for hit in results.hits if hit.kind == CONTACT)]
    numbers = {hit.object_id for hit in hits}
    if is_known_to_be_slow():
        pathways, read_at = known.recall(numbers)
        if pathways.keys() == numbers:
            return pathways, read_at
    found = _read_or_none(lambda: _with_numbers(numbers))
    if found is None:
        return known.recall(numbers)
    known.remember(found)
    return {pathway.pk: pathway for pathway in found}, None


def next_dates(results):
    """Return {pk of a course: when its next session starts} for the courses among the results that have one, if that is known soon."""
    courses = [hit.object_id for hit in results.hits if hit.kind == "course"]
    return dict(read_if_soon(lambda: _first_dates(courses=courses, at=timezone.now())))


def read_if_soon(read):
    """Return what `read` reads of the database as a list: nothing while it is away or slow, for what a page can do without."""
    return [] if is_known_to_be_slow() else _read_or_none(read) or []


def _read_or_none(read):
    """Return what `read` reads of the database as a list; None while it is away: search itself answers without it."""
    if is_known_to_be_away():
        return None
    try:
        return list(read())
    except (OperationalError, InterfaceError):
        logger.warning("The search page answers without the database.")
        return None


def read_contacts_beforehand():
    """Read the contacts that pages of search may need while the database is away: those of crisis cards, and the first ones of all."""
    keys = find.find_in_snapshot(lambda snapshot: snapshot.crisis_cards.keys)
    known.read_beforehand(
        {int(number) for kind, _, number in (key.partition(":") for key in keys) if kind == CONTACT}
    )


def _with_numbers(numbers):
    pathways = _live_pathways(pathways=numbers, at=timezone.now())
    if pathways:
        load_numbers(pathways)
    return pathways


@CompiledQuery
def _live_pathways(pathways, at):
    return Pathway.objects.live(at).filter(pk__in=pathways).order_by()


@CompiledQuery
def _first_dates(courses, at):
    """Return (pk of a course, when its next session starts) for those of `courses` that have one."""
    sessions = Session.objects.public(at).upcoming(at).exclude(state=SessionState.CANCELLED)
    return sessions.filter(course__in=courses).order_by().values_list("course").annotate(Min("starts_at"))
