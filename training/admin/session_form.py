"""The form of a session: its fields in their order, and what it refuses, each with the way to mend it."""

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localtime

from hscp.web.wording import counted
from training.admin.session_days import as_lines, editors_when, read_lines, with_whole_span
from training.admin.session_fieldsets import FIELDSETS
from training.enums import HOLDING, LIVE, SessionState
from training.forms.fields import OneLineField
from training.models import Session
from training.models.session_times import Part
from training.sessions import days
from training.sessions.clashes import clashes
from training.sessions.saving import announcement
from training.sessions.unusual_times import in_the_night, remarks

LONGEST_REMINDER = 90
# The names of what the form asks beside the session: the sentence for the mail, and that people may be told.
NOTE, AGREED = "_note", "_tell"
# The name of the box that says that times in the night or in the past are meant.
MEANT = "_meant"
_TIMES = {"starts_at", "ends_at"}


def note_field():
    """Return the field for a sentence of the editor's own in the mail about a change."""
    return OneLineField(
        label="A sentence for the email",
        max_length=400,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Such as why it has changed. Everybody who has booked reads it, so name nobody.",
    )


class SessionForm(forms.ModelForm):
    """A session as the training administrator fills it in."""

    class Meta:
        model = Session
        fields = [name for _, options in FIELDSETS for name in options["fields"]]

    further_days = forms.CharField(
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 50}),
        help_text="Only for a session of several days, which is one booking. One a line, such as “Tuesday 9 March 2027, 9:30 to "
        "12:30”; without times, as the first day. “Starts” and “ends” are those of the first day.",
    )

    # What the page asks before people are told: {"told", "agreed", "name", "note"}, or None.
    asks = None
    # Whether somebody else has saved the session since the form was opened.
    is_stale = False
    # A spreadsheet asks by its plan.
    asks_first = True
    note = ""

    def __init__(self, data=None, *args, **kwargs):
        data, self.span_problem = with_whole_span(data)
        super().__init__(data, *args, **kwargs)
        self.parts_before = self.instance.parts if self.instance.pk else []
        if len(self.parts_before) > 1:
            self.initial |= days_initial(self.parts_before)
        if "state" in self.fields:
            # Cancelling has a page of its own, which says how many people are told.
            self.fields["state"].choices = [
                choice for choice in SessionState.choices if choice[0] != SessionState.CANCELLED
            ]
            self.fields["capacity"].initial = 20

    def clean_reminder_days(self):
        """Return the days as “7, 1”: whole numbers, each once, the earliest reminder first."""
        days = {part.strip() for part in self.cleaned_data["reminder_days"].split(",")} - {""}
        if not all(day.isdecimal() and 1 <= int(day) <= LONGEST_REMINDER for day in days):
            raise forms.ValidationError(
                f"Type days before the start from 1 to {LONGEST_REMINDER}, such as “7, 1”, or leave it empty."
            )
        return ", ".join(map(str, sorted({int(day) for day in days}, reverse=True)))

    def clean(self):
        cleaned = super().clean()
        if self.span_problem:
            self.add_error("starts_at", self.span_problem)
        if cleaned.get("tells_manager") and not cleaned.get("asks_manager"):
            self.add_error(
                "tells_manager",
                "Tick “ask for the manager’s email” too: without it there is no manager to tell.",
            )
        if cleaned.get("manager_approves") and not cleaned.get("asks_manager"):
            self.add_error(
                "manager_approves",
                "Tick “ask for the manager’s email” too: without it there is no manager to agree.",
            )
        if self.instance.pk:
            self._refuse_leaving_people_out(cleaned)
        return cleaned

    def _plan_days(self):
        """Give the session its days. Return whether they are in order."""
        if "starts_at" not in self.cleaned_data:
            return True
        first = Part(self.cleaned_data["starts_at"], self.cleaned_data["ends_at"])
        try:
            days.plan(self.instance, [first, *read_lines(self.cleaned_data.get("further_days", ""), first)])
        except forms.ValidationError as error:
            self.add_error("further_days", error)
            return False
        # What two people changed is put together from the session's own fields: its days are not among them.
        takes_days = len(self.parts_before) > 1 or len(self.instance.parts) > 1
        if self.is_stale and takes_days and self.instance.parts != self.parts_before:
            self.add_error(
                "further_days",
                "Somebody else has saved this session since you opened it. Note what you typed, open the session again and change "
                "its days there.",
            )
            return False
        return True

    def _ask_whether_meant(self):
        """Refuse new times in the night or in the past until somebody ticks that these very times are meant."""
        days_changed = as_lines(self.instance.parts) != self.initial.get("further_days", "")
        if self.errors or not self.asks_first or not days_changed | bool(_TIMES & set(self.changed_data)):
            return
        found = remarks(self.instance.parts)
        parts = [tuple(map(localtime, part)) for part in self.instance.parts]
        start, end = map(localtime, (in_the_night(self.instance.parts) or parts)[0])
        meant = ",".join(f"{first:%Y-%m-%dT%H:%M}/{last:%Y-%m-%dT%H:%M}" for first, last in parts)
        if found and self.data.get(MEANT) != meant:
            self.add_error(
                "starts_at",
                format_html(
                    "{}: {} to {}. Correct it, or tick this and save again: "
                    '<label><input type="checkbox" name="{}" value="{}"> It is meant so</label>',
                    " and ".join((found[0], *(each[0].lower() + each[1:] for each in found[1:]))),
                    f"{start:%A %-d %B %Y, %H:%M}",
                    f"{end:%H:%M}",
                    MEANT,
                    meant,
                ),
            )

    def _ask_before_telling(self):
        """Refuse a change that people are told of until the page has said how many they are: then the same is sent again.

        The box that agrees holds what was agreed to, so that another change, or more people, is asked about anew.
        """
        if self.errors or not self.instance.pk or not self.asks_first:
            return
        told = announcement(self.instance)
        times = " ".join(f"{start:%s} {end:%s}" for start, end in self.instance.parts)
        agreed = f"{told} {times} {self.instance.setting} {self.instance.place}"
        if told and self.data.get(AGREED) != agreed:
            self.asks = {"told": _number(told), "agreed": agreed, "name": AGREED, "note": self._note_field()}
            self.add_error(
                None,
                f"{_number(told).capitalize()} will be told of this change. Add a sentence for them below if you like, then save "
                "again to send it.",
            )

    def _clean_note(self):
        """Keep what was typed for the mail as `note`."""
        try:
            self.note = note_field().clean(self.data.get(NOTE, ""))
        except forms.ValidationError as error:
            self.note = ""
            self.add_error(None, error)

    def _note_field(self):
        note = forms.Form(self.data)
        note.fields[NOTE] = note_field()
        return note[NOTE]

    def _refuse_leaving_people_out(self, cleaned):
        """Refuse fewer places than are held, and to hide or give away a session that people have booked."""
        bookings = self.instance.bookings
        capacity = cleaned.get("capacity")
        live = bookings.filter(state__in=LIVE).count()
        if capacity is not None and "capacity" in self.changed_data:
            held = bookings.filter(state__in=HOLDING).count()
            if capacity < held:
                self.add_error(
                    "capacity",
                    f"{_people(held)} booked: over by {held - capacity}. "
                    f"Cancel bookings first, or keep at least {held}.",
                )
        if live and cleaned.get("external_link"):
            self.add_error(
                "external_link",
                f"{_people(live)} booked here or waiting. Cancel their bookings first, or keep the places here.",
            )
        if live and cleaned.get("state") == SessionState.DRAFT:
            self.add_error(
                "state",
                f"{_people(live)} booked or waiting, so it cannot go back to draft. "
                "Close it for booking, or cancel it: then everybody gets an email.",
            )

    def _post_clean(self):
        """Look for clashes once the instance has its new values and nothing else is wrong with its times."""
        super()._post_clean()
        times = {*_TIMES, "further_days", "__all__"}
        if not times.isdisjoint(self.errors) or not self.instance.starts_at or not self.instance.ends_at:
            return
        if not self._plan_days():
            return
        for clash in clashes(self.instance, self.cleaned_data.get("trainers") or ()):
            self.add_error("trainers" if clash.shared == "trainer" else "place", clash_message(clash))
        self._ask_whether_meant()
        self._clean_note()
        self._ask_before_telling()


def days_initial(parts):
    """Return what the form shows of the several `parts` of a session: the end of the first day, and the other days as lines."""
    return {"ends_at": parts[0].ends_at, "further_days": as_lines(parts)}


def clash_message(clash):
    """Return a message, with a link, that says why the session clashes with another."""
    return format_html(
        '{} at that time: <a href="{}">{}</a>, {}. Choose another time or {}.',
        f"{clash.name} gives another session"
        if clash.shared == "trainer"
        else "This place holds another session",
        reverse("admin:training_session_change", args=[clash.session.pk]),
        clash.session,
        _hours(clash.session),
        clash.shared,
    )


def _hours(session):
    if len(session.parts) > 1:
        return editors_when(session)
    return f"{localtime(session.starts_at):%H:%M} to {localtime(session.ends_at):%H:%M}"


def _number(number):
    return counted(number, "person", "people")


def _people(number):
    return counted(number, "person is", "people are")
