"""A colleague decides what somebody who books for them may see: by the link in the mail that asks, or from their own booking."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from training.team import members
from training.views.booking_access import private_page, with_booking

AGREE, REFUSE = "agree", "refuse"


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def team_consent(request, token):
    """Show what a lead would see, and take the answer. Opening the link changes nothing; it works as long as the question stands."""
    member = members.by_token(token)
    if member is None:
        context = {
            "page_title": "This link does not work",
            "text": "The question is no longer open, or part of the link is missing. Copy all of it from your email. Your own "
            "training record says who may see your training.",
            "back": ("Your training record", reverse("training:record_request")),
        }
        return render(request, "training/message.html", context, status=404)
    if request.method == "POST":
        answer_lead(member.email, member.pk, request.POST.get("answer"))
        return redirect(request.path)
    context = {"page_title": "Who may see your training", "leads": [member]}
    return render(request, "training/team_consent.html", context)


@require_http_methods(["GET", "HEAD"])
@with_booking
def booking_leads(request, booking):
    """Show to the person of a booking who books for them, and what each may see."""
    context = {
        "page_title": "Who may see your training",
        "leads": members.leads_of(booking.email),
        "of_booking": True,
        "breadcrumbs": [("Your booking", reverse("training:manage"))],
    }
    return render(request, "training/team_consent.html", context)


@require_POST
@with_booking
def booking_lead(request, booking, pk):
    """Write down whether somebody who books for the person of this booking may see their training."""
    answer_lead(booking.email, pk, request.POST.get("answer"))
    return redirect("training:manage_leads")


def answer_lead(email, pk, said):
    """Write down what the person with `email` said to the lead of the TeamMember `pk`, if it is about them."""
    if said in {AGREE, REFUSE} and pk in {member.pk for member in members.leads_of(email)}:
        members.answer(pk, agrees=said == AGREE)
