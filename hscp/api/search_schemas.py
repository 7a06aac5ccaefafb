"""The shapes of what a search of /api/v1/ answers."""

import uuid
from typing import Any

from ninja import Field, Schema

from hscp.api.schemas import Address


class Hit(Schema):
    kind: str
    kind_label: str
    language: str = Field(description="Of the title and the snippet, by its code of BCP 47.")
    id: int = Field(description="A number of this site’s own. The lists know the record by its uid.")
    uid: uuid.UUID | None = Field(description="The id of the record in the lists; null for what has no data.")
    title: str
    url: Address
    snippet: str = Field(description="HTML: the words searched for are in <mark>, all else is escaped.")
    audiences: list[dict[str, Any]]
    themes: list[dict[str, Any]]
    format: dict[str, Any] | None
    area: dict[str, Any] | None
    pinned: bool
    opens: dict[str, Any] | None


class Crisis(Schema):
    """What is shown first where the words sound like a crisis."""

    emergency: str
    contacts: list[Hit]
    pages: list[Hit]


class Place(Schema):
    area: str
    is_served: bool
    contact: Hit | None


class SearchResults(Schema):
    """What a search finds. Show `crisis`, else `contacts`, above the results."""

    query: str
    corrected: str = Field(
        description="What was searched for instead, if the words were misspelt; else empty."
    )
    relaxed: bool = Field(description="Whether nothing has all the words, so that some are left out.")
    total: int
    page: int
    pages: int
    page_size: int
    sort: str
    reader: str
    crisis: Crisis | None
    place: Place | None
    results: list[Hit]
    contacts: list[Hit]
    facets: dict[str, list[dict[str, Any]]]
    ignored: list[dict[str, Any]]


class Suggestion(Schema):
    text: str
    kind: str
    kind_label: str
    url: Address
    audience: str


class Suggestions(Schema):
    suggestions: list[Suggestion]
