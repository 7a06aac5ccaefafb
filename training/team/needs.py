"""Who in a lead's team has to repeat which course, and by when."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from hscp.email_addresses import email_key
from training.follow_up import certificates
from training.models import TeamMember
from training.team.members import may_see


@dataclass(frozen=True)
class Need:
    """One person and one course that is to be repeated: `until` the day by which, None if they never attended it.

    `status` is "over", "soon" or "never"; `booked` is the day of a coming booking, if there is one.
    """

    name: str
    email: str
    member: TeamMember | None
    status: str
    until: date | None
    booked: date | None


def needs_of(team, ahead):
    """Return {course: list of Need} for the courses that expire and that somebody in the team has attended, by title.

    It is about the lead and the colleagues who agreed. A need is what ended, ends within `ahead` (timedelta) or was never
    attended.
    """
    today = timezone.localdate(team.at)
    people = {email_key(team.lead_email): (None, "You")}
    for member in team.members:
        if may_see(member):
            people[email_key(member.email)] = (member, member.name or member.email)
    attended, booked, courses = {}, {}, {}
    for entry in team.entries:
        course = entry.session.course
        if not entry.whole or course.valid_months is None:
            continue
        key = (email_key(entry.email), course.pk)
        if entry.attended:
            attended[key], courses[course.pk] = certificates.refresh_by(entry.session), course
        elif entry.is_live and entry.session.starts_at > team.at:
            booked.setdefault(key, entry.held)
    found = {}
    for course in sorted(courses.values(), key=lambda course: (course.title.lower(), course.pk)):
        rows = []
        for email, (member, name) in people.items():
            until = attended.get((email, course.pk))
            if until is None:
                status = "never"
            else:
                status = "over" if until < today else ("soon" if until - ahead <= today else "")
            if status:
                rows.append(Need(name, email, member, status, until, booked.get((email, course.pk))))
        if rows:
            found[course] = rows
    return found
