"""The interest register: ask to hear when a course has dates, and leave the list by the link in the email."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hscp.security.rate_limits import INTERESTS_BY_EMAIL, INTERESTS_BY_NETWORK, client_network
from hscp.security.response_timing import even_response_timing
from themes.sensitivity import is_sensitive
from training.booking.interest import course_of, join, leave
from training.forms.follow_up import InterestForm
from training.models import Course
from training.views.booking_access import private_page


@require_http_methods(["GET", "HEAD", "POST"])
@even_response_timing
@private_page
def interest(request, slug):
    """Put somebody on the list of a course. The answer is the same whether or not they were on it already."""
    course = get_object_or_404(Course.objects.live(), slug=slug)
    form = InterestForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        if not INTERESTS_BY_NETWORK.allows(client_network(request)):
            status = 429
            form.add_error(
                None, "Too many emails were sent from your network. Wait 10 minutes, then try again."
            )
        else:
            email = form.cleaned_data["email"]
            # Over its limit, an address gets no more mail, so nobody can fill another person's mailbox.
            if INTERESTS_BY_EMAIL.allows(email):
                join(course, email=email, organisation_type=form.cleaned_data["organisation_type"])
            return redirect("training:interest_sent", slug=course.slug)
    context = {
        "page_title": "Tell me when there are dates",
        "form": form,
        "course": course,
        "sensitive": is_sensitive(course),
        "breadcrumbs": _parents(course),
    }
    response = render(request, "training/interest.html", context, status=status)
    if status == 429:
        response["Retry-After"] = str(INTERESTS_BY_NETWORK.seconds)
    return response


@require_safe
@private_page
def interest_sent(request, slug):
    """Say that the person will get an email."""
    course = get_object_or_404(Course.objects.live(), slug=slug)
    context = {
        "page_title": "You will hear from us",
        "course": course,
        "sensitive": is_sensitive(course),
        "breadcrumbs": _parents(course),
    }
    return render(request, "training/interest_sent.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def interest_leave(request, token):
    """Show a button that takes the person off the list; opening the link itself changes nothing."""
    if request.method == "POST":
        leave(token)
        return redirect("training:interest_left")
    course = course_of(token)
    if course is None:
        raise Http404
    return render(request, "training/interest_leave.html", {"page_title": "Leave the list", "course": course})


@require_safe
@private_page
def interest_left(request):
    """Say that the person is off the list."""
    context = {
        "page_title": "You are off the list",
        "text": "We have deleted your email address from it. We will not email you about dates for this course.",
        "back": ("See all training", reverse("training:course_list")),
    }
    return render(request, "training/message.html", context)


def _parents(course):
    return [
        ("Training", reverse("training:course_list")),
        (course.title, course.get_absolute_url()),
    ]
