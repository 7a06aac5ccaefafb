"""What a lead asks for by the form of booking: kept in their team, and summed up in one mail.

The lead never learns from it whether a colleague had a booking of their own, see training/booking/public_form.py.
"""

import hashlib

from django.conf import settings
from django.urls import reverse

from hscp.email_addresses import email_key
from hscp.web.wording import counted
from training.enums import LIVE
from training.mail import kinds, rendering
from training.mail.outbox import tell_person
from training.models import TeamRequest
from training.team.members import may_see, remember


def keep(lead, session, people, stand_ins):
    """Put `people` (a list of Person) in the team of the Lead who booked them, and keep what was asked for in vain.

    `stand_ins` is {email: whether there would have been a place} for those who had a booking of their own. A booking that
    the lead can see is none of these.
    """
    members = remember(lead.email, lead.name, people)
    seen = set()
    if stand_ins:
        mine = session.bookings.filter(state__in=LIVE, booked_by_email__iexact=lead.email)
        seen = set(mine.values_list("email_key", flat=True))
    TeamRequest.objects.bulk_create(
        (
            TeamRequest(member=members[email.lower()], session=session, has_place=has_place)
            for email, has_place in stand_ins.items()
            if email.lower() in members
            and email_key(email) not in seen
            and not may_see(members[email.lower()])
        ),
        ignore_conflicts=True,
    )


def tell_lead(lead, session, people, *, key, outcome):
    """Send the lead one mail about a form, unless it went already: whom they booked, and its `outcome`.

    `key` is the form's own. The address is as somebody typed it, so the mail has no link that opens anything.
    """
    who = hashlib.sha256("\n".join([key, *(person.email for person in people)]).encode()).hexdigest()[:32]
    said = rendering.about(session)
    tell_person(
        kinds.TEAM_BOOKED,
        lead.email,
        once=f"{session.pk}:{who}",
        name=rendering.greeting(lead.name),
        people=counted(len(people), "person", "people"),
        names=[name for person in people if (name := rendering.greeting(person.name))],
        outcome=_in_words(outcome),
        link=f"{settings.HSCP_ADDRESS}{reverse('training:record_request')}?for=team",
        **{name: said[name] for name in ("course", "when", "begins", "where", "page")},
    )


def _in_words(outcome):
    """Return sentences on how many have a place, which numbers on the waiting list the others have, and why."""
    parts = []
    if outcome.places:
        parts.append(f"{counted(outcome.places, 'person has', 'people have')} a place.")
    if turns := outcome.turns:
        numbers = " and ".join(filter(None, [", ".join(map(str, turns[:-1])), str(turns[-1])]))
        word = "number" if len(turns) == 1 else "numbers"
        waits = counted(len(turns), "person is", "people are")
        parts += [f"{waits} on the waiting list, at {word} {numbers}.", *outcome.reasons]
    return " ".join(parts)
