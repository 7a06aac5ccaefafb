"""What a lead does for colleagues from their team's page: book, move, cancel and hand over."""

from collections import Counter

from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from hscp.email_addresses import email_key
from training.booking.locking import CannotBook
from training.booking.mailboxes import is_shared_mailbox
from training.booking.places.moving import NoPlaceThere
from training.booking.rules import refusal
from training.enums import Availability, BookingState, IfFull
from training.forms.team import MYSELF, ChooseForm, MoveForm, TeamHandOverForm
from training.models import Booking, Session
from training.models.session_times import load_days
from training.organisations.names import organisation_key
from training.team import bookings
from training.views.booking import form_for, form_page, refused_page
from training.views.booking_access import status_of
from training.views.record_access import gone
from training.views.team import for_lead, home, open_sessions, to_team

_GET_AND_POST = ["GET", "HEAD", "POST"]
_MOST_DATES = 200


@require_http_methods(_GET_AND_POST)
@for_lead
def book(request, email):
    """Choose a session and colleagues; then the form of booking comes with their details filled in.

    That form is the public one: it is sent to the same address, under the same rules and limits as anybody's.
    """
    team = bookings.team_for(email)
    labels = [
        (session.pk, _label(session, course=True)) for session in load_days(open_sessions()[:_MOST_DATES])
    ]
    people = [(MYSELF, f"Me ({email})")]
    people += [(str(member.pk), f"{member.name or member.email} ({member.email})") for member in team.members]
    form = ChooseForm(
        request.POST if request.method == "POST" else None,
        sessions=labels,
        people=people,
        initial={"session": request.GET.get("session"), "who": request.GET.getlist("who")},
    )
    if form.is_valid():
        session = Session.objects.public().select_related("course").get(pk=form.cleaned_data["session"])
        if refused := refusal(session):
            return refused_page(request, session, refused)
        return form_page(request, session, _filled(email, team, session, form.cleaned_data))
    context = {
        "page_title": "Book for your team",
        "form": form,
        "has_dates": bool(labels),
        "breadcrumbs": home(),
    }
    return render(request, "training/team_book.html", context)


def _entry_page(view):
    """Call `view(request, entry, lead, team)` with the coming entry of the code in the address that the lead may change."""

    @require_http_methods(_GET_AND_POST)
    @for_lead
    def opened(request, email, code):
        team = bookings.team_for(email)
        entry = team.coming_entry(code)
        if entry is None or not bookings.may_change(entry):
            return gone(request)
        return view(request, entry, bookings.lead_of(email), team)

    return opened


@_entry_page
def cancel(request, entry, lead, team):
    """Ask, then cancel a colleague's booking."""
    problem, status = "", 200
    if request.method == "POST":
        try:
            bookings.cancel(entry, lead)
            return to_team("cancelled")
        except CannotBook as refused:
            problem, status = _words(entry, refused), status_of(refused)
    context = {**_context(entry), "page_title": f"Cancel the booking of {entry.name}?", "problem": problem}
    return render(request, "training/team_cancel.html", context, status=status)


@_entry_page
def move(request, entry, lead, team):
    """Move a colleague's booking to another date of the same course."""
    others = load_days(open_sessions().filter(course=entry.session.course).exclude(pk=entry.session.pk))
    form = MoveForm(
        request.POST if request.method == "POST" else None,
        sessions=[(session.pk, _label(session)) for session in others],
    )
    status = 200
    if form.is_valid():
        try:
            bookings.move(
                entry,
                lead,
                to_session_id=form.cleaned_data["session"],
                if_full=IfFull.WAIT if form.cleaned_data["wait"] else IfFull.ASK,
            )
            return to_team("moved")
        except NoPlaceThere:
            status = 409
            form.add_error(
                "session",
                "No place is free on this date. Choose another, or tick the box to join its waiting list",
            )
        except CannotBook as refused:
            status = status_of(refused)
            form.add_error(None, _words(entry, refused))
    context = {
        **_context(entry),
        "page_title": f"Move the booking of {entry.name}",
        "form": form,
        "has_dates": bool(others),
        "asks_manager": _where_managers_agree(others),
    }
    return render(request, "training/team_move.html", context, status=status)


