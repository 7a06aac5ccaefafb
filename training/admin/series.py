"""A series: one session again at other dates, seen with its clashes before anything is created."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone

from contacts.enums import Season
from contacts.models import SchoolTerm
from hscp.admin.extra_pages import admin_address
from hscp.bank_holidays import is_bank_holiday
from hscp.web.wording import counted
from training.admin.date_fields import DayField, read_moment
from training.admin.session_days import editors_when
from training.admin.session_pages import SessionPage
from training.booking.locking import lock
from training.enums import SessionState
from training.models import Session
from training.models.session_times import load_days
from training.sessions.clashes import clashes
from training.sessions.series import create_like, moved, repeat_weekly
from training.sessions.unusual_times import NIGHT, in_the_night

MOST = 60


@dataclass(frozen=True)
class Row:
    """One session of a series before it exists: when it starts, when it is on (in words), and why it cannot be created (or nothing).

    `holiday` says which holiday it falls on, or is "", and `remark` what is unusual about its times. `is_chosen` is whether it is to be created.
    """

    starts_at: datetime
    when: str
    clashes: list
    problem: str
    holiday: str
    remark: str
    is_chosen: bool

    @property
    def value(self):
        """What the box of its row sends."""
        return self.starts_at.isoformat()

    @property
    def is_free(self):
        return not self.clashes and not self.problem


class SeriesForm(forms.Form):
    """When a session is to be given again."""

    how = forms.ChoiceField(
        label="Repeat",
        choices=[("weekly", "Every week, or every few weeks"), ("dates", "On dates I choose")],
        initial="weekly",
    )
    every = forms.IntegerField(
        label="Every how many weeks", min_value=1, max_value=52, initial=1, required=False
    )
    times = forms.IntegerField(
        label="How many times", min_value=1, max_value=MOST, required=False, help_text="Or give the last day."
    )
    until = DayField(label="Last day", required=False)
    dates = forms.CharField(
        label="Dates",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "cols": 40}),
        help_text="One a line, such as 12 January 2027 9:30. Without a time, it starts at the same time as this one.",
    )
    state = forms.ChoiceField(
        label="Create them as",
        choices=[(SessionState.DRAFT.value, "Drafts"), (SessionState.OPEN.value, "Open for booking")],
        initial=SessionState.DRAFT.value,
    )

    def __init__(self, *args, session, **kwargs):
        super().__init__(*args, **kwargs)
        self.session = session
        self.starts = []

    def clean(self):
        """Work out `starts`, the moments at which the sessions begin, earliest first and each once."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if cleaned["how"] == "dates":
            self.starts = self._chosen(cleaned["dates"])
        else:
            self.starts = self._weekly(cleaned)
        if len(self.starts) > MOST:
            raise ValidationError(f"That is {len(self.starts)} sessions. Create at most {MOST} at once.")
        return cleaned

    def _chosen(self, text):
        usual = timezone.localtime(self.session.starts_at).time()
        starts = set()
        for line in filter(None, map(str.strip, text.splitlines())):
            try:
                starts.add(read_moment(line, usual))
            except ValidationError as error:
                self.add_error("dates", error)
        if not starts and "dates" not in self.errors:
            self.add_error("dates", "Type at least one date.")
        return sorted(starts)

    def _weekly(self, cleaned):
        times, until = cleaned["times"], cleaned["until"]
        if times is None and until is None:
            self.add_error("times", "Say how many times, or give the last day.")
            return []
        if until and (until - timezone.localdate(self.session.starts_at)).days > 3 * 366:
            self.add_error("until", "The last day is more than three years away.")
            return []
        starts = repeat_weekly(self.session, every=cleaned["every"] or 1, times=times, until=until)
        if not starts:
            self.add_error("until", "The last day comes before the first repeat.")
        return starts


class SeriesPage(SessionPage):
    """Asks when to repeat the session, shows each date with its clashes, and creates those that are free."""

    route = "series/"
    name = "series"
    template = "admin/training/session/series.html"
    tab = "series"
    permissions = ("training.add_session", "training.change_session")

    @transaction.atomic
    def handle(self):
        request, session = self.request, self.session
        form = SeriesForm(request.POST or None, session=session)
        rows = []
        if request.method == "POST" and form.is_valid() and "change" not in request.POST:
            if "create" in request.POST:
                # One series at a time, so that a form sent twice finds what the first made.
                lock(session.pk)
            rows = _rows(session, form.starts, request.POST)
            chosen = [row.starts_at for row in rows if row.is_free and row.is_chosen]
            if "create" in request.POST and chosen:
                self._create(chosen, form.cleaned_data["state"])
                return redirect(admin_address(self.admin.opts, "changelist") + "?when=all")
        return self.render(
            f"Repeat {session}",
            form=form,
            rows=rows,
            free=sum(row.is_free for row in rows),
            none_chosen="create" in request.POST,
            terms_unknown=_has_unknown_terms(rows),
        )

    def _create(self, starts, state):
        first = timezone.localtime(self.session.starts_at)
        comment = f"Created as a series of the session on {first:%-d %B %Y}."
        create_like(self.session, starts, state=state, by=self.request.user, comment=comment)
        kind = "as draft" if state == SessionState.DRAFT else "open for booking"
        messages.success(self.request, f"{counted(len(starts), 'session')} created, {kind}.")


def _rows(session, starts, data):
    """Return a Row for each of `starts`, with its clashes. `data` is the QueryDict of the form.

    Before the rows were shown, all are chosen but those on a bank holiday or, other than this session, in the night; then, those that are ticked.
    """
    trainers, now = list(session.trainers.all()), timezone.now()
    there = set(
        Session.objects.filter(course=session.course, starts_at__in=starts)
        .exclude(state=SessionState.CANCELLED)
        .values_list("starts_at", flat=True)
    )
    rows, school_year = [], SchoolTerm.objects.year()
    clock = timezone.localtime(session.starts_at).time()
    load_days([session])
    shown, ticked, creates = "shown" in data, data.getlist("chosen"), "create" in data
    for start in starts:
        copy = moved(session, start)
        problem = ""
        if start <= now:
            problem = "In the past."
        elif start in there:
            problem = "This course has a session at that time already."
        day = timezone.localdate(start)
        is_off = is_bank_holiday(day)
        remark = NIGHT if in_the_night(copy.parts) and timezone.localtime(start).time() != clock else ""
        in_holidays = school_year.season(day) == Season.HOLIDAYS
        rows.append(
            Row(
                start,
                editors_when(copy),
                [] if problem else clashes(copy, trainers),
                problem,
                holiday="Bank holiday" if is_off else "School holidays" if in_holidays else "",
                remark=remark,
                is_chosen=start.isoformat() in ticked if shown else not remark and (creates or not is_off),
            )
        )
    return rows


def _has_unknown_terms(rows):
    """Return whether nobody has typed the school terms of one of the dates."""
    year = SchoolTerm.objects.year()
    return any(year.season(timezone.localdate(row.starts_at)) is None for row in rows)
