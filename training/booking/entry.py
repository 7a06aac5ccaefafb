"""Whom a course is for: what happens to somebody it is not for, and whose agreement a booking needs.

Kind of organisation and role are what the person says of themselves, so the form may say at once that a course is not for them.
What somebody has taken is known of an address, and anybody may type anybody's: nothing that the form answers depends on it.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from hscp.web.wording import any_of, counted
from training.booking.identity import is_for
from training.enums import ApprovalBy, Attendance, BookingState, EntryRule
from training.models import Booking

NOT_FOR_THEM = "This course is not for this kind of organisation and role. It is for {whom}."
_YEAR = timedelta(days=365.25)


@dataclass(frozen=True)
class Entry:
    """What a course asks of whoever books: its CourseGroups, and its CoursePrerequisites each with its course."""

    course: object
    groups: list = field(default_factory=list)
    prerequisites: list = field(default_factory=list)

    @property
    def whom(self):
        """Whom the course is for, in words that follow “for”; "" for everybody."""
        return "; ".join(in_words(group) for group in self.groups)

    @property
    def first(self):
        """What is to be taken first, in words that follow “take”; "" for nothing."""
        return _titles(self.public_prerequisites)

    @property
    def public_prerequisites(self):
        """The CoursePrerequisites whose course the public may see."""
        return [row for row in self.prerequisites if row.required.is_live()]

    @property
    def asks_evidence(self):
        """Whether a person may say where else they have taken what is to be taken first."""
        return self.course.checks_prerequisites and bool(self.prerequisites)

    def includes(self, person):
        """Return whether the course is for `person`, by the kind of their organisation and their role."""
        return not self.groups or any(
            group.includes(organisation_type=person.organisation_type, role=person.role)
            for group in self.groups
        )

    def why_not(self, person, at=None):
        """Return why the course is not for `person` (a Person or Booking) at `at` by its own rules, in sentences for staff; "" if it
        is. Who may book without being in a group is not refused. Makes a query only where the course checks what to take first."""
        reasons = []
        if self.course.others_may != EntryRule.SAID and not self.includes(person):
            reasons.append(NOT_FOR_THEM.format(whom=self.whom))
        if self.asks_evidence and not has_taken(person, self.prerequisites, at):
            reasons.append(
                f"To take first: {_titles(self.prerequisites)}. The register does not show it at this address."
            )
        return " ".join(reasons)

    def refusal(self, person):
        """Return why `person` cannot book on the site, or ""."""
        refused = self.course.others_may == EntryRule.REFUSED and not self.includes(person)
        return NOT_FOR_THEM.format(whom=self.whom) if refused else ""


def entry_of(course):
    """Return the Entry of a course. Makes two queries."""
    return Entry(
        course=course,
        groups=list(course.groups.all()),
        prerequisites=list(course.prerequisites.select_related("required")),
    )


def needed(session, entry, person, *, at):
    """Return whose agreement (ApprovalBy) a booking that `person` makes on the site needs, as a list."""
    asked = []
    if session.manager_approves and person.manager_email:
        asked.append(ApprovalBy.MANAGER)
    if entry.course.others_may == EntryRule.APPROVAL and not entry.includes(person):
        asked.append(ApprovalBy.STAFF)
    if entry.asks_evidence and not has_taken(person, entry.prerequisites, at):
        asked.append(ApprovalBy.PREREQUISITE)
    return asked


def may_need_approval(session, entry):
    """Return whether bookings of `session` may need somebody's agreement: then its pages promise nobody a place at once."""
    return (
        session.manager_approves
        or entry.asks_evidence
        or (entry.course.others_may == EntryRule.APPROVAL and bool(entry.groups))
    )


def has_taken(person, prerequisites, at=None):
    """Return whether `person` (a Person) attended any of `prerequisites` within its years, as the register says."""
    at = at or timezone.now()
    enough = Q(pk__in=[])
    for row in prerequisites:
        since = Q() if row.within_years is None else Q(session__starts_at__gte=at - row.within_years * _YEAR)
        enough |= Q(session__course=row.required_id) & since
    taken = Booking.objects.filter(enough, email_key=person.email_key, attendance=Attendance.ATTENDED).filter(
        state=BookingState.CONFIRMED, session__starts_at__lte=at
    )
    return any(is_for(person, name) for name in taken.exclude(email_key="").values_list("name", flat=True))


def _titles(prerequisites):
    return any_of([f"{row.required.title}{within(row)}" for row in prerequisites])


def in_words(group):
    """Return a CourseGroup in words: “School or college (manager or supervisor)”."""
    kind, role = group.get_organisation_type_display(), group.get_role_display()
    return f"{kind} ({role.lower()})" if kind and role else kind or role


def within(row):
    """Return within which time a CoursePrerequisite must have been taken: “ (within the last 3 years)”, or ""."""
    if row.within_years is None:
        return ""
    years = "year" if row.within_years == 1 else counted(row.within_years, "year")
    return f" (within the last {years})"
