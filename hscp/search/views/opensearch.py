"""The OpenSearch 1.1 description, by which browsers and other programs search the portal."""

from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse


def opensearch(request):
    """Answer with the description of search: the address of its page and of its JSON."""
    addresses = {
        "page": reverse("site:search"),
        "api": reverse("search:api_search"),
        "self": reverse("site:opensearch"),
        "icon": static("img/favicon.svg"),
    }
    return render(
        request,
        "site/opensearch.xml",
        {name: request.build_absolute_uri(address) for name, address in addresses.items()},
        content_type="application/opensearchdescription+xml; charset=utf-8",
    )
