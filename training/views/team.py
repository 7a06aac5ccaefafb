"""A lead's own team, opened by a link sent to their email: who it is, what they have booked, what is due, and files."""

from datetime import timedelta
from functools import wraps

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hscp.documents.compiler import CannotCompile
from hscp.documents.spreadsheets import CONTENT_TYPES, CSV, as_csv
from hscp.security.rate_limits import TEAM_ASKS_BY_LEAD, TEAM_FILES_BY_EMAIL
from training.booking.mailboxes import is_shared_mailbox
from training.enums import Availability
from training.forms.team import AddColleagueForm
from training.models import Session
from training.models.session_times import load_days
from training.team import bookings, files, members
from training.team.needs import needs_of
from training.views.record_access import gone, kept_open

DUE_WITHIN = timedelta(days=90)
# Dates that are suggested for one course.
_SUGGESTED = 3
# What the page says after an action, by the `done` in its address.
DONE = {
    "cancelled": "The booking is cancelled, and your colleague is told.",
    "moved": "The booking is moved, and your colleague is told.",
    "handed-over": "The place is handed over, and both colleagues are told.",
    "added": "Your colleague is in your team. We ask them by email what you may see.",
    "asked": "We ask your colleagues by email what you may see.",
    "removed": "Your colleague is no longer in your team, and you see nothing of their training.",
}


def for_lead(view):
    """Call `view(request, lead_email, …)` for whoever opened the link in their own mail, and keep it open.

    A mailbox that several people read opens no team: the page shows other people's training.
    """

    @kept_open
    @wraps(view)
    def opened(request, email, *args, **kwargs):
        if is_shared_mailbox(email):
            context = {
                "page_title": "This mailbox cannot have a team",
                "text": "Several people seem to read this mailbox, and a team’s page shows other people’s training. Ask for the link "
                "with your own work email address, and give that address when you book for colleagues.",
                "back": ("Use another address", reverse("training:record_request") + "?for=team"),
            }
            return render(request, "training/message.html", context, status=403)
        return view(request, email, *args, **kwargs)

    return opened


@require_safe
@for_lead
def team(request, email):
    """Show what the team has booked, what is due again with dates to book, and what the lead can do."""
    members.opened(email)
    team = bookings.team_for(email)
    context = {
        "page_title": "Your team’s training",
        "email": email,
        "done": DONE.get(request.GET.get("done")),
        "team": team,
        "coming": _by_session(team.coming),
        "needs": _needs(team),
        "to_ask": sum(members.may_ask(member) for member in team.members),
        "agreed": sum(members.may_see(member) for member in team.members),
        "past_count": len(team.past),
        "parts": _parts(team),
    }
    return render(request, "training/team.html", context)


