"""The shapes of what /api/v1/ answers. Their descriptions are what the OpenAPI document and its page say.

A field without a value is null, a text without words "". Texts that editors format are plain here: a line for each paragraph,
"- " before each item of a list.
"""

import uuid
from datetime import date, datetime
from typing import Annotated, Generic, TypeVar

from ninja import Field, Schema
from pydantic import WithJsonSchema

Address = Annotated[str, WithJsonSchema({"type": "string", "format": "uri"})]
Record = TypeVar("Record")


class Choice(Schema):
    """One of a fixed list: its code, which stays, and its name, which may be reworded."""

    code: str
    name: str


class Reference(Schema):
    """Another record: its page, and where its own data is (null for what has none)."""

    id: uuid.UUID
    kind: str
    title: str
    url: Address
    json_url: Address | None


class Way(Schema):
    """One way to the thing itself: a web page elsewhere, or a file of this site."""

    url: Address
    label: str
    language: str = Field(description="The language, where it is not English; else empty.")
    is_file: bool = Field(description="Whether it is a file of this site.")
    is_confirmed: bool = Field(
        description="Whether an editor has confirmed that it leads to the right thing."
    )
    is_parent_page: bool = Field(
        description="Whether readers find it on that page, rather than there at once."
    )


class Content(Schema):
    """What every record has."""

    id: uuid.UUID = Field(description="Stays the same when the title and the address change.")
    slug: str = Field(description="The last part of the address of its page.")
    title: str
    other_names: list[str]
    url: Address = Field(description="Its page on this site.")
    json_url: Address
    updated_at: datetime = Field(description="When somebody last saved the record itself, in UTC.")
    last_reviewed: date | None = Field(description="When somebody last read it as a whole.")


class Wording(Schema):
    """A record in another language or in easy read: a page of its own, with the numbers and hours of the record."""

    language: str = Field(description="Its code of BCP 47; that of easy read is en.")
    name: str = Field(description="What its speakers call the language.")
    is_easy_read: bool
    title: str
    url: Address
    behind_since: datetime | None = Field(
        description="When the English changed in what this does not say yet."
    )


class Worded(Content):
    """What may be there in other words."""

    wordings: list[Wording] = Field(description="Where it is in other languages and in easy read.")


class NamedLink(Schema):
    name: str
    url: Address


class PackToolkits(Schema):
    """The toolkits of a pack for one audience."""

    heading: str
    toolkits: list[Reference]
    lists: list[NamedLink] = Field(description="Links to all toolkits for an audience.")


class PackResource(Reference):
    """A resource of a pack, and those that the pack lists under it."""

    members: list[Reference]


class PackSection(Schema):
    section: str
    heading: str
    resources: list[PackResource]


class Pack(Schema):
    """What a theme's overview pack holds, in the printed order."""

    lead_toolkit: Reference | None
    toolkits: list[PackToolkits]
    sections: list[PackSection]
    courses: list[Reference]
    pathways: list[Reference] = Field(description="Whom to contact, the most urgent first.")
    processes: list[Reference]


class Theme(Worded):
    introduction: str
    key_message: str = Field(description="The one thing to do or remember.")
    sensitive: bool = Field(
        description="Whether being seen reading about it could put somebody at risk. Our own page then has a button to leave it."
    )
    pack: Pack


class Toolkit(Worded):
    summary: str
    audience: Choice
    area: Choice | None
    languages: str = Field(description="Languages other than English.")
    ways: list[Way]
    not_available: str = Field(description="Why it is nowhere to be had; else empty.")
    themes: list[Reference]


class Resource(Worded):
    kind: Choice
    publisher: str
    summary: str
    audience: Choice
    audiences: list[str] = Field(description="Finer audiences.")
    area: Choice | None
    languages: str = Field(description="Languages other than English.")
    valid_until: date | None
    collection: Reference | None
    ways: list[Way]
    not_available: str = Field(description="Why it is nowhere to be had; else empty.")
    themes: list[Reference]


