"""After a session: the certificate and its check, and the questions asked on the day and three months on."""

import logging

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hscp.documents.compiler import CannotCompile
from hscp.security.rate_limits import (
    CERTIFICATE_CHECKS_BY_NETWORK,
    CERTIFICATES_BY_BOOKING,
    client_network,
)
from training.follow_up import certificates
from training.follow_up.evaluation import CannotEvaluate, answer, booking_to_follow_up, refuse
from training.forms.follow_up import EvaluationForm, FollowUpForm, NumberForm, SpellingForm
from training.models import Evaluation
from training.views.booking_access import gone, private_page, with_booking

logger = logging.getLogger(__name__)


@require_safe
@with_booking
def certificate(request, booking):
    """Answer with the certificate of the booking that the cookie opens, as a PDF download."""
    return certificate_response(
        request,
        booking,
        back=("Back to your booking", reverse("training:manage")),
        spelling=reverse("training:certificate_name"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@with_booking
def certificate_name(request, booking):
    """Ask how the name of the booking that the cookie opens is spelt in Latin letters, for its certificate."""
    return spelling_response(
        request,
        booking,
        back=("Back to your booking", reverse("training:manage")),
        certificate=reverse("training:certificate"),
    )


def certificate_response(request, booking, *, back, spelling):
    """Return the certificate of `booking` as a file, or a page that says why there is none; `back` is (label, address).

    Where the name cannot be printed, the answer leads to `spelling`, the address of the page that asks how it is spelt.
    """
    if not CERTIFICATES_BY_BOOKING.allows(str(booking.pk)):
        text = "This certificate was requested too many times. Wait a minute, then try again."
        return _message(request, "Try again in a minute", text, back, status=429)
    try:
        pdf = certificates.certificate_pdf(booking)
    except certificates.NeedsSpelling:
        return redirect(spelling)
    except certificates.NoCertificate as refused:
        return _message(request, "There is no certificate", str(refused), back, status=404)
    except CannotCompile as failed:
        logger.error("Certificate not made: %s", failed)
        text = "Your certificate could not be made just now. Nothing is lost: try again in a few minutes."
        return _message(request, "Try again later", text, back, status=503)
    held = certificates.day_of(booking.session)
    headers = {"Content-Disposition": f'attachment; filename="certificate-{held.isoformat()}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def spelling_response(request, booking, *, back, certificate):
    """Ask how the name of `booking` is spelt in Latin letters, and keep it; `certificate` is the address of the certificate."""
    if not certificates.may_have(booking):
        return redirect(back[1])
    initial = {"name": booking.certificate_name}
    form = SpellingForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        certificates.spell(booking, form.cleaned_data["name"])
        return redirect(certificate)
    context = {"page_title": "Your name on the certificate", "form": form, "booking": booking, "back": back}
    return render(request, "training/certificate_name.html", context)


@require_safe
@private_page
def certificate_check(request):
    """Say whether a number belongs to a certificate, and for which course, day and length; of the person, only the initials."""
    form = NumberForm(request.GET if "number" in request.GET else None)
    booking, status, withdrawn = None, 200, False
    if form.is_valid():
        if CERTIFICATE_CHECKS_BY_NETWORK.allows(client_network(request)):
            booking = certificates.find(form.cleaned_data["number"])
            withdrawn = bool(booking and booking.certificate_withdrawn_at)
            if booking and not certificates.may_have(booking):
                booking = None
        else:
            status = 429
            form.add_error(
                None, "Too many numbers were checked from your network. Wait 10 minutes, then try again."
            )
    context = {
        "page_title": "Check a certificate",
        "form": form,
        "checked": form.is_valid(),
        "booking": booking,
        "withdrawn": withdrawn,
        "facts": certificates.facts_of(booking) if booking else [],
        "outcomes": certificates.outcomes(booking.session.course) if booking else [],
        "signed": certificates.signatory(booking.session.course) if booking else {},
        "initials": certificates.initials(certificates.name_of(booking)) if booking else "",
        "breadcrumbs": [("Training", reverse("training:course_list"))],
    }
    response = render(request, "training/certificate_check.html", context, status=status)
    if status == 429:
        response["Retry-After"] = str(CERTIFICATE_CHECKS_BY_NETWORK.seconds)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@with_booking
def evaluate(request, booking):
    """Ask what the person thought of the session of the booking that the cookie opens."""
    return _questions(
        request,
        booking,
        Evaluation.Moment.AFTER,
        EvaluationForm,
        title="How was the session?",
        back=("Back to your booking", reverse("training:manage")),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def follow_up(request, token):
    """Ask, three months on, what has changed. The link alone is enough: the page names the session and no person."""
    booking = booking_to_follow_up(token)
    if booking is None:
        return gone(request)
    return _questions(
        request,
        booking,
        Evaluation.Moment.LATER,
        FollowUpForm,
        title="What has changed since the session?",
        back=("See all training", reverse("training:course_list")),
    )


@require_safe
@private_page
def evaluated(request):
    """Say thank you for the answers."""
    text = "We keep your answers without your name. They help us to plan and improve our training."
    return _message(
        request, "Thank you for your answers", text, ("See all training", reverse("training:course_list"))
    )


def _questions(request, booking, moment, form_class, *, title, back):
    """Show the questions of a `moment`, or store the answers that were sent, once."""
    form = form_class(request.POST if request.method == "POST" else None)
    try:
        refuse(booking, moment)
        if form.is_valid():
            answer(booking_id=booking.pk, moment=moment, **form.cleaned_data)
            return redirect("training:evaluated")
    except CannotEvaluate as refused:
        return _message(request, title, str(refused), back)
    context = {
        "page_title": title,
        "form": form,
        "session": booking.session,
        "when": booking.session.when,
        "asked_later": moment == Evaluation.Moment.LATER,
    }
    return render(request, "training/questions.html", context)


def _message(request, title, text, back, status=200):
    context = {"page_title": title, "text": text, "back": back}
    return render(request, "training/message.html", context, status=status)