@require_safe
@for_lead
def past(request, email):
    """Show the sessions that are over, newest first."""
    team = bookings.team_for(email)
    context = {
        "page_title": "What your team attended",
        "past": _by_session(team.past),
        "breadcrumbs": home(),
    }
    return render(request, "training/team_past.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_lead
def people(request, email):
    """Show the colleagues with what each has answered, and add one."""
    form = AddColleagueForm(
        request.POST if request.method == "POST" else None,
        lead_email=email,
        initial={"lead_name": _name(email)},
    )
    status = 200
    if form.is_valid():
        if TEAM_ASKS_BY_LEAD.allows(email):
            members.add(
                lead_email=email,
                lead_name=form.cleaned_data["lead_name"],
                email=form.cleaned_data["email"],
                name=form.cleaned_data["name"],
            )
            return to_team("added", "training:team_people")
        status = 429
        form.add_error(None, "You have asked many colleagues today. Add the others tomorrow.")
    context = {
        "page_title": "Who is in your team",
        "form": form,
        "done": DONE.get(request.GET.get("done")),
        "members": [
            (member, members.may_ask(member), is_shared_mailbox(member.email))
            for member in members.team_of(email)
        ],
        "again_days": members.ASK_AGAIN.days,
        "breadcrumbs": home(),
    }
    return render(request, "training/team_people.html", context, status=status)


@require_POST
@for_lead
def ask(request, email):
    """Ask one colleague (`member`), or all who can be asked, what the lead may see."""
    some = [member for member in members.team_of(email) if members.may_ask(member)]
    if one := request.POST.get("member"):
        some = [member for member in some if str(member.pk) == one]
    if some and TEAM_ASKS_BY_LEAD.allows(email, times=len(some)):
        members.ask(some)
    return to_team("asked", "training:team_people")


@require_http_methods(["GET", "HEAD", "POST"])
@for_lead
def remove(request, email, pk):
    """Ask, then take a colleague off the team."""
    member = next((member for member in members.team_of(email) if member.pk == pk), None)
    if member is None:
        return gone(request)
    if request.method == "POST":
        members.remove(member.pk)
        return to_team("removed", "training:team_people")
    context = {
        "page_title": f"Take {member.name or member.email} off your team?",
        "member": member,
        "breadcrumbs": [*home(), ("Who is in your team", reverse("training:team_people"))],
    }
    return render(request, "training/team_remove.html", context)


@require_safe
@for_lead
def csv(request, email):
    """Answer with everything that the page shows, as a spreadsheet download."""
    return _file(as_csv([files.as_sheet(bookings.team_for(email))]), CONTENT_TYPES[CSV], "csv")


@require_safe
@for_lead
def calendar(request, email):
    """Answer with the coming sessions of the team as a calendar file.

    There is no feed to subscribe to: its address would show the names of colleagues to whoever has it, for ever.
    """
    return _file(files.as_calendar(bookings.team_for(email)), "text/calendar; charset=utf-8", "ics")


@require_safe
@for_lead
def certificates(request, email, part):
    """Answer with some of the certificates, newest first, as a ZIP file. Parts count from 1."""
    entries = files.with_certificates(bookings.team_for(email))
    some = entries[(part - 1) * files.MOST_CERTIFICATES : part * files.MOST_CERTIFICATES] if part else []
    if not some:
        return gone(request)
    problem = ""
    if not TEAM_FILES_BY_EMAIL.allows(email):
        problem, status = "You have made many files. Wait 10 minutes, then try again.", 429
    else:
        try:
            return _file(files.as_zip(some), "application/zip", "zip")
        except CannotCompile:
            problem = (
                "The certificates could not be made just now. Nothing is lost: try again in a few minutes."
            )
            status = 503
    context = {
        "page_title": "Try again later",
        "text": problem,
        "back": ("Your team’s training", reverse("training:team")),
    }
    return render(request, "training/message.html", context, status=status)


def open_sessions():
    """Return the sessions that can be booked here, also for their waiting list, with their courses, the soonest first."""
    return (
        Session.objects.public()
        .upcoming()
        .with_availability()
        .filter(availability__in=(Availability.PLACES, Availability.WAITING))
        .select_related("course")
    )


def to_team(done="", page="training:team"):
    """Redirect to a page of the team that says what was done."""
    return redirect(reverse(page) + (f"?done={done}" if done else ""))


def _file(content, content_type, ending):
    name = f"team-training-{timezone.localdate().isoformat()}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _by_session(entries):
    """Return [(session, its time in words, its entries)], in the order of `entries`."""
    sessions = {}
    for entry in entries:
        sessions.setdefault(entry.session.pk, (entry.session, []))[1].append(entry)
    return [(session, session.when, of_session) for session, of_session in sessions.values()]


def _needs(team):
    """Return [(course, its Needs, [(session, when, is_full)], the ids to book)], with dates that can be booked now."""
    found = needs_of(team, DUE_WITHIN)
    dates = {}
    if found:
        for session in load_days(open_sessions().filter(course__in=list(found))):
            of_course = dates.setdefault(session.course_id, [])
            if len(of_course) < _SUGGESTED:
                when = session.when
                of_course.append((session, when, session.availability == Availability.WAITING))
    return [
        (
            course,
            needs,
            dates.get(course.pk, []),
            [need.member.pk if need.member else 0 for need in needs if not need.booked],
        )
        for course, needs in found.items()
    ]


def _parts(team):
    """Return [(number of the part, its first and last certificate from 1)] for the ZIP files."""
    count, most = len(files.with_certificates(team)), files.MOST_CERTIFICATES
    return [(start // most + 1, start + 1, min(start + most, count)) for start in range(0, count, most)]


def _name(email):
    name = bookings.lead_of(email).name
    return "" if name == email else name


def home():
    """Return the way back from a page below the team's own, as breadcrumbs."""
    return [("Your team’s training", reverse("training:team"))]
