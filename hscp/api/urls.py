from django.urls import URLPattern, path

from hscp.api.answering import answering
from hscp.api.openapi import openapi_json
from hscp.api.operations import api
from hscp.api.reference_page import reference_page

app_name = "api"
urlpatterns = [
    path("", reference_page, name="reference"),
    path("openapi.json", openapi_json, name="openapi"),
    *(
        URLPattern(each.pattern, answering(each.callback), each.default_args, each.name)
        for each in api.urls[0]
        if each.name != "api-root"
    ),
]
