"""The sheet of sessions."""

from datetime import time

from django.core.exceptions import ValidationError
from django.utils import timezone

from hscp.admin.spreadsheets import RecordSheet, Shown
from hscp.admin.spreadsheets.sheets import ID
from hscp.web.typed_dates import split_full_date
from hscp.web.typed_times import NotADate, read_span, read_time, split_span
from hscp.web.wording import time_spans
from training.enums import SessionState
from training.models import Session
from training.models.session_times import Part, load_days
from training.sessions.unusual_times import remarks
from training.spreadsheets.programmes import COST, DATE, HEADINGS, NO_COST, TIME, people_of, setting_of

_TIMES = ("starts_at", "ends_at")
DRAFT = SessionState.DRAFT
# Of a draft of which nothing says it, and whose course has had no session.
PLACES = 20


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
        for column in self.read_columns:
            column.also = HEADINGS.get(column.name, ())

    @property
    def other_headings(self):
        apart = {other: name for name in (DATE, TIME, COST) for other in (name, *HEADINGS[name])}
        return super().other_headings | apart

    def load(self, keys, lock):
        found = super().load(keys, lock)
        load_days(found.values())
        return found

    def read_together(self, line, old):
        """Read start and end as one span: “9” and “12”, or “9-12” in the one, where only a date is given in neither.

        A programme of training may have the date and the time in columns of their own, and a platform for a place.
        """
        start, end = (self._heading(name) for name in _TIMES)
        self._read_programme(line, start)
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

    def _read_programme(self, line, start):
        day, clock, cost = (line.cells.pop(name, "") for name in (DATE, TIME, COST))
        if day or clock:
            line.cells[start] = " ".join(filter(None, (day, clock or line.cells.get(start, ""))))
        if cost:
            self.entry.notices.append(NO_COST.format(cost=cost))
        place, setting, trainers = (self._heading(name) for name in ("place", "setting", "trainers"))
        if line.cells.get(place) and not line.cells.get(setting) and not line.cells.get(ID):
            line.cells[setting] = setting_of(line.cells[place]).label
        if names := line.cells.get(trainers):
            cell = next(column.widget for column in self.read_columns if column.name == "trainers")
            try:
                cell.clean(names)
            except ValidationError:
                line.cells[trainers] = people_of(names)

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
        if is_new and self._is_there(given):
            self.entry.notices.append(
                "It is on the site already, at this time and place. Nothing of it is changed."
            )
            return False
        if is_new:
            self._add_places(given)
        checked = super().check(record, given, is_new=is_new)
        if set(_TIMES) & set(given):
            self._say_what_is_unusual(record)
        return checked

    def _add_places(self, given):
        """Give a new draft that says nothing of places as many as the course's last session had."""
        if (
            given.get("capacity") is not None
            or given.get("external_link")
            or given.get("state", DRAFT) != DRAFT
        ):
            return
        last = Session.objects.filter(course_id=given.get("course"), capacity__isnull=False)
        given["capacity"] = last.order_by("-starts_at").values_list("capacity", flat=True).first() or PLACES
        self.entry.notices.append(
            f"Nothing says how many places there are: it gets {given['capacity']}. Put this right before you publish it."
        )

    @staticmethod
    def _is_there(given):
        """Whether the course has a session at the time and place given: a programme that is uploaded again makes no second one."""
        wanted = {name: given.get(name) for name in ("course", "starts_at")}
        if None in wanted.values():
            return False
        same = Session.objects.filter(course_id=wanted["course"], starts_at=wanted["starts_at"])
        return same.filter(place=given.get("place", "")).exclude(state=SessionState.CANCELLED).exists()

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
