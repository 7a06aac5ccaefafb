"""The form of a session: its fields in their order, and what it refuses, each with the way to mend it."""

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localtime

from hscp.web.wording import counted
from training.enums import HOLDING, LIVE, SessionState
from training.models import Session
from training.sessions.clashes import clashes

FIELDSETS = [
    (
        "What and when",
        {
            "fields": ["course", "state", "starts_at", "ends_at"],
            "description": "Times are those of the clock in England. Without a date, it ends on the day it starts.",
        },
    ),
    (
        "Where",
        {
            "fields": [
                "setting",
                "place",
                "area",
                "joining_link",
                "joining_link_hours",
                "information",
                "trainers",
            ],
        },
    ),
    (
        "Places",
        {
            "fields": [
                "capacity",
                "minimum_places",
                "waiting_list",
                "promotion",
                "offer_hours",
                "agency_quota",
                "quota_released_at",
                "external_link",
            ],
            "description": "Either give the number of places, or the address where others take the bookings.",
        },
    ),
    (
        "Booking and messages",
        {
            "fields": [
                "booking_opens_at",
                "booking_closes_at",
                "cancel_by",
                "reminder_days",
                "asks_manager",
                "tells_manager",
            ],
            "description": "Leave “booking opens” empty to take bookings as soon as the session is open for booking.",
        },
    ),
]
LONGEST_REMINDER = 90


class SessionForm(forms.ModelForm):
    """A session as the training administrator fills it in."""

    class Meta:
        model = Session
        fields = [name for _, options in FIELDSETS for name in options["fields"]]

    def __init__(self, data=None, *args, **kwargs):
        super().__init__(_with_day_of_end(data), *args, **kwargs)
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
        if cleaned.get("tells_manager") and not cleaned.get("asks_manager"):
            self.add_error(
                "tells_manager",
                "Tick “ask for the manager’s email” too: without it there is no manager to tell.",
            )
        if self.instance.pk:
            self._refuse_leaving_people_out(cleaned)
        return cleaned

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
        times = {"starts_at", "ends_at", "__all__"}
        if not times.isdisjoint(self.errors) or not self.instance.starts_at or not self.instance.ends_at:
            return
        for clash in clashes(self.instance, self.cleaned_data.get("trainers") or ()):
            self.add_error("trainers" if clash.shared == "trainer" else "place", clash_message(clash))


def clash_message(clash):
    """Return a message, with a link, that says why the session clashes with another."""
    return format_html(
        '{} at that time: <a href="{}">{}</a>, {} to {}. Choose another time or {}.',
        f"{clash.name} gives another session"
        if clash.shared == "trainer"
        else "This place holds another session",
        reverse("admin:training_session_change", args=[clash.session.pk]),
        clash.session,
        f"{localtime(clash.session.starts_at):%H:%M}",
        f"{localtime(clash.session.ends_at):%H:%M}",
        clash.shared,
    )


def _people(number):
    return counted(number, "person is", "people are")


def _with_day_of_end(data):
    """Return the posted data with the day of the end where only its time was typed."""
    if data is None or not data.get("ends_at_1") or data.get("ends_at_0"):
        return data
    data = data.copy()
    data["ends_at_0"] = data.get("starts_at_0", "")
    return data
