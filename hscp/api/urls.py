from django.urls import URLPattern, path, re_path

from hscp.api.answering import answering
from hscp.api.openapi import openapi_json
from hscp.api.operations import api
from hscp.api.reference_page import reference_page
from hscp.records.redirects import moved


@answering
def with_slash(request, address):
    """Lead from an address without its last slash to the one with it, so that scripts of other sites may follow."""
    return moved(request, f"{request.path}/")


app_name = "api"
urlpatterns = [
    path("", reference_page, name="reference"),
    path("openapi.json", openapi_json, name="openapi"),
    *(
        URLPattern(each.pattern, answering(each.callback), each.default_args, each.name)
        for each in api.urls[0]
        if each.name != "api-root"
    ),
    re_path(r"^(?P<address>[^/]+(?:/[^/]+)?)$", with_slash, name="with_slash"),
]
