"""Pathways as JSON, for partners' directories, at the address from before there was an /api/v1/. docs/api.md describes it; contacts/api/open_referral.py makes the records."""

from datetime import UTC, datetime
from functools import wraps

from django.http import HttpResponsePermanentRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.views.decorators.http import conditional_page

from contacts.api.open_referral import service
from contacts.models import Pathway
from hscp.london_time import LONDON
from hscp.records.former_pages import became_of
from hscp.web.cache_headers import API
from hscp.web.cross_origin import open_to_all_sites, preflight
from hscp.web.page_sizes import MOST_IN_API, USUAL_IN_API

MAX_PAGE = 100_000
PARAMETERS = ("page", "per_page", "modified_after")


class BadParameter(ValueError):
    """A parameter cannot be used; the message tells the caller why."""


def open_to_all(view):
    """Let pages of any site read the answer, keep it for a minute, and take nothing but GET and HEAD.

    A wrong parameter is answered with 400 and its reason.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        if request.method == "OPTIONS":
            return preflight()
        if request.method not in {"GET", "HEAD"}:
            response = _error("Use GET or HEAD.", 405)
            response["Allow"] = "GET, HEAD"
        else:
            try:
                response = view(request, *args, **kwargs)
            except BadParameter as error:
                response = _error(str(error), 400)
        response["Cache-Control"] = API
        return open_to_all_sites(response)

    return answer


@open_to_all
@conditional_page
def pathways(request):
    """Answer /api/pathways/: a page of the live pathways, in the shape of Open Referral UK's list of services."""
    _refuse_others(request, PARAMETERS)
    page = _number(request, "page", 1, MAX_PAGE)
    size = _number(request, "per_page", USUAL_IN_API, MOST_IN_API)
    found = readable()
    if (after := _moment(request, "modified_after")) is not None:
        found = found.filter(updated_at__gte=after)
    total = found.count()
    pages = max(1, -(-total // size))
    contents = [
        service(pathway, request.build_absolute_uri) for pathway in found[(page - 1) * size : page * size]
    ]
    return JsonResponse(
        {
            "total_items": total,
            "total_pages": pages,
            "page_number": page,
            "size": len(contents),
            "first_page": page == 1,
            "last_page": page >= pages,
            "empty": not contents,
            "contents": contents,
        }
    )


@open_to_all
@conditional_page
def pathway(request, slug):
    """Answer /api/pathways/<slug>/: one live pathway as an Open Referral UK service.

    One that was withdrawn leads to its successor, or is answered with 410; one that was renamed leads to its address now.
    """
    _refuse_others(request, ())
    # PostgreSQL refuses a NUL, and no address of ours has ever had one.
    record = readable().filter(slug=slug).first() if slug.isprintable() else None
    if record is None:
        return _not_there(slug)
    response = JsonResponse(service(record, request.build_absolute_uri))
    response["Last-Modified"] = http_date(record.updated_at.timestamp())
    return response


def _not_there(slug):
    """Return the answer for a slug of which there is no live pathway."""
    instead, gone = became_of(Pathway, slug)
    if instead is not None:
        return HttpResponsePermanentRedirect(reverse("contacts:api_pathway", args=[instead]))
    if gone is not None:
        day = timezone.localtime(gone.at)
        return _error(f"This contact was withdrawn on {day:%-d %B %Y}.", 410)
    return _error("There is no contact at this address.", 404)


def readable():
    """Return the live pathways, in the portal's order, with all that their service records say."""
    return Pathway.objects.live().in_order().prefetch_related("steps").with_numbers()


def _error(message, status):
    return JsonResponse({"error": message}, status=status)


def _refuse_others(request, known):
    """Raise BadParameter for a parameter that is not among `known`, or that is given twice."""
    for name, values in request.GET.lists():
        if name not in known:
            choice = f"The parameters are {', '.join(known)}." if known else "There are none here."
            raise BadParameter(f"There is no parameter “{name[:50]}”. {choice}")
        if len(values) > 1:
            raise BadParameter(f"Give “{name}” once.")


def _number(request, name, default, highest):
    text = request.GET.get(name)
    if text is None:
        return default
    if text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= highest:
        return int(text)
    raise BadParameter(f"“{name}” must be a whole number from 1 to {highest}.")


def _moment(request, name):
    """Return the moment in a parameter (None where it is not given); without an offset it is local time in London."""
    text = request.GET.get(name)
    if text is None:
        return None
    try:
        # In an address a + that was not escaped arrives as a space.
        moment = datetime.fromisoformat(text.replace(" ", "+"))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=LONDON)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadParameter(
            f"“{name}” must be a date or a time such as 2026-11-22 or 2026-11-22T09:00:00Z."
        ) from error
