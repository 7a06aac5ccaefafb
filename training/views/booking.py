"""Booking a session without an account, for oneself or for several colleagues on one page."""

from django.conf import settings
from django.core import signing
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hscp.security.rate_limits import (
    BOOKINGS_BY_EMAIL,
    BOOKINGS_BY_NETWORK,
    BOOKINGS_IN_A_MINUTE,
    TEAM_SUMMARIES_BY_EMAIL,
    client_network,
)
from hscp.security.response_timing import even_response_timing
from hscp.web.typed_numbers import whole_number
from hscp.web.wording import date_and_time
from themes.sensitivity import is_sensitive
from training.booking.entry import entry_of, may_need_approval
from training.booking.limits import described_limits
from training.booking.locking import Busy, CannotBook, SentBefore
from training.booking.prices import prices_of
from training.booking.public_form import Outcome, book_for_public
from training.booking.questions import questions_of
from training.booking.rules import places_held, refusal
from training.enums import BOOKING_IS_OPEN, Availability
from training.forms.booking import MOST_PEOPLE, OTHERS, BookingForm, as_booker, typed_values
from training.forms.fields import renew_key
from training.models import Session
from training.models.session_times import load_days
from training.views.booking_access import private_page

OTHER_DATES = 5
_SALT = "training.booked"
# By whether the form is for several people, and for others.
_FORM_TITLES = {
    (False, False): "Book a place",
    (False, True): "Book a place for a colleague",
    (True, True): "Book places",
}
_RESULT_SECONDS = 10 * 60
_WAIT_SECONDS = 30
_WAIT = (
    "Many people from your network are booking at this moment, so yours waits its turn. What you typed is kept. "
    "Wait half a minute, then send this page again."
)


@require_http_methods(["GET", "HEAD", "POST"])
@even_response_timing
@private_page
def book(request, pk):
    """Show the form, and book the people it sends. “Add” and “remove” show it again as typed and book nobody."""
    session = get_object_or_404(Session.objects.public().select_related("course"), pk=pk)
    if refused := refusal(session):
        return refused_page(request, session, refused)
    if request.method != "POST":
        people, for_others = _number(request.GET.get("people")), request.GET.get("for") == OTHERS
        return form_page(request, session, form_for(session, people, for_others=for_others))
    people, for_others = _number(request.POST.get("people")), request.POST.get("for") == OTHERS
    if change := request.POST.get("change"):
        return form_page(request, session, _changed(request.POST, people, for_others, change, session))
    form = form_for(session, people, request.POST, for_others=for_others)
    if not form.is_valid():
        return form_page(request, session, form)
    if not BOOKINGS_IN_A_MINUTE.allows(client_network(request)):
        form.add_error(None, _WAIT)
        return form_page(request, session, form, status=503)
    if not _within_limits(request, form.as_people()):
        form.add_error(
            None,
            "Nothing was booked: there were too many bookings from your network, or for one of these email addresses,"
            " in the last 10 minutes. Wait 10 minutes, then send this page again.",
        )
        return form_page(request, session, form, status=429)
    try:
        outcome = book_for_public(
            session_id=session.pk,
            people=form.as_people(),
            key=form.cleaned_data["key"],
            booked_by=form.cleaned_data.get("booked_by", ""),
            booked_by_email=(booker := form.cleaned_data.get("booked_by_email", "")),
            # Anybody may type anybody's address as their own: over its limit it is not written to.
            summary=bool(booker) and TEAM_SUMMARIES_BY_EMAIL.allows(booker),
        )
    except Busy as busy:
        form.add_error(None, str(busy))
        return form_page(request, session, form, status=503)
    except SentBefore as refused:
        form.add_error(None, str(refused))
        renew_key(form)
        return form_page(request, session, form, status=409)
    except CannotBook as refused:
        form.add_error(None, str(refused))
        return form_page(request, session, form, status=409)
    return _booked(session, outcome)


@require_safe
@private_page
def booked(request, pk):
    """Show the result of the form just sent, from a cookie that names nobody. Without the cookie, point to the email."""
    session = get_object_or_404(Session.objects.public().select_related("course"), pk=pk)
    try:
        places, turns, reasons = signing.loads(
            request.COOKIES.get(_cookie_name(), ""), salt=f"{_SALT}.{pk}", max_age=_RESULT_SECONDS
        )
        outcome = Outcome(places, tuple(turns), tuple(reasons))
    # A cookie of another release has other parts.
    except (signing.BadSignature, ValueError):
        outcome = Outcome(0, ())
    asks = may_need_approval(session, entry_of(session.course)) and bool(outcome.places)
    context = {
        "page_title": "We have your booking" if asks else _result_title(outcome),
        "may_need_approval": asks,
        "session": session,
        "sensitive": is_sensitive(session.course),
        "when": session.when,
        "outcome": outcome,
        "people": outcome.places + len(outcome.turns),
        "breadcrumbs": _parents(session),
    }
    return render(request, "training/booked.html", context)


