"""The page where somebody says that they do not want to be invited, and where they take it back."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from training.mail.unsubscribing import allow, has_refused, mailbox_in, refuse
from training.views.booking_access import private_page


# A mail program sends the request of RFC 8058 without page or cookie. The signed token is what allows it.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def unsubscribe(request, token):
    """Show what is so and a button that changes it. Opening the link changes nothing: programs that check links do."""
    mailbox = mailbox_in(token)
    if mailbox is None:
        context = {
            "page_title": "This link does not work",
            "text": "Part of the link is missing. Copy all of it from your email, or write to us and we will stop the invitations.",
            "back": ("See all training", reverse("training:course_list")),
        }
        return render(request, "training/message.html", context, status=404)
    if request.method == "POST":
        if request.POST.get("List-Unsubscribe") == "One-Click":
            refuse(mailbox)
            return HttpResponse("You will get no more invitations.", content_type="text/plain; charset=utf-8")
        (allow if request.POST.get("answer") == "invite" else refuse)(mailbox)
        return redirect(request.path)
    stopped = has_refused(mailbox)
    context = {
        "page_title": "You will get no more invitations" if stopped else "Invitations to training",
        "stopped": stopped,
    }
    return render(request, "training/unsubscribe.html", context)
