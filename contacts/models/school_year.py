"""Whether schools are open on a day, as far as the dates of the terms are known."""

import datetime

from contacts.enums import Season

# England's longest school holiday is six weeks. A longer time between two terms means that a term is missing.
_LONGEST_HOLIDAY = datetime.timedelta(days=56)


class SchoolYear:
    """The terms that are known, as (first day, last day) in order."""

    def __init__(self, terms=()):
        self._terms = list(terms)

    def season(self, day):
        """Return the Season on `day` (date), TERM or HOLIDAYS; None if it is not known."""
        for first, last in self._terms:
            if first <= day <= last:
                return Season.TERM
        before = max((last for _, last in self._terms if last < day), default=None)
        after = min((first for first, _ in self._terms if first > day), default=None)
        if before is None or after is None or after - before > _LONGEST_HOLIDAY:
            return None
        return Season.HOLIDAYS
