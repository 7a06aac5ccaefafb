"""When a session is on: all of it on one day, or in parts on several days that are one booking."""

from typing import NamedTuple

from django.db.models import prefetch_related_objects
from django.utils import timezone

from hscp.web.wording import time_spans


class Part(NamedTuple):
    """One part of a session: when it starts and ends (aware datetimes)."""

    starts_at: object
    ends_at: object


class InParts:
    """Mixin for a Session. Its `days` are stored where there are several; `starts_at` is then the start of the first, `ends_at`
    the end of the last."""

    # The parts that a form or a copy has given it and that are not stored yet, or those it had before they were changed; [] is
    # one part, from its start to its end.
    held_parts = None

    @property
    def spans_days(self):
        """Whether it ends on another day (London) than it starts: only then it can have several parts."""
        return timezone.localdate(self.starts_at) != timezone.localdate(self.ends_at)

    @property
    def parts(self):
        """When it is on, as a list of Part in order: one for each of its days. Makes a query only if it `spans_days`; see
        `load_days` for many sessions."""
        if self.held_parts is not None:
            return self.held_parts or [Part(self.starts_at, self.ends_at)]
        stored = self.days.all() if self.pk and self.spans_days else ()
        return [Part(day.starts_at, day.ends_at) for day in stored] or [Part(self.starts_at, self.ends_at)]

    @property
    def when(self):
        """When it is on, in words: “Tuesday 2 March 2027, 9:30am to 12:30pm”, or “2 days: …”."""
        return time_spans(self.parts)

    @property
    def minutes(self):
        """How many minutes are taught: the sum of its parts."""
        return round(sum((part.ends_at - part.starts_at).total_seconds() for part in self.parts) / 60)


def load_days(sessions):
    """Read the days of those of `sessions` (a list of Session) that may have several, with one query or none. Return the list."""
    sessions = list(sessions)
    prefetch_related_objects([session for session in sessions if session.spans_days], "days")
    return sessions
