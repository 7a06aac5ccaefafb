"""Following changes by email: asking for it, and what the link in each mail opens. Opening a link changes nothing."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from contacts.output.sheet import sheet_address
from hscp.email_addresses import mailbox
from hscp.following.forms import ConfirmForm, FollowForm, ManageForm
from hscp.following.links import follower_of
from hscp.following.models import Follower
from hscp.following.subjects import MOST_ON_A_SHEET, in_words, read_asked
from hscp.following.subscribing import MOST_FOLLOWED, ask, change, confirm, stop
from hscp.security.rate_limits import FOLLOWS_BY_EMAIL, FOLLOWS_BY_NETWORK, client_network
from hscp.security.response_timing import even_response_timing
from themes.sensitivity import is_sensitive
from training.views.booking_access import private_page


@require_http_methods(["GET", "HEAD", "POST"])
@even_response_timing
@private_page
def follow(request):
    """Ask for an address and what to follow. The answer is the same whoever has the address and whatever they follow."""
    asked = read_asked(request.GET)
    form = FollowForm(request.POST if request.method == "POST" else None, choices=asked.choices)
    status = 200
    if form.is_valid():
        if FOLLOWS_BY_NETWORK.allows(client_network(request)):
            email = form.cleaned_data["email"]
            # Over its limit, an address gets no more mail, so nobody can fill another person's mailbox.
            if FOLLOWS_BY_EMAIL.allows(mailbox(email)):
                ask(email, form.parts)
            return redirect("following:sent")
        status = 429
        form.add_error(None, "Too many emails were sent from your network. Wait 10 minutes, then try again.")
    context = {
        "page_title": "Follow by email",
        "form": form,
        "asked": asked,
        "sensitive": asked.sensitive,
        "breadcrumbs": _parents(),
    }
    response = render(request, "following/follow.html", context, status=status)
    if status == 429:
        response["Retry-After"] = str(FOLLOWS_BY_NETWORK.seconds)
    return response


@require_safe
@private_page
def sent(request):
    """Say that a mail was sent, which has to be confirmed."""
    return render(request, "following/sent.html", {"page_title": "Confirm your email address"})


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def manage(request, token):
    """Show what the reader of a mailbox follows, to confirm or to change it: only the buttons do."""
    follower = follower_of(token)
    if follower is None:
        return _no_link(request)
    asked = in_words(follower.follows.asked(timezone.now()))
    followed = in_words(follower.follows.confirmed())
    data = request.POST if request.method == "POST" else None
    how = {"how_often": follower.how_often}
    records = [row.record for each in (*asked, *followed) for row in each.rows if row.record is not None]
    sensitive = is_sensitive(*records)
    rows = sum(len(each.rows) for each in (*asked, *followed))
    if asked:
        discreet = follower.discreet or (follower.confirmed_at is None and sensitive)
        form = ConfirmForm(data, asked=asked, followed=followed, initial=how | {"discreet": discreet})
        does, done = confirm, "confirmed"
    else:
        form = ManageForm(
            data,
            initial=how | {"discreet": follower.discreet},
            followed=followed,
            is_paused=_is_paused(follower),
        )
        does, done = change, "saved"
    if form.is_valid():
        try:
            does(follower, **form.cleaned_data)
        except Follower.DoesNotExist:
            return _no_link(request)
        return redirect(f"{request.path}?done={done}")
    context = {
        "page_title": "Confirm what you want to hear about" if asked else "Your emails about changes",
        "form": form,
        "token": token,
        "follower": follower,
        "asked": asked,
        "followed": followed,
        "sheets": [sheet_address(each.contacts) for each in followed if each.contacts],
        "most": MOST_FOLLOWED if rows > MOST_FOLLOWED - MOST_ON_A_SHEET else None,
        "is_paused": _is_paused(follower),
        "sensitive": sensitive,
        "done": request.GET.get("done", "") if data is None else "",
    }
    return render(request, "following/manage.html", context)


# A mail program sends the request of RFC 8058 without page or cookie. The token is what allows it.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def stop_all(request, token):
    """Stop all mails to the reader of a mailbox, by a button or by one click in a mail program. A second time changes nothing."""
    follower = follower_of(token)
    if request.method == "POST":
        if follower is not None:
            stop(follower)
        if request.POST.get("List-Unsubscribe") == "One-Click":
            return HttpResponse(
                "You will get no more emails about changes.", content_type="text/plain; charset=utf-8"
            )
        return redirect("following:stopped")
    if follower is None:
        return _no_link(request)
    return render(request, "following/stop.html", {"page_title": "Stop all emails", "token": token})


@require_safe
@private_page
def stopped(request):
    """Say that no more mails come."""
    context = {
        "page_title": "You will get no more emails about changes",
        "text": "We have deleted your email address, and what you followed.",
        "back": ("See what changed", reverse("site:updates")),
    }
    return render(request, "training/message.html", context)


def _no_link(request):
    context = {
        "page_title": "This link does not work",
        "text": "Either part of the link is missing, or you have stopped these emails, or what you asked for was not confirmed within 7 days: then we have deleted your address. Copy all of the link from your email, or ask again.",
        "back": ("Follow by email", reverse("following:follow")),
    }
    return render(request, "training/message.html", context, status=404)


def _is_paused(follower):
    return follower.paused_until is not None and follower.paused_until > timezone.now()


def _parents():
    return [("What changed", reverse("site:updates"))]