class Course(Content):
    kind: Choice
    format: Choice
    provider: str
    summary: str
    aims: str
    audience: Choice
    audiences: list[str] = Field(description="Finer audiences.")
    area: Choice | None
    level: str
    duration_minutes: int | None
    repeat_after_months: int | None
    next_date: datetime | None = Field(description="When its next session begins, London time.")
    toolkit: Reference | None
    ways: list[Way]
    themes: list[Reference]


class Part(Schema):
    """One day of a session, or all of it: when it begins and ends, London time."""

    starts_at: datetime
    ends_at: datetime


class Session(Schema):
    """One dated delivery of a course."""

    id: uuid.UUID = Field(description="The same as in the calendar file.")
    title: str
    is_example: bool = Field(
        description="Whether it is made up, for a first look at this site: do not show it to anybody."
    )
    course: Reference
    url: Address = Field(description="Its page on this site.")
    json_url: Address
    starts_at: datetime = Field(description="London time.")
    ends_at: datetime = Field(description="London time.")
    parts: list[Part] = Field(description="Each of its days, where it takes several.")
    setting: Choice
    place: str
    area: Choice | None
    information: str
    availability: Choice
    places: int | None = Field(description="How many places it has; null where it is booked elsewhere.")
    booking_url: Address | None = Field(description="Where to book, while that can be done; else null.")
    booking_opens_at: datetime | None
    booking_closes_at: datetime | None
    calendar_url: Address = Field(description="The session as a calendar file.")
    updated_at: datetime = Field(description="When somebody last saved the session itself, in UTC.")


class ProcessPart(Schema):
    heading: str
    text: str


class Process(Content):
    summary: str
    parts: list[ProcessPart]
    themes: list[Reference]
    pathways: list[Reference]
    resources: list[Reference]


class Indicator(Schema):
    domain: Choice
    text: str


class ThresholdLevel(Content):
    number: int = Field(description="1 to 4.")
    description: str
    examples: str
    services: str
    led_by: str
    what_to_do: str
    indicators: list[Indicator]
    pathways: list[Reference]


class Term(Content):
    stands_for: str
    explanation: str
    leads_to: list[Reference]


class Update(Schema):
    """One line of what changed for readers: what changed, and where."""

    id: uuid.UUID
    number: int = Field(description="The last part of its address, the same as in feeds and mails.")
    title: str = Field(
        description="Of the page that changed; where many changed at once, or it was taken off, what they are."
    )
    words: str = Field(description="What changed. It follows the title: “new indicator chart”.")
    about: Choice = Field(description="What kind of change it is.")
    kind: Choice = Field(description="The kind of page.")
    major: bool = Field(description="Whether somebody who looks in once a year has to know it.")
    sensitive: bool = Field(
        description="Whether being seen reading of it could put somebody at risk. Our own feeds then do not name the page."
    )
    url: Address = Field(description="It leads to the page that changed and says nothing of it.")
    json_url: Address
    record: Reference | None = Field(
        description="The record that changed; null where many changed at once and share no theme, or where the page was taken off."
    )
    themes: list[Reference]
    audiences: list[Choice]
    area: Choice | None
    said_at: datetime = Field(description="The moment of the change, in UTC.")
    updated_at: datetime = Field(description="When it appeared or was last reworded, in UTC.")


class Page(Schema, Generic[Record]):
    """One page of a list."""

    total: int = Field(description="How many records the whole list has.")
    page: int
    pages: int
    per_page: int
    next: Address | None = Field(description="The address of the next page.")
    previous: Address | None
    results: list[Record]


class Removed(Schema):
    """A record that was taken down: forget what you have of it."""

    id: uuid.UUID = Field(description="The id that the record had.")
    kind: str = Field(description="As in a Reference: theme, toolkit, resource, course, session, …")
    removed_at: datetime = Field(description="When this was noticed, at most some minutes later, in UTC.")


class RemovedPage(Page[Removed]):
    """What was taken down in the last year. What came back is no longer in it."""


class Problem(Schema):
    """What went wrong, and how to mend the request: RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
