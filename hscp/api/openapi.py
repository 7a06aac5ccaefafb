"""The OpenAPI 3.1 document of /api/v1/: what django-ninja makes of the operations, with the headers and media types of the answers."""

from copy import deepcopy
from functools import cache

from django.conf import settings
from django.http import JsonResponse
from django.urls import get_script_prefix, reverse

from hscp.api.answering import answering
from hscp.api.open_data import LICENCE
from hscp.api.open_referral import shapes
from hscp.api.operations import api
from hscp.security.rate_limits import API_BY_NETWORK

_LIMIT = {
    "RateLimit-Policy": "How many requests a client has in how many seconds.",
    "RateLimit": "How many are left, and in how many seconds the count restarts.",
}
_VALIDATORS = {
    "ETag": "Send it as If-None-Match: where nothing has changed the answer is 304, without content. "
    "Not sent with words to search for, which nobody stores.",
    "Last-Modified": "The same with If-Modified-Since. Not sent in the second of a change.",
    "Cache-Control": "How long the answer may be kept.",
    "Link": "The licence (rel=license).",
}
_RETRY = {"Retry-After": "In how many seconds to try again."}


def document():
    """Return the OpenAPI document as a dictionary, which is the caller's to change."""
    return deepcopy(_document(get_script_prefix()))


@cache
def _document(prefix):
    made = api.get_openapi_schema(path_prefix=f"{prefix}api/v1/".removeprefix("/"))
    made["jsonSchemaDialect"] = "https://json-schema.org/draft/2020-12/schema"
    # The parameters of a list are described with it.
    named = {
        name: each
        for name, each in made["components"]["schemas"].items()
        if not name.lower().endswith("query")
    }
    made["components"]["schemas"] = named | shapes()
    made["info"]["license"] = {"name": LICENCE["name"], "url": LICENCE["url"]}
    made["tags"] = [{"name": name} for name in _tags(made)]
    for operations in made["paths"].values():
        for operation in operations.values():
            operation["responses"] = {
                str(status): _response(status, response)
                for status, response in operation["responses"].items()
            }
            operation["responses"]["304"] = {
                "description": "Nothing has changed since the answer that the client has.",
                "headers": _headers(_VALIDATORS | _LIMIT),
            }
    return made


def _tags(made):
    return dict.fromkeys(
        tag for operations in made["paths"].values() for each in operations.values() for tag in each["tags"]
    )


def _response(status, response):
    """Return what is said of a response with its headers; an error is a problem of RFC 9457."""
    [schema] = response["content"].values()
    if status == 200:
        return {
            "description": "The answer.",
            "headers": _headers(_VALIDATORS | _LIMIT),
            "content": {"application/json": schema},
        }
    words = {
        400: "A parameter is unknown or cannot be used; the detail says why.",
        404: "There is no such record.",
        410: "The record was withdrawn; the detail says when.",
        429: f"The client asked more than {API_BY_NETWORK.most} times in {API_BY_NETWORK.seconds} seconds.",
        503: "The database cannot be reached.",
    }
    headers = (_RETRY if status in {429, 503} else {}) | (_LIMIT if status != 503 else {})
    return {
        "description": words[status],
        "headers": _headers(headers),
        "content": {"application/problem+json": schema},
    }


def _headers(headers):
    return {name: {"description": words, "schema": {"type": "string"}} for name, words in headers.items()}


@answering
def openapi_json(request):
    """Answer /api/v1/openapi.json: the document, with this site's own address as its server."""
    served = document()
    served["servers"] = [{"url": request.build_absolute_uri("/").rstrip("/")}]
    developers = request.build_absolute_uri(reverse("site:developers"))
    served["externalDocs"] = {
        "url": developers,
        "description": "What there is for other sites, with examples",
    }
    if settings.HSCP_CONTACT_EMAIL:
        served["info"]["contact"] = {"email": settings.HSCP_CONTACT_EMAIL, "url": developers}
    return JsonResponse(served)
