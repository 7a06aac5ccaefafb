"""Manage one's own booking by the link in an email. Opening the link changes nothing; only a button does."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hscp.web.wording import date_and_time
from training.booking.charge_words import charges_in_words
from training.booking.events import note
from training.booking.limits import why_no_place
from training.booking.links import link_for
from training.booking.locking import Busy, CannotBook
from training.booking.overlaps import overlapping
from training.booking.places import (
    accept,
    give_back,
    hand_over,
    may_take_free_place,
    position,
    take_free_place,
)
from training.booking.prices import pounds, prices_of
from training.booking.questions import keep_answers, questions_of, shown
from training.enums import BookingEventKind, BookingState, SessionState
from training.follow_up.certificates import may_have
from training.follow_up.evaluation import may_answer
from training.forms.own_booking import DetailsForm, HandOverForm
from training.models import Evaluation
from training.sessions.calendar_files import session_calendar
from training.sessions.other_dates import other_dates
from training.views.booking_access import gone, open_link, private_page, status_of, with_booking

_GET_AND_POST = ["GET", "HEAD", "POST"]
# What the page says after an action, by the `done` in its address.
_DONE = {
    "details": "Your details have been changed.",
    "accepted": "You have accepted the place.",
}


@require_http_methods(_GET_AND_POST)
@private_page
def manage_open(request, token):
    """Show a button for the link in an email; the button opens the booking and moves to an address without the token.

    Programs that check links follow them, so nothing happens before the button is pressed.
    """
    link = link_for(token)
    if link is None:
        return gone(request)
    if request.method != "POST":
        return render(request, "training/manage_open.html", {"page_title": "Open your booking"})
    response = redirect("training:manage")
    open_link(response, link)
    return response


@require_safe
@with_booking
def manage(request, booking):
    """Show everything held about the booking, and what can be done with it now."""
    return render(
        request,
        "training/manage.html",
        {
            **_booking_context(booking),
            "page_title": "Your booking",
            "breadcrumbs": None,
            "done": _DONE.get(request.GET.get("done")),
        },
    )


@require_http_methods(_GET_AND_POST)
@with_booking
@transaction.atomic
def manage_details(request, booking):
    """Change the phone number, the access needs and what the session asked."""
    if not _is_running(booking):
        return redirect("training:manage")
    questions = questions_of(booking.session)
    if request.method == "POST":
        form = DetailsForm(request.POST, booking=booking, questions=questions)
        if form.is_valid():
            booking.phone = form.cleaned_data["phone"]
            booking.access_needs = form.cleaned_data["access_needs"]
            booking.save(update_fields=["phone", "access_needs", "changed_at"])
            keep_answers(booking, form.answers)
            note([booking], BookingEventKind.DETAILS, at=timezone.now())
            return _to_booking("details")
    else:
        form = DetailsForm(booking=booking, questions=questions)
    return render(
        request, "training/manage_details.html", {"page_title": "Change your details", "form": form}
    )


@require_http_methods(_GET_AND_POST)
@with_booking
def manage_cancel(request, booking):
    """Ask, then give back a place, decline an offer or leave the waiting list."""
    if not _is_running(booking):
        return redirect("training:manage")
    if request.method == "POST":
        return _try(request, booking, give_back, booking_id=booking.pk) or _to_booking()
    waiting = booking.session.bookings.filter(state=BookingState.WAITING).count()
    context = {
        **_booking_context(booking),
        "page_title": _CANCEL_TITLES[booking.state],
        "waiting": waiting,
    }
    return render(request, "training/manage_cancel.html", context)


@require_POST
@with_booking
def manage_accept(request, booking):
    """Accept the place that is offered, or take one that is free once none is passed on any more."""
    take = take_free_place if booking.state == BookingState.WAITING else accept
    return _try(request, booking, take, booking_id=booking.pk) or _to_booking("accepted")


@require_http_methods(_GET_AND_POST)
@with_booking
def manage_hand_over(request, booking):
    """Hand the place to a colleague. The old link stops working."""
    if booking.state != BookingState.CONFIRMED or not _is_running(booking):
        return redirect("training:manage")
    form = HandOverForm(
        request.POST if request.method == "POST" else None,
        booking=booking,
        questions=questions_of(booking.session),
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            hand_over(booking_id=booking.pk, person=form.as_person())
            return render(
                request,
                "training/manage_handed_over.html",
                {"page_title": "You have handed over your place", "session": booking.session},
            )
        except Busy as busy:
            form.add_error(None, str(busy))
            status = 503
        except CannotBook as refused:
            form.add_error("email" if refused.field else None, _for_the_person(refused))
            status = 409
    return render(
        request,
        "training/manage_hand_over.html",
        {**_booking_context(booking), "page_title": "Hand your place to a colleague", "form": form},
        status=status,
    )


@require_safe
@with_booking
def manage_calendar(request, booking):
    """Send the session as a calendar file."""
    cancelled = booking.session.state == SessionState.CANCELLED
    response = HttpResponse(
        session_calendar(booking.session, cancelled=cancelled), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="training.ics"'
    return response


_CANCEL_TITLES = {
    BookingState.CONFIRMED: "Cancel your booking",
    BookingState.WAITING: "Leave the waiting list",
    BookingState.OFFERED: "Decline the place",
    BookingState.REQUESTED: "Cancel your booking",
}


def _booking_context(booking):
    """Return the context of every page of a booking: the booking and its session."""
    session, now = booking.session, timezone.now()
    has_place = booking.state == BookingState.CONFIRMED
    is_running = _is_running(booking)
    prices = prices_of(session.course)
    link_comes = session.starts_at - timedelta(hours=session.joining_link_hours)
    return {
        "booking": booking,
        "session": session,
        "when": session.when,
        "answers": [(answer, shown(answer)) for answer in booking.answers.all()],
        "position": position(booking),
        "why_waiting": why_no_place(booking) if booking.state == BookingState.WAITING else "",
        "costs": charges_in_words(prices, booking, now),
        "late_charge": pounds(session.course.late_charge)
        if has_place and session.course.late_charge and booking.is_late_to_cancel(now)
        else "",
        "offered_until": booking.offered_until and date_and_time(booking.offered_until),
        "state_now": _state_now(booking, now),
        "has_place": has_place,
        "is_running": is_running,
        "is_over": session.ends_at <= now,
        "cancel_by": session.cancel_by
        and booking.late_from < session.starts_at
        and date_and_time(booking.late_from),
        "is_late": booking.is_late_to_cancel(now),
        "has_grace": booking.has_grace(now),
        "passes_on": now < session.promotes_until,
        "may_take_free_place": may_take_free_place(booking, now),
        "passed_on_until": date_and_time(session.promotes_until),
        "is_last_offer": booking.is_last_offer,
        "joining_link": session.joining_link if has_place and link_comes <= now < session.ends_at else "",
        "link_comes": date_and_time(link_comes)
        if has_place and session.joining_link and now < link_comes
        else "",
        "has_certificate": may_have(booking),
        "may_evaluate": may_answer(booking, Evaluation.Moment.AFTER, now),
        "overlaps": [
            (other.session.title, other.session.when)
            for other in (overlapping(booking) if is_running else ())
        ],
        "others": [
            (other, other.when)
            for other in (other_dates(session) if session.state == SessionState.CANCELLED else ())
        ],
        "contact_email": settings.HSCP_CONTACT_EMAIL,
        "breadcrumbs": [("Your booking", reverse("training:manage"))],
    }


def _state_now(booking, now):
    """Return the state for the page to show, even if the scheduled job has not stored it yet."""
    if booking.session.state == SessionState.CANCELLED:
        return "session_cancelled"
    if booking.state == BookingState.REQUESTED and booking.session.starts_at <= now:
        return BookingState.NOT_APPROVED
    if booking.state in {BookingState.WAITING, BookingState.OFFERED} and booking.session.starts_at <= now:
        return BookingState.NOT_REACHED
    if booking.state == BookingState.OFFERED and booking.offered_until <= now:
        return BookingState.LAPSED
    return booking.state


def _is_running(booking):
    """Whether the booking still counts for a session that has not begun."""
    return booking.is_live and booking.session.starts_at > timezone.now()


def _try(request, booking, action, **values):
    """Call one of `training.booking.places`' functions; return None, or the booking's page saying why it was refused."""
    try:
        action(**values)
    except CannotBook as refused:
        booking.refresh_from_db()
        context = {
            **_booking_context(booking),
            "page_title": "Your booking",
            "breadcrumbs": None,
            "problem": str(refused),
        }
        return render(request, "training/manage.html", context, status=status_of(refused))
    return None


def _for_the_person(refused):
    """Return why a colleague cannot have the place, without saying whether they have a booking of their own."""
    if refused.field:
        return "You cannot hand the place to this email address. Ask your colleague, or hand it to somebody else."
    return str(refused)


def _to_booking(done=""):
    response = redirect("training:manage")
    if done:
        response["Location"] += f"?done={done}"
    return response
