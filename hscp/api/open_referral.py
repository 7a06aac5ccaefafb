"""Pathways in /api/v1/: the same Open Referral UK records that partners' directories get at /api/pathways/."""

import json
from typing import Any

from django.conf import settings
from pydantic import RootModel

from contacts.api.open_referral import service

# The shape is described in one place, to which tests hold the answers.
_SHAPE = settings.BASE_DIR / "docs" / "api" / "pathway.schema.json"


class Service(RootModel[dict[str, Any]]):
    """A pathway as a service of Open Referral UK. Its fields are in `shapes`."""


def services(records, absolute):
    """Return the service records of the Pathways `records`."""
    return [service(pathway, absolute) for pathway in records]


def shapes():
    """Return {name of a component: its JSON Schema} for Service and what it is made of, for an OpenAPI document."""
    text = _SHAPE.read_text()
    parts = json.loads(text)["$defs"]
    for name in parts:
        text = text.replace(f'"#/$defs/{name}"', f'"#/components/schemas/{_component(name)}"')
    whole = json.loads(text)
    parts = whole.pop("$defs")
    del whole["$schema"]
    return {"Service": whole, **{_component(name): part for name, part in parts.items()}}


def _component(name):
    return f"Service{name.title().replace('_', '')}"
