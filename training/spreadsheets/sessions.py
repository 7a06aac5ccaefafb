"""The sheet of sessions."""

from datetime import time

from django.utils import timezone

from hscp.admin.spreadsheets import RecordSheet, Shown
from hscp.web.typed_dates import split_full_date
from hscp.web.typed_times import NotADate, read_span, read_time, split_span
from hscp.web.wording import time_spans
from training.enums import SessionState
from training.models.session_times import Part, load_days
from training.sessions.unusual_times import remarks

_TIMES = ("starts_at", "ends_at")


class SessionSheet(RecordSheet):
    """Sessions. Who has booked hears of a change as if it had been made in the form: the plan says how many they are.

    Times are read as in the form. Where the form would ask whether one is meant, the plan says so before anybody agrees to it.
    """

    cancelled_because = Shown(
        "Why it is cancelled",
        lambda session: session.cancellation_reason,
        "What people were told when it was cancelled.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The plan has asked.
        self.form_class.asks_first = False

    def load(self, keys, lock):
        found = super().load(keys, lock)
        load_days(found.values())
        return found

    def read_together(self, line, old):
        """Read start and end as one span: “9” and “12”, or “9-12” in the one, where only a date is given in neither."""
        start, end = (self._heading(name) for name in _TIMES)
        typed = [
            line.cells.get(heading) or old[name] for heading, name in zip((start, end), _TIMES, strict=True)
        ]
        if typed == [old[name] for name in _TIMES] or line.problems:
            return
        try:
            line.cells[start], line.cells[end] = in_full(*typed)
        except NotADate as error:
            if error.advice:
                line.problems[start] = error.advice

    def check(self, record, given, *, is_new):
        """Leave the times of a session of several days alone, as a row has room for one; refuse a day without a time."""
        if not is_new and len(record.parts) > 1:
            for name in _TIMES:
                moment = given.pop(name, None)
                if moment and abs((moment - getattr(record, name)).total_seconds()) >= 60:
                    self.refuse(("", "It takes several days. Change its times in its form."))
        for name in _TIMES:
            if given.get(name) and timezone.localtime(given[name]).time() == time():
                self.refuse((self._heading(name), "Give the time too, such as 12/03/2027 9:30."))
        checked = super().check(record, given, is_new=is_new)
        if set(_TIMES) & set(given):
            self._say_what_is_unusual(record)
        return checked

    def why_locked(self, record):
        if record.state == SessionState.CANCELLED:
            return "It is cancelled, and its people have been told. Copy it to a new session."
        return super().why_locked(record)

    def _say_what_is_unusual(self, record):
        part = Part(record.starts_at, record.ends_at)
        for words in remarks([part]):
            self.entry.notices.append(
                f"{words}: {time_spans([part])}. Agree to this plan only if it is meant so."
            )

    def _heading(self, name):
        return next(column.heading for column in self.read_columns if column.name == name)


def in_full(start, end):
    """Return the texts of a start and an end, each as it was typed, as dates with times: “12 March 2027 9” and “12” are
    “2027-03-12 09:00” and “2027-03-12 12:00”. The times guide each other, as in the form.

    Raises NotADate, with advice where the texts could be two spans.
    """
    day, first = split_full_date(start)
    if not end and (span := split_span(first)):
        first, end = span
    try:
        last_day, last = split_full_date(end)
    except NotADate as error:
        if error.advice:
            raise
        last_day, last = day, end
    if not first or not last:
        raise NotADate("A time is missing.")
    times = read_span(first, last) if last_day == day else (read_time(first), read_time(last))
    return tuple(f"{each} {clock:%H:%M}" for each, clock in zip((day, last_day), times, strict=True))
