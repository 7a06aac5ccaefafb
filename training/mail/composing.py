"""What a message about a booking says: its words, its link, and its calendar files. `training.mail.outbox` says who is told."""

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from hscp.web.wording import date_and_time
from training.booking.charge_words import charges_in_words
from training.booking.links import issue_all
from training.booking.prices import prices_by_course
from training.booking.rules import GRACE
from training.booking.team_links import consent_link
from training.enums import BookingState, Setting, TeamConsent
from training.follow_up.evaluation import follow_up_token
from training.mail import rendering
from training.mail.invented_addresses import is_invented
from training.mail.invitations import invitation, next_number
from training.mail.kinds import GIVING_A_PLACE, Entry, Link
from training.models import Message, TeamMember
from training.models.session_times import load_days


def write(kind, bookings, context, left, was=None):
    """Write a message of `kind` to the person of each booking, and return how many were new.

    `bookings` is {`once` of the message: booking}; `context` goes to the template; `left` and `was` as for `outbox.tell_all`.
    """
    there = set(Message.objects.filter(once__in=bookings).values_list("once", flat=True))
    new = {key: booking for key, booking in bookings.items() if key not in there}
    if not new:
        return 0
    tokens = issue_all(new.values()) if kind.link is Link.BOOKING else {}
    had_a_place = _had_a_place(new.values()) if kind.entry is Entry.REMOVED else set()
    load_days(booking.session for booking in new.values())
    sessions = {booking.session_id: booking.session for booking in new.values()}
    said = {pk: rendering.about(session) for pk, session in sessions.items()}
    prices = prices_by_course(sessions.values()) if kind.says_price else {}
    # Those with a calendar file are about one session each, seldom about several.
    numbers = {
        pk: next_number(session, *filter(None, [left]))
        for pk, session in sessions.items()
        if left or kind.entry is not Entry.NONE
    }
    messages = []
    leads = _leads(new.values()) if not kind.to_manager else {}
    for key, booking in new.items():
        has_place = booking.state == BookingState.CONFIRMED
        has_entry = booking.pk in had_a_place if kind.entry is Entry.REMOVED else has_place
        values = (
            said[booking.session_id] | _of(booking, kind) | {"has_place": has_entry or has_place} | context
        )
        if price := prices.get(booking.session.course_id):
            values |= charges_in_words(price, booking)
        values["lead"] = rendering.greeting(values.get("lead", ""))
        values["leads"] = leads.get(booking.email.lower(), ())
        if kind.link is Link.FOLLOW_UP:
            values["link"] = _address("training:follow_up", follow_up_token(booking))
        elif kind.link is Link.BOOKING:
            values["link"] = _address("training:manage_open", tokens[booking.pk])
        subject, body = rendering.render(kind, **values)
        number = numbers.get(booking.session_id)
        calendar = calendar_out = ""
        if has_entry and kind.entry is not Entry.NONE:
            calendar = invitation(booking, number, cancelled=kind.entry is Entry.REMOVED)
            days = len(booking.session.parts)
            if was is not None and len(was.parts) > days:
                calendar_out = invitation(booking, number, session=was, cancelled=True, first=days)
        if left:
            calendar_out = invitation(booking, number, session=left, cancelled=True)
        is_numbered = bool(calendar or calendar_out)
        messages.append(
            Message(
                kind=kind.name,
                once=key,
                booking=booking,
                session_id=booking.session_id,
                to=address_of(kind, booking),
                subject=subject,
                body=body,
                calendar=calendar,
                calendar_out=calendar_out,
                calendar_sequence=number.sequence if is_numbered else None,
                calendar_stamp=number.stamp if is_numbered else None,
            )
        )
    # Two rounds at once write one message: the second finds the key taken.
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    return len(messages)


def _address(name, token):
    return settings.HSCP_ADDRESS + reverse(name, args=[token])


def _of(booking, kind):
    """Return what the templates may say of one booking. Anything that a mail must not tell is left out."""
    session, now = booking.session, timezone.now()
    # Nobody is told a day to cancel by that is over, nor one that leaves them less time than they have.
    may_cancel = session.cancel_by is not None and now < booking.late_from < session.starts_at
    values = {
        "name": rendering.greeting(booking.name),
        "booked_by": rendering.greeting(booking.booked_by),
        "contact": settings.HSCP_CONTACT_EMAIL,
        "cancel_by": date_and_time(booking.late_from) if may_cancel else "",
        "has_grace": booking.has_grace(now),
        "is_short_notice": now > session.starts_at - GRACE,
        "deadline": date_and_time(booking.offered_until) if booking.offered_until else "",
        "is_last_offer": booking.is_last_offer,
        "passed_on_until": date_and_time(session.promotes_until),
        "is_online": session.setting == Setting.ONLINE,
    }
    if kind.has_joining_link:
        values["joining_link"] = session.joining_link
    return values


def address_of(kind, booking):
    """Return the address that a message of this kind goes to, or "" where there is none, as after data was erased.

    The invented people of the example sessions have no address that anybody reads.
    """
    to = booking.manager_email if kind.to_manager else booking.email
    return "" if is_invented(to) else to


def _had_a_place(bookings):
    """Return the ids of those bookings whose person was once told of a place in this session, and so has it in a calendar."""
    told = Message.objects.filter(booking__in=list(bookings), kind__in=GIVING_A_PLACE)
    return set(told.filter(session=F("booking__session")).values_list("booking_id", flat=True))


def _leads(bookings):
    """Return {email in small letters: [(address of a lead who sees that person's training, where to stop it)]}."""
    emails = {booking.email.lower() for booking in bookings}
    leads = {}
    rows = TeamMember.objects.annotate(low=Lower("email")).filter(low__in=emails, consent=TeamConsent.AGREED)
    for member in rows.order_by("pk"):
        leads.setdefault(member.low, []).append((member.lead_email, consent_link(member)))
    return leads
