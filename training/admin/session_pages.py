"""What the pages beside the form of a session share, and the page that cancels it."""

from django import forms
from django.contrib import messages
from django.utils import timezone

from hscp.admin.extra_pages import RecordPage
from hscp.web.wording import counted
from training.booking.locking import CannotBook
from training.booking.rules import refusal
from training.enums import LIVE, Attendance, BookingState, SessionState, Source
from training.forms.fields import OneLineField
from training.models import Session
from training.sessions.booking_counts import with_booking_counts
from training.sessions.other_dates import other_dates
from training.sessions.saving import cancel_session


def people(number):
    """Return a number of people in words."""
    return counted(number, "person", "people")


def about_session(request, session):
    """Return what each page of a session, its form too, says above its content: its tabs and its numbers."""
    at = timezone.now()
    adds_bookings = request.user.has_perm("training.add_booking")
    return {
        "session": session,
        "at": at,
        "sees_bookings": request.user.has_perm("training.view_booking"),
        "may_book": adds_bookings and not refusal(session, source=Source.ADMIN, at=at, even_if_full=True),
        "may_add_arrivals": adds_bookings and not refusal(session, source=Source.ON_THE_DAY, at=at),
        "may_mark": request.user.has_perm("training.change_booking"),
        "may_change": request.user.has_perm("training.change_session"),
        "may_add": request.user.has_perm("training.add_session"),
    }


class SessionPage(RecordPage):
    """A page beside the form of a session. `tab` is the tab that it stands under, if any."""

    tab = ""

    @property
    def session(self):
        """The session, with its numbers."""
        return self.record

    def find(self, key):
        try:
            return with_booking_counts(Session.objects.select_related("course")).get(pk=key)
        except (Session.DoesNotExist, ValueError):
            return None

    def shared_context(self):
        return {"tab": self.tab, **about_session(self.request, self.session)}


class ReasonForm(forms.Form):
    """Why sessions are cancelled."""

    reason = OneLineField(
        label="Why it is cancelled",
        max_length=Session._meta.get_field("cancellation_reason").max_length,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="One sentence. It is in the email and on the page of the session, so name nobody.",
        error_messages={"required": "Say why, in one sentence: people are told."},
    )


class CancelPage(SessionPage):
    """Asks whether and why a session is to be cancelled, saying how many people will be told; a POST cancels it."""

    route = "cancel/"
    name = "cancel"
    template = "admin/training/session/cancel.html"
    permissions = ("training.change_session",)

    def handle(self):
        request, session = self.request, self.session
        problem = ""
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and session.state != SessionState.CANCELLED and form.is_valid():
            try:
                told = cancel_session(session=session, by=request.user, reason=form.cleaned_data["reason"])
            except CannotBook as error:
                problem = str(error)
            else:
                messages.success(request, f"Cancelled. {people(told).capitalize()} will get an email.")
                return self.to_page()
        states = list(session.bookings.filter(state__in=LIVE).values_list("state", flat=True))
        marked = session.bookings.exclude(attendance=Attendance.NOT_MARKED).exists()
        return self.render(
            f"Cancel {session}?",
            form=form,
            problem=problem,
            others=[
                f"{timezone.localtime(other.starts_at):%-d %B %Y, %H:%M}" for other in other_dates(session)
            ],
            total=len(states),
            waiting=states.count(BookingState.WAITING),
            took_place=marked and session.starts_at <= timezone.now(),
        )
