"""The page /api/v1/: the OpenAPI document for people, in the site's own look and without a script."""

from django.shortcuts import render
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from hscp.api.openapi import document
from hscp.page_cache.policies import CachePolicy, cached_page
from hscp.security.rate_limits import API_BY_NETWORK

_JSON = "application/json"


@cached_page(CachePolicy())
@require_safe
def reference_page(request):
    """Show every address, its parameters, and the fields of its answers."""
    described = document()
    schemas = described["components"]["schemas"]
    return render(
        request,
        "site/api_reference.html",
        {
            "page_title": "Our data as JSON",
            "breadcrumbs": [],
            "limit": API_BY_NETWORK,
            "groups": [
                {
                    "name": tag["name"],
                    "heading": capfirst(tag["name"].replace("-", " ")),
                    "operations": list(_operations(described, tag["name"])),
                }
                for tag in described["tags"]
            ],
            "shapes": [
                {"name": name, "about": one.get("description", ""), "fields": list(_fields(one))}
                for name, one in sorted(schemas.items())
                if "properties" in one
            ],
        },
    )


def _operations(described, tag):
    for path, operations in described["paths"].items():
        for operation in operations.values():
            if tag in operation["tags"]:
                answer = operation["responses"]["200"]["content"][_JSON]["schema"]
                yield {
                    "path": path,
                    "summary": operation["summary"],
                    "parameters": [
                        {
                            "name": each["name"],
                            "type": _type(each["schema"]),
                            "about": each.get("description", ""),
                        }
                        for each in operation["parameters"]
                    ],
                    "answer": _type(answer),
                    "fields": list(_fields(answer)),
                }


def _fields(schema):
    """Yield the name, type and description of each field of an object."""
    for name, one in schema.get("properties", {}).items():
        yield {"name": name, "type": _type(one), "about": one.get("description", "")}


def _type(schema):
    """Return the type of a value in words: "text", "list of Reference", "Choice, or null"."""
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    if "enum" in schema:
        return f"one of {', '.join(map(str, schema['enum']))}"
    if "anyOf" in schema and "type" not in schema:
        return ", or ".join(_type(each) for each in schema["anyOf"])
    kind = schema.get("type", "")
    if kind == "array":
        return f"list of {_type(schema.get('items', {}))}"
    if kind == "string":
        formats = {"uuid": "identifier", "uri": "address", "date-time": "time", "date": "date"}
        either = [each.get("format") for each in schema.get("anyOf", ())]
        return " or ".join(formats[each] for each in either) or formats.get(schema.get("format"), "text")
    words = {"integer": "whole number", "boolean": "true or false", "null": "null", "object": "object"}
    return words.get(kind, capfirst(schema.get("title", "value")))