def refused_page(request, session, refused):
    """Say why this session cannot be booked, and offer the other dates of its course."""
    others = [
        (other, other.when)
        for other in load_days(
            Session.objects.public()
            .upcoming()
            .with_availability()
            .filter(course=session.course, availability__in=BOOKING_IS_OPEN)
            .exclude(pk=session.pk)[:OTHER_DATES]
        )
    ]
    context = {
        "page_title": "You cannot book this session here",
        "session": session,
        "sensitive": is_sensitive(session.course),
        "when": session.when,
        "reason": refused.words,
        "leads_elsewhere": refused.availability == Availability.ELSEWHERE,
        "others": others,
        "breadcrumbs": _parents(session),
    }
    return render(request, "training/book_closed.html", context)


def form_page(request, session, form, status=200):
    """Show the form of booking `session`. It is sent to the address of `book`, whatever page it stands on."""
    free = max(0, session.capacity - places_held(session))
    quota = session.quota_at()
    ends = not session.limits_have_ended() and session.quota_released_at
    context = {
        "page_title": _FORM_TITLES[form.people > 1, form.for_others],
        "session": session,
        "sensitive": is_sensitive(session.course),
        "when": session.when,
        "form": form,
        "free": free,
        "entry": form.entry,
        "prices": form.prices,
        "may_need_approval": may_need_approval(session, form.entry),
        "manager_approves": session.manager_approves,
        "joins_waiting_list": form.people > free,
        "quota": quota,
        "limits": described_limits(session),
        "limits_end": ends and date_and_time(ends),
        "quota_ends": quota and session.quota_released_at and date_and_time(session.quota_released_at),
        "cancel_by": ""
        if session.cancel_by is None or session.is_late_to_cancel()
        else date_and_time(session.cancel_by),
        "cancels_late": session.is_late_to_cancel(),
        "can_add": form.people < MOST_PEOPLE,
        "most_people": MOST_PEOPLE,
        "too_many": status == 429,
        "wait": _WAIT_SECONDS if status == 503 else 0,
        "breadcrumbs": _parents(session),
    }
    response = render(request, "training/book.html", context, status=status)
    if status in {429, 503}:
        response["Retry-After"] = str(BOOKINGS_BY_NETWORK.seconds if status == 429 else _WAIT_SECONDS)
    return response


def _booked(session, outcome):
    """Redirect to the page that shows the result of the form, with a cookie that only that page gets."""
    address = reverse("training:booked", args=[session.pk])
    response = redirect(address)
    response.set_cookie(
        _cookie_name(),
        signing.dumps([outcome.places, outcome.turns, outcome.reasons], salt=f"{_SALT}.{session.pk}"),
        max_age=_RESULT_SECONDS,
        path=address,
        secure=settings.CSRF_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _cookie_name():
    return "__Secure-booked" if settings.CSRF_COOKIE_SECURE else "booked"


def _changed(data, people, for_others, change, session):
    """Return the form as `change` says: "add" a person, "remove-" and their number from 0, or "others" or "me" to book for."""
    without, people_after = None, people
    if change == "add":
        people_after = min(people + 1, MOST_PEOPLE)
    elif change == OTHERS:
        for_others = True
    elif change == "me":
        for_others = False
    else:
        without = whole_number(change.removeprefix("remove-")) if people > 1 else None
        people_after = people - 1 if without is not None and without < people else people
    questions = questions_of(session)
    initial = typed_values(data, people=people, questions=questions, without=without)
    if change == OTHERS:
        initial = as_booker(initial)
    elif change == "add" and people == 1 and not for_others:
        # Whoever filled in the form for themselves is the first of several.
        initial["booked_by"] = initial["booked_by"] or initial["name-0"]
        initial["booked_by_email"] = initial["booked_by_email"] or initial["email-0"]
    return form_for(session, people_after, for_others=for_others, questions=questions, initial=initial)


def form_for(session, people, data=None, *, for_others=False, questions=None, initial=None):
    """Return the form of a session for a number of people, with what the session asks."""
    return BookingForm(
        data,
        people=people,
        for_others=for_others,
        asks_manager=session.asks_manager,
        questions=questions_of(session) if questions is None else questions,
        entry=entry_of(session.course),
        prices=prices_of(session.course),
        initial=initial,
    )


def _number(text):
    """Return the number of people that `text` says a form is for, from 1 to MOST_PEOPLE."""
    return min(max(whole_number(text) or 1, 1), MOST_PEOPLE)


def _within_limits(request, people):
    """Count these bookings and return whether the network and each email are still within their limits."""
    by_email = [BOOKINGS_BY_EMAIL.allows(person.email_key) for person in people]
    return BOOKINGS_BY_NETWORK.allows(client_network(request), times=len(people)) and all(by_email)


def _result_title(outcome):
    people = outcome.places + len(outcome.turns)
    if people == 0:
        return "Read your email"
    if not outcome.turns:
        return "Your place is booked" if people == 1 else f"{people} places are booked"
    if not outcome.places:
        return "You are on the waiting list" if people == 1 else f"{people} people are on the waiting list"
    return "Your booking is made"


def _parents(session):
    return [
        ("Training", reverse("training:course_list")),
        (session.course.title, session.get_absolute_url()),
    ]
