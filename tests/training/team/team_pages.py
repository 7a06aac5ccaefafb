"""What tests of a lead's team share: a lead who has opened the page, colleagues, and what they booked and attended."""

import re
from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import before_midnight, make_booking, make_course, make_person, make_session
from training.booking.links import issue_record
from training.booking.public_form import book_for_public
from training.enums import Attendance
from training.follow_up import attendance
from training.models import TeamMember
from training.team import members

LEAD, NAME = "lee.lead@example.org", "Lee Lead"
TEAM = "/training/my-record/team/"


class LeadsBrowser(Client):
    """The browser of somebody who opened the link to their team's page. Forms are sent with the page's own stamp."""

    def __init__(self, email=LEAD):
        super().__init__()
        self.post_plain(f"/training/my-record/{issue_record(email)}/?for=team")

    def post_plain(self, *args, **kwargs):
        return super().post(*args, **kwargs)

    def send(self, path, data=None):
        """Send the form of the page at `path` with `data`."""
        page = self.get(TEAM + "people/")
        return self.post_plain(path, {"record": page.wsgi_request.record_stamp, **(data or {})})


def main(response):
    return re.search(r"<main.*</main>", response.content.decode(), re.DOTALL).group()


def book_as_lead(session, *people, email=LEAD, key="a-key", **fields):
    """Book `people` ({} or fields of a person) by the public form as the lead does; return the bookings by email."""
    people = [make_person(**({"organisation": "Oak School"} | person)) for person in people]
    book_for_public(
        session_id=session.pk, people=people, key=key, booked_by=NAME, booked_by_email=email, **fields
    )
    return {booking.email: booking for booking in session.bookings.all()}


def agree(email, lead=LEAD):
    """Let a colleague in the lead's team agree, and return the TeamMember."""
    return members.answer(TeamMember.objects.get(email=email, lead_email=lead).pk, agrees=True)


def make_come(email, days=10, mark=Attendance.ATTENDED, course=None, **fields):
    """Return the booking of somebody for a session that began `days` ago, marked on the register."""
    start = before_midnight(timezone.now() - timedelta(days=days))
    session = make_session(
        course or make_course(**fields), starts_at=start, ends_at=start + timedelta(hours=1)
    )
    booking = make_booking(session, at=start - timedelta(days=9), email=email, name=email.partition("@")[0])
    attendance.mark(booking_ids=[booking.pk], attendance=mark, by=None)
    booking.refresh_from_db()
    return booking


def code_of(browser, email, session=None):
    """Return the code of the coming entry of a colleague on the lead's page."""
    team = browser.get(TEAM).context["team"]
    return next(
        entry.code
        for entry in team.coming
        if entry.email == email and (session is None or entry.session == session)
    )


def way(code, verb):
    return reverse(f"training:team_{verb}", args=[code])