@_entry_page
def hand_over(request, entry, lead, team):
    """Hand a colleague's place to another."""
    if entry.state != BookingState.CONFIRMED:
        return gone(request)
    others = [member for member in team.members if email_key(member.email) != email_key(entry.email)]
    form = TeamHandOverForm(
        request.POST if request.method == "POST" else None, entry=entry, members=others, lead_email=lead.email
    )
    status = 200
    if form.is_valid():
        try:
            bookings.hand_over(entry, lead, person=form.as_person())
            return to_team("handed-over")
        except CannotBook as refused:
            status = status_of(refused)
            words = str(refused)
            if refused.field:
                # It would say whether that colleague has a booking.
                words = "You cannot hand the place to this colleague. Ask them, or choose somebody else."
            form.add_error(None, words)
    context = {**_context(entry), "page_title": f"Hand over the place of {entry.name}", "form": form}
    return render(request, "training/team_hand_over.html", context, status=status)


def _filled(email, team, session, chosen):
    """Return the form of booking for the people of `chosen`, a valid ChooseForm's data, with what is known filled in."""
    lead = bookings.lead_of(email)
    members = {str(member.pk): member for member in team.members}
    rows = []
    for who in chosen.get("who") or []:
        if who == MYSELF:
            own = (
                Booking.objects.filter(email_key=email_key(email), anonymised_at=None).order_by("-pk").first()
            )
            rows.append(("" if lead.name == email else lead.name, email, own.role if own else "lead", own))
        else:
            member = members[who]
            rows.append((member.name, member.email, member.role, member))
    known = [row[3] for row in rows if row[3] and row[3].organisation]
    known = known or [member for member in team.members if member.organisation]
    # However each of them has spelt it: that of most people, in the latest spelling.
    keys = Counter(organisation_key(row.organisation) for row in known).most_common(1)
    usual = [row for row in known if keys and organisation_key(row.organisation) == keys[0][0]]
    organisation, organisation_type = (
        (usual[-1].organisation, usual[-1].organisation_type) if usual else ("", "")
    )
    initial = {
        "organisation": organisation,
        "organisation_type": organisation_type,
        "booked_by": "" if lead.name == email else lead.name,
        "booked_by_email": email,
    }
    for number, (name, address, role, _) in enumerate(rows):
        initial |= {f"name-{number}": name, f"email-{number}": address, f"role-{number}": role}
        initial[f"shares_mailbox-{number}"] = is_shared_mailbox(address)
    people = len(rows) + (chosen.get("more") or 0)
    return form_for(session, people, for_others=True, initial=initial)


def _where_managers_agree(sessions):
    """Return on which of `sessions` a manager must agree, as the beginning of a sentence; "" for none."""
    asking = [session.manager_approves for session in sessions]
    return ("On these dates" if all(asking) else "On some of these dates") if any(asking) else ""


def _label(session, *, course=False):
    """Return a session in words: its time, before that its course if wanted, and whether it is full."""
    words = session.when
    if course:
        words = f"{session.title}: {words}"
    if session.availability == Availability.WAITING:
        return f"{words} (full: waiting list)"
    free = session.capacity - session.held
    return f"{words} ({free} {'place' if free == 1 else 'places'} left)"


def _words(entry, refused):
    """Return why something is refused, without saying whether a colleague who has not agreed has a booking of their own."""
    if refused.field and not entry.whole:
        return f"This cannot be done here. Ask {entry.name}, who can do it by the link in their own email."
    return str(refused)


def _context(entry):
    return {
        "entry": entry,
        "session": entry.session,
        "when": entry.session.when,
        "breadcrumbs": home(),
    }
