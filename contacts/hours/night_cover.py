"""Who answers at night for what cannot wait: no urgent pathway is public without somebody, or a reason in writing.

An urgent pathway is published only if one of its numbers is known to answer at each hour of the night and the weekend, by its
own hours or because it answers whenever another one is closed; or if an editor wrote why nobody does. The emergency number does
not count: it is for danger to life, and on every page. The forms, bulk actions, imports and changes of numbers all ask here.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from contacts.enums import ANSWERED, Urgency
from contacts.hours.open_now import status_of
from contacts.hours.timetable import Timetable
from contacts.models import Pathway, load_numbers
from contacts.numbers.values import exceptions_of, hours_of
from hscp.london_time import LONDON
from hscp.records.state import State

MISSING = (
    "It is for urgent need, and nobody is known to answer at night and at the weekend. Add a number that answers then, with its "
    "hours, or one that answers whenever another is closed; or write why nobody does under “why nobody answers at night”."
)
# A week like any other: no bank holiday, no change of clocks, within a school term.
_MONDAY = date(2026, 6, 8)
_NIGHT = tuple(
    datetime.combine(_MONDAY + timedelta(days=number), hour, LONDON)
    for number in range(7)
    for hour in (time(2), time(6), time(21, 45), *((time(13),) if number >= 5 else ()))
)


def needs_night_cover(pathway, now=None):
    """Return whether a pathway cannot wait, has no written reason, and is public at `now` (default: this moment) or later."""
    now = now or timezone.now()
    return (
        pathway.urgency != Urgency.ROUTINE
        and pathway.state == State.PUBLISHED
        and (pathway.expire_at is None or pathway.expire_at > now)
        and not pathway.night_cover_reason.strip()
    )


def refusals(pathways, *, lock=False):
    """Return {primary key: why not} for those of `pathways`, with the values they are to have, that may not be public.

    Their numbers are read from the database, in a fixed number of queries. With `lock`, for use in a transaction, whoever
    wants to change one of the numbers waits until it ends.
    """
    asked = [pathway for pathway in pathways if needs_night_cover(pathway)]
    stored = Pathway.objects.select_for_update() if lock else Pathway.objects.all()
    stored = stored.in_bulk([pathway.pk for pathway in asked if pathway.pk])
    load_numbers(list(stored.values()))
    return {
        pathway.pk: MISSING
        for pathway in asked
        if pathway.pk not in stored or not _somebody_answers(_numbers_of(stored[pathway.pk]))
    }


def without_night_cover():
    """Return the pathways, public now or later, that cannot wait and have nobody at night, in the order of lists."""
    urgent = list(Pathway.objects.exclude(urgency=Urgency.ROUTINE).filter(state=State.PUBLISHED).in_order())
    refused = refusals(urgent)
    return [pathway for pathway in urgent if pathway.pk in refused]


def ends_with(pathway, point, after):
    """Return whether the last night cover of `pathway` would end if `point` (None: a new one) had the values `after`.

    `after` is as values_of() gives it, or {} if the point is removed. What had no cover before may be changed freely.
    """
    if point is None or not needs_night_cover(pathway):
        return False
    numbers = _numbers_of(Pathway.objects.with_numbers().get(pk=pathway.pk))
    if not _somebody_answers(numbers):
        return False
    if after:
        numbers[point.pk] = _Number(
            after["kind"],
            after["value"],
            Timetable(hours_of(after), after["bank_holidays"], exceptions_of(after)),
            after["answers_when_closed"],
        )
    else:
        del numbers[point.pk]
    return not _somebody_answers(numbers)


class _Number(NamedTuple):
    kind: str
    value: str
    own: Timetable
    follows: int | None


def _numbers_of(pathway):
    """Return {primary key: _Number} of the points of a pathway, with what was loaded."""
    return {
        point.pk: _Number(
            point.kind,
            point.value,
            Timetable(list(point.opening_hours.all()), point.bank_holidays, list(point.exceptions.all())),
            point.answers_when_closed_id,
        )
        for point in pathway.contact_points.all()
    }


def _somebody_answers(numbers):
    """Return whether one of the numbers is known to answer at every one of the moments of the week."""
    emergency = settings.HSCP_EMERGENCY_NUMBERS[0]["number"]
    timetables = [
        _timetable(number, numbers)
        for number in numbers.values()
        if number.kind in ANSWERED and number.value and number.value != emergency
    ]
    return all(any(_answers(timetable, moment) for timetable in timetables) for moment in _NIGHT)


def _timetable(number, numbers):
    if number.follows is None:
        return number.own
    other = numbers.get(number.follows)
    return replace(number.own, rows=(), follows=other.own if other else None)


def _answers(timetable, moment):
    status = status_of(timetable, moment)
    return status is not None and status.is_open
