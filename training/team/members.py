"""Who is in a lead's team, and what each colleague lets the lead see. No other module writes a TeamMember.

A colleague's consent belongs to one pair of addresses. It is given and withdrawn by a link in the colleague's own mail
only, so nobody can agree for somebody else, and it ends with the pair: by answer, by the lead taking the colleague off, by a
corrected address, by erasure, and when the lead has not used the page for the period `teams`.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hscp.security.rate_limits import TEAM_ASKS_BY_COLLEAGUE
from training.booking.mailboxes import is_shared_mailbox
from training.booking.team_links import consent_link, member_in
from training.enums import TeamConsent
from training.mail import kinds
from training.mail.outbox import tell_person
from training.mail.rendering import greeting
from training.models import TeamMember

# One mail for each pair in so many days, however often the lead asks.
ASK_AGAIN = timedelta(days=30)
# Once somebody has said no or stopped it, only they can change that.
_SETTLED = (TeamConsent.REFUSED, TeamConsent.WITHDRAWN)


def words(lead_email, email):
    """Return what a colleague agrees to, in the words that are shown and kept."""
    return (
        f"I let {lead_email} see the training that I book with {email}: what I have booked and attended, my certificates, "
        "and when training is due again. They can move, cancel or hand over my bookings for me, and I am told of each "
        "change. I can stop this at any time."
    )


def team_of(lead_email):
    """Return the visible members of a lead's team, by name."""
    return list(
        TeamMember.objects.filter(lead_email__iexact=lead_email, hidden=False).order_by("name", "email", "pk")
    )


def may_see(member):
    """Whether the lead sees the record of a TeamMember: they agreed, with a mailbox that is theirs alone."""
    return member.consent == TeamConsent.AGREED and not is_shared_mailbox(member.email)


def may_ask(member, at=None):
    """Whether the lead can ask a TeamMember now."""
    if member.consent in {*_SETTLED, TeamConsent.AGREED} or is_shared_mailbox(member.email):
        return False
    return member.asked_at is None or member.asked_at + ASK_AGAIN <= (at or timezone.now())


def remember(lead_email, lead_name, people, at=None):
    """Put `people` (a list of Person) in the team of a lead who books for them, but for the lead.

    It tells nobody: somebody else may have typed the lead's address. Members that are there stay as they are, so a form cannot
    rename anybody; one taken off is seen again. Returns {email in small letters: TeamMember} of `people`.
    """
    at, lead_email = at or timezone.now(), lead_email.lower()
    wanted = {person.email.lower(): person for person in people if person.email}
    wanted.pop(lead_email, None)
    TeamMember.objects.bulk_create(
        (
            TeamMember(
                lead_email=lead_email,
                lead_name=lead_name,
                email=email,
                name=person.name,
                organisation=person.organisation,
                organisation_type=person.organisation_type,
                role=person.role,
                used_at=at,
            )
            for email, person in wanted.items()
        ),
        ignore_conflicts=True,
    )
    rows = TeamMember.objects.filter(lead_email=lead_email, email__in=wanted)
    rows.filter(hidden=True).update(hidden=False)
    return {member.email.lower(): member for member in rows}


@transaction.atomic
def add(*, lead_email, lead_name, email, name, at=None):
    """Put a colleague in the team of a lead who opened their own page, and ask the colleague. Return the TeamMember."""
    at = at or timezone.now()
    member, made = TeamMember.objects.get_or_create(
        lead_email=lead_email.lower(),
        email=email.lower(),
        defaults={"lead_name": lead_name, "name": name, "used_at": at},
    )
    if not made:
        member.name, member.lead_name, member.hidden = name or member.name, lead_name, False
        member.save(update_fields=["name", "lead_name", "hidden"])
    ask([member], lead_name=lead_name, at=at)
    return member


@transaction.atomic
def ask(members, *, lead_name="", at=None):
    """Ask those of `members` who can be asked now whether the lead may see their training. Return how many that were.

    A colleague whom too many leads ask in one day gets no more mail. Nothing that comes back tells so.
    """
    at, asked = at or timezone.now(), 0
    locked = TeamMember.objects.select_for_update().filter(pk__in=[member.pk for member in members])
    for member in locked.order_by("pk"):
        if not may_ask(member, at):
            continue
        member.consent, member.asked_at = TeamConsent.ASKED, at
        member.lead_name = lead_name or member.lead_name
        member.save(update_fields=["consent", "asked_at", "lead_name"])
        asked += 1
        if TEAM_ASKS_BY_COLLEAGUE.allows(member.email):
            tell_person(
                kinds.TEAM_ASKED,
                member.email,
                name=greeting(member.name),
                lead=greeting(member.lead_name),
                lead_email=member.lead_email,
                link=consent_link(member),
            )
    return asked


@transaction.atomic
def answer(member_id, *, agrees, at=None):
    """Write down what a colleague said to a lead, and return the TeamMember; agreeing is confirmed by mail.

    Saying the same again changes nothing.
    """
    member = TeamMember.objects.select_for_update().get(pk=member_id)
    if agrees and is_shared_mailbox(member.email):
        # More than one person reads it, so nobody can agree for whoever else books with it.
        return member
    if agrees == (member.consent == TeamConsent.AGREED) and (agrees or member.consent in _SETTLED):
        return member
    if agrees:
        said = TeamConsent.AGREED
    else:
        said = TeamConsent.WITHDRAWN if member.consent == TeamConsent.AGREED else TeamConsent.REFUSED
    member.consent, member.answered_at = said, at or timezone.now()
    member.words = words(member.lead_email, member.email) if agrees else ""
    member.save(update_fields=["consent", "answered_at", "words"])
    if agrees:
        tell_person(
            kinds.TEAM_AGREED,
            member.email,
            name=greeting(member.name),
            words=member.words,
            link=consent_link(member),
        )
    return member


@transaction.atomic
def remove(member_id):
    """Take a colleague off a lead's team: the consent ends, and what they last said and when they were asked stays known."""
    member = TeamMember.objects.select_for_update().get(pk=member_id)
    member.hidden = True
    if member.consent == TeamConsent.AGREED:
        member.consent, member.words = TeamConsent.NOT_ASKED, ""
    member.save(update_fields=["hidden", "consent", "words"])


def opened(lead_email, at=None):
    """Write down that a lead uses the page, from which the period `teams` runs."""
    TeamMember.objects.filter(lead_email__iexact=lead_email).update(used_at=at or timezone.now())


def leads_of(email):
    """Return the TeamMembers that the person with `email` is: one for each lead who books for them or asks them."""
    known = Q(hidden=False) | Q(consent__in=_SETTLED)
    return list(TeamMember.objects.filter(known, email__iexact=email).order_by("lead_email", "pk"))


def by_token(token):
    """Return the TeamMember that the link in a colleague's mail is about, or None once the pair is gone."""
    found = member_in(token)
    return TeamMember.objects.filter(**found).first() if found else None
