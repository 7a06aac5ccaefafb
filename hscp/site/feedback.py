"""“Is something wrong with this page?”: the form, which keeps nothing about whoever sends it."""

from urllib.parse import urlencode

from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from hscp.feedback.forms import PageReportForm
from hscp.feedback.reporting import report_page
from hscp.records.publishable import Publishable
from hscp.security.rate_limits import PAGE_REPORTS_BY_NETWORK, PAGE_REPORTS_IN_A_DAY, client_network
from hscp.site.staff_bar import page_of
from hscp.web.navigation import reported_page

LONGEST_PATH = 500
_TOO_MANY = "Too many reports were sent. Wait 10 minutes, then try again, or write to us."


@csrf_exempt  # No account is at work here: what another site could send, it could send without a browser. So no cookie is set.
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request):
    """Ask what is wrong with the page at `?page=`, a path of this site, and keep the answer. Any other `page` is the site as a whole."""
    path = our_page(request.GET.get("page", ""))
    form = PageReportForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        limit = _limit_reached(request)
        if limit is None:
            _, record = page_of(path) if path else (None, None)
            report_page(
                path=path,
                record=record if isinstance(record, Publishable) and record.is_live() else None,
                problem=form.cleaned_data["problem"],
                words=form.cleaned_data["words"],
            )
            return redirect(f"{reverse('site:feedback_sent')}{_query(path)}")
        status = 429
        form.add_error(None, _TOO_MANY)
    context = {
        "page_title": "Is something wrong with this page?",
        "form": form,
        "path": path,
        "action": _query(path),
    }
    response = _page(request, "site/feedback.html", context, status)
    if status == 429:
        response["Retry-After"] = str(limit.seconds)
    return response


@require_safe
def feedback_sent(request):
    """Thank whoever sent a report, and lead back to the page."""
    context = {"page_title": "Thank you: we will look at it", "path": our_page(request.GET.get("page", ""))}
    return _page(request, "site/feedback_sent.html", context, 200)


def our_page(text):
    """Return `text` if it is the path of a public page of ours that readers may report, without a query; otherwise ""."""
    if (
        not text.startswith("/")
        or text.startswith("//")
        or len(text) > LONGEST_PATH
        or not text.isprintable()
    ):
        return ""
    try:
        match = resolve(text)
    except Resolver404:
        return ""
    return reported_page(match.view_name, text)


def _page(request, template, context, status):
    """Return the page, which may tell what somebody has just read, so it is sensitive whatever that was."""
    response = TemplateResponse(
        request, template, {"breadcrumbs": [], "sensitive": True, **context}, status=status
    )
    # A form to send needs a referrer that names the site.
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def _limit_reached(request):
    """Count one report and return the RateLimit that it is beyond, or None."""
    if not PAGE_REPORTS_BY_NETWORK.allows(client_network(request)):
        return PAGE_REPORTS_BY_NETWORK
    return None if PAGE_REPORTS_IN_A_DAY.allows("everybody") else PAGE_REPORTS_IN_A_DAY


def _query(path):
    return f"?{urlencode({'page': path})}" if path else ""
