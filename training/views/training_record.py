"""A person's own training record, opened for half an hour by a link sent to their email."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hscp.documents.spreadsheets import CONTENT_TYPES, CSV, as_csv
from hscp.security.rate_limits import RECORD_LINKS_BY_EMAIL, RECORD_LINKS_BY_NETWORK, client_network
from hscp.security.response_timing import even_response_timing
from training.booking.links import email_for, issue_record
from training.follow_up import training_record
from training.forms.follow_up import TrainingRecordForm
from training.mail import kinds
from training.mail.outbox import tell_person
from training.team import members
from training.views.booking_access import private_page
from training.views.consent import answer_lead
from training.views.follow_up import certificate_response, spelling_response
from training.views.record_access import close_record, gone, open_record, with_email

# What a link may open beside the record, by `for` in its address.
TEAM = "team"


@require_http_methods(["GET", "HEAD", "POST"])
@even_response_timing
@private_page
def record_request(request):
    """Take an email and send a link to its record. The answer and the work done are the same for every address."""
    for_team = request.GET.get("for") == TEAM
    form = TrainingRecordForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        email = form.cleaned_data["email"]
        if not RECORD_LINKS_BY_NETWORK.allows(client_network(request)):
            status = 429
            form.add_error(
                None, "Too many records were requested from your network. Wait 10 minutes, then try again."
            )
        else:
            # Over its limit, an address gets no more mail, so nobody can fill another person's mailbox.
            if RECORD_LINKS_BY_EMAIL.allows(email):
                link = settings.HSCP_ADDRESS + reverse("training:record_open", args=[issue_record(email)])
                if for_team:
                    tell_person(kinds.TEAM_LINK, email, link=f"{link}?for={TEAM}")
                else:
                    tell_person(kinds.RECORD_LINK, email, link=link)
            return redirect(reverse("training:record_sent") + (f"?for={TEAM}" if for_team else ""))
    context = {
        "page_title": "Your team’s training" if for_team else "Your training record",
        "for_team": for_team,
        "form": form,
        "breadcrumbs": [("Training", reverse("training:course_list"))],
    }
    response = render(request, "training/record_request.html", context, status=status)
    if status == 429:
        response["Retry-After"] = str(RECORD_LINKS_BY_NETWORK.seconds)
    return response


@require_safe
@private_page
def record_sent(request):
    """Say that an email is on its way."""
    context = {"page_title": "Read your email", "for_team": request.GET.get("for") == TEAM}
    return render(request, "training/record_sent.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def record_open(request, token):
    """Show a button that opens the record by setting the cookie. Opening the link itself changes nothing."""
    for_team = request.GET.get("for") == TEAM
    if email_for(token) is None:
        return gone(request)
    if request.method != "POST":
        title = "Open your team’s page" if for_team else "Open your training record"
        return render(request, "training/record_open.html", {"page_title": title, "for_team": for_team})
    response = redirect("training:team" if for_team else "training:record")
    open_record(response, token)
    return response


@require_safe
@with_email
def record(request, email):
    """Show what the person attended, what is due again and what they have booked."""
    entries = training_record.attended(email)
    context = {
        "page_title": "Your training record",
        "email": email,
        "entries": entries,
        "coming": [(booking, booking.session.when) for booking in training_record.upcoming(email)],
        "leads": members.leads_of(email),
        "today": timezone.localdate(),
    }
    return render(request, "training/record.html", context)


@require_POST
@with_email
def record_lead(request, email, pk):
    """Write down whether somebody who books for this person may see their training."""
    answer_lead(email, pk, request.POST.get("answer"))
    return redirect(reverse("training:record") + "#leads")


@require_safe
@with_email
def record_csv(request, email):
    """Answer with what the person attended, as a spreadsheet download."""
    name = f"training-record-{timezone.localdate().isoformat()}.csv"
    return HttpResponse(
        as_csv([training_record.as_sheet(training_record.attended(email))]),
        content_type=CONTENT_TYPES[CSV],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
@with_email
def record_certificate(request, email, pk):
    """Answer with the certificate of one booking of this person, as a PDF."""
    booking = training_record.booking_with_certificate(email, pk)
    if booking is None:
        return gone(request)
    return certificate_response(
        request, booking, back=_back(), spelling=reverse("training:record_certificate_name", args=[pk])
    )


@require_http_methods(["GET", "HEAD", "POST"])
@with_email
def record_certificate_name(request, email, pk):
    """Ask how the person's name is spelt in Latin letters, for the certificate of one booking."""
    booking = training_record.booking_with_certificate(email, pk)
    if booking is None:
        return gone(request)
    certificate = reverse("training:record_certificate", args=[pk])
    return spelling_response(request, booking, back=_back(), certificate=certificate)


@require_POST
@private_page
def record_close(request):
    """Close the record on this device."""
    response = redirect("training:record_request")
    close_record(response)
    return response


def _back():
    return ("Back to your record", reverse("training:record"))
