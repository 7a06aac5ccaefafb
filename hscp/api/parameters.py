"""The parameters of /api/v1/: read as they are described in OpenAPI, and refused in plain words."""

from datetime import UTC, datetime
from typing import Annotated

from django.http import QueryDict
from ninja import Field, Schema
from pydantic import BeforeValidator, WithJsonSchema, create_model

from hscp.london_time import LONDON
from hscp.web.filters import Facet, flat_choices
from hscp.web.page_sizes import MOST_IN_API, USUAL_IN_API

LAST_PAGE, LAST_RECORD = 100_000, 999_999_999
_NAMED = 12  # values that a refusal names


class Refused(Exception):
    """A request that cannot be answered: the `status` (int) and, as its text, what to do about it."""

    def __init__(self, detail, status=400):
        super().__init__(detail)
        self.status = status


def _number(name, most):
    """Return the type of a parameter that is a whole number from 1 to `most`."""

    def read(value):
        text = str(value)
        if text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= most:
            return int(text)
        raise Refused(f"“{name}” must be a whole number from 1 to {most}.")

    shape = {"type": "integer", "minimum": 1, "maximum": most}
    return Annotated[int, BeforeValidator(read), WithJsonSchema(shape)]


def _one_of(name, *known):
    """Return the type of a parameter that is one of the texts `known`, and the first of them where it is empty."""

    def read(value):
        if value and value not in known:
            raise Refused(f"“{name}” cannot be “{value[:50]}”. It can be {', '.join(known)}.")
        return value or known[0]

    return Annotated[str, BeforeValidator(read), WithJsonSchema({"type": "string", "enum": [*known]})]


def _moment(value):
    """Return what somebody wrote as an aware datetime in UTC; without an offset it is local time in London."""
    try:
        # In an address a + that was not escaped arrives as a space.
        moment = datetime.fromisoformat(str(value).replace(" ", "+"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=LONDON)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Refused(
            "“updated_since” must be a date or a time such as 2026-11-22 or 2026-11-22T09:00:00Z."
        ) from error


_Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}]}),
]


class Nothing(Schema):
    """No parameter."""


class RemovedQuery(Schema):
    """The parameters of the list of what was taken down."""

    page: _number("page", LAST_PAGE) = 1
    per_page: _number("per_page", MOST_IN_API) = Field(USUAL_IN_API, description="Records on a page.")
    updated_since: _Moment = Field(
        None, description="What was taken down at that time or later. Without an offset it is London time."
    )


class ListQuery(Schema):
    """The parameters of every list."""

    page: _number("page", LAST_PAGE) = 1
    per_page: _number("per_page", MOST_IN_API) = Field(USUAL_IN_API, description="Records on a page.")
    updated_since: _Moment = Field(
        None,
        description="Records that are others than they were at that time, because somebody saved them or what they name. "
        "Without an offset it is London time. What was taken down is in removed/.",
    )
    after: _number("after", LAST_RECORD) = Field(
        None, description="With updated_since: where the page begins. Take it from next."
    )


class SearchQuery(Schema):
    """The parameters of a search."""

    q: str = Field("", description="The words. Without any, everything is found.")
    page: _number("page", LAST_PAGE) = 1
    per_page: _number("per_page", MOST_IN_API) = 20
    sort: _one_of("sort", "relevance", "title", "newest") = "relevance"
    correct: _one_of("correct", "1", "0") = Field(
        "1", description="0 searches for the words as they are spelt."
    )
    kind: list[str] = []
    theme: list[str] = []
    audience: list[str] = []
    format: list[str] = []
    area: list[str] = []


class SuggestQuery(Schema):
    """The parameter of suggestions."""

    q: str = Field("", description="How a reader began to type.")


def query_of(kind):
    """Return the schema of the parameters of the list of a Kind: those of every list, and the filters of its page."""
    filters = kind.filters.base_filters if kind.filters else {}
    return create_model(
        f"{kind.route}_query",
        __base__=ListQuery,
        **{name: _field(each) for name, each in filters.items()},
    )


def _field(each):
    if not isinstance(each, Facet):
        return str, Field("", description=each.extra.get("help_text") or each.label)
    described = (
        f"{each.label}. Give it again for each further value: a record that has any of them is listed."
    )
    items = {"type": "string"}
    if not callable(each.options) and each.options:
        items["enum"] = [value for value, _ in flat_choices(each.options)]
    return list[str], Field([], description=described, json_schema_extra={"items": items})


def refuse_others(request, query):
    """Raise Refused for a parameter of the request that the schema `query` does not have, or that it has once and is given twice."""
    known = query.model_fields
    for name, values in request.GET.lists():
        if name not in known:
            choice = f"The parameters are {', '.join(known)}." if known else "There are none here."
            raise Refused(f"There is no parameter “{name[:50]}”. {choice}")
        if len(values) > 1 and known[name].annotation != list[str]:
            raise Refused(f"Give “{name}” once.")


def filters_of(kind, request, records):
    """Return the filters of a Kind over `records` as the request has them; None for a kind without. Raises Refused."""
    if kind.filters is None:
        return None
    given = QueryDict(mutable=True)
    for name, values in request.GET.lists():
        if name in kind.filters.base_filters:
            given.setlist(name, values)
    filters = kind.filters(given, records)
    for name, values in given.lists():
        _refuse_unknown(name, filters.filters[name], values, filters.data.getlist(name))
    if not filters.form.is_valid():
        [message, *_] = next(iter(filters.form.errors.values()))
        raise Refused(f"{message}.")
    return filters


def _refuse_unknown(name, each, values, used):
    """Raise Refused for a value of a facet that is not among those `used`."""
    if not isinstance(each, Facet):
        return
    for value in values:
        if value and value not in used:
            known = [code for code, _ in flat_choices(each.extra["choices"])]
            more = ", …" if len(known) > _NAMED else ""
            listed = f"It can be {', '.join(known[:_NAMED])}{more}." if known else "It has no values yet."
            raise Refused(f"“{name}” cannot be “{value[:50]}”. {listed}")
