"""The pages for readers without a connection, and the service worker that stores them. None reads the database."""

from hashlib import sha256

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse

from hscp.database.outage import works_without_database
from hscp.web.cache_headers import FRESH, cached_as

PAGE, TOLD_ME = "site/offline.html", "site/told_me_offline.html"
# What the pages load, by the names that `last_resort.html` gives them: a test compares the two.
FILES = [
    "js/leaving.js",
    "img/favicon.svg",
    "fonts/atkinson-hyperlegible-latin-400-normal.woff2",
    "fonts/atkinson-hyperlegible-latin-700-normal.woff2",
    "govuk/govuk-frontend.min.css",
    "css/portal.css",
    "css/components.css",
]


@works_without_database
def offline(request):
    """Show that a page cannot be reached, and whom to call. A proxy can serve a saved copy while the portal is down."""
    return HttpResponse(render_to_string(PAGE))


@works_without_database
def told_me(request):
    """Show the copy of "A child has told me something" that every browser keeps, whether or not its reader opened it.

    It holds no numbers but those of the settings: a local number could be out of date when it is needed.
    """
    return HttpResponse(render_to_string(TOLD_ME))


@works_without_database
@cached_as(FRESH)
def service_worker(request):
    """Return the service worker's script. Its bytes change with the pages or their files, so browsers refetch them."""
    contents = [render_to_string(PAGE), render_to_string(TOLD_ME), *(static(name) for name in FILES)]
    context = {
        "version": sha256("\n".join(contents).encode()).hexdigest()[:12],
        "page": reverse("site:offline"),
        "copies": [(reverse("site:told_me"), reverse("site:offline_told_me"))],
        "files": [settings.STATIC_URL + name for name in FILES],
        "static": settings.STATIC_URL,
    }
    return render(request, "site/service_worker.js", context, content_type="text/javascript; charset=utf-8")
