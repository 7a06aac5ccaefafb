"""What answers at the address of a record that was withdrawn: a redirect to its successor, or a page that says so (410).

Neither is stored by a browser: the record may have been sensitive, and it may come back.
"""

from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse

from hscp.records.redirects import moved
from hscp.records.withdrawn import in_place_of, still_naming, withdrawn
from hscp.web.cache_headers import NOT_STORED

GONE = 410


def answer_for_withdrawn(request, record, address_of, parents=()):
    """Return the redirect to the record that takes the place of `record`, or the page that says that it was withdrawn.

    `address_of` makes the address of the other record; `parents` are the pages above: (label, route name). Raises Http404
    for a record that the public never saw, or that is due to appear.
    """
    instead = in_place_of(record)
    if instead is not None and instead != record:
        return redirect_kept_fresh(request, address_of(instead))
    gone = withdrawn(record)
    if gone is None:
        raise Http404
    lists = [(label, reverse(route)) for label, route in parents]
    context = {
        "page_title": "This page was withdrawn",
        "gone": gone,
        "pages": still_naming(record),
        "lists": lists,
        "breadcrumbs": lists,
        # It may have been: asking costs more than the way out that the page then has.
        "sensitive": True,
    }
    return TemplateResponse(request, "410.html", context, status=GONE)


def redirect_kept_fresh(request, address):
    """Return the permanent redirect to `address`, with the query string of the request, that no browser stores."""
    response = moved(request, address)
    response["Cache-Control"] = NOT_STORED
    response["Referrer-Policy"] = "no-referrer"
    return response
