"""What stands on a page in another language beside its text: numbers with their hours, and where to go, as the records have them now."""

from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone
from django.utils.html import format_html

from contacts.enums import (
    ANSWERED,
    BANK_HOLIDAY,
    ON_THE_WEB,
    BankHolidays,
    ContactKind,
    ForWhom,
    Nth,
    Weekday,
)
from contacts.hours.open_now import status_for_reader
from contacts.hours.point_words import hours_for_reader
from contacts.models import Pathway
from contacts.output.cards import answers_day_and_night
from hscp.languages.models import Wording
from hscp.links.models import load_links
from hscp.vocabulary import AudienceGroup
from hscp.web.excerpts import excerpt
from hscp.web.page_sizes import RECORDS_FOR_READERS
from hscp.web.wording import clock_24, marked
from resources.models import Resource, Toolkit
from themes.models import Situation, Theme
from themes.situations import help_for_parents

READERS = (ForWhom.PUBLIC, ForWhom.YOUNG_PEOPLE)
KINDS = {
    ContactKind.PHONE: marked("Phone"),
    ContactKind.SHORT: marked("Phone"),
    ContactKind.TEXT: marked("Text message"),
    ContactKind.CHAT: marked("Online chat"),
    ContactKind.EMAIL: marked("Email"),
    ContactKind.FORM: marked("Online form"),
    ContactKind.WEB: marked("Website"),
    ContactKind.POST: marked("Post"),
}
DAYS = {
    Weekday.MONDAY: marked("Monday"),
    Weekday.TUESDAY: marked("Tuesday"),
    Weekday.WEDNESDAY: marked("Wednesday"),
    Weekday.THURSDAY: marked("Thursday"),
    Weekday.FRIDAY: marked("Friday"),
    Weekday.SATURDAY: marked("Saturday"),
    Weekday.SUNDAY: marked("Sunday"),
}
DAY_AND_NIGHT = marked("Day and night")
NOT_ON_BANK_HOLIDAYS = marked("Closed on bank holidays")
OPEN, CLOSED, NOT_KNOWN = (
    marked("Open now"),
    marked("Closed now"),
    marked("It is not known whether it is open now"),
)


@dataclass(frozen=True)
class Place:
    """A page or a contact that a text leads to, by the name that its reader understands best: of its own wording, or in English."""

    title: str
    url: str
    lang: str
    direction: str
    is_outside: bool = False


@dataclass(frozen=True)
class Number:
    """A number or an address of a contact as it is at this moment. `label` and `hours` are HTML in the language of the page."""

    pk: int
    kind: str
    label: str
    value: str
    href: str
    is_on_the_web: bool
    status: dict | None
    hours: tuple
    note: str


def contacts_of(english, words, language):
    """Return [(Place, its Numbers)] for the contacts that the record `english` leads families to, in the editors' order."""
    pathways = [pathway for pathway in _pathways(english) if any(map(pathway.usable_points, READERS))]
    places = in_language(pathways, language)
    at = timezone.now()
    return [
        (place, [_number(point, words, at) for point in points_of(pathway)])
        for place, pathway in zip(places, pathways, strict=True)
    ]


def points_of(pathway):
    """Return the contact points (loaded) that families can use, each once, in the editors' order."""
    usable = {point.pk for reader in READERS for point in pathway.usable_points(reader)}
    return [point for point in pathway.contact_points.all() if point.pk in usable]


def _pathways(english):
    """Return the live contacts for families of a record, with their numbers."""
    live = Pathway.objects.live()
    if isinstance(english, Pathway):
        found = live.filter(pk=english.pk)
    elif isinstance(english, Situation):
        found = live.filter(situations=english)
    elif isinstance(english, Theme):
        found = live.filter(themes=english, for_public=True)
    else:
        return []
    return found.in_order().with_numbers()


def reading_of(english, language):
    """Return what the record `english` leads families to besides contacts, as a list of Places."""
    if isinstance(english, Toolkit | Resource):
        return [
            Place(way.label or english.title, way.address, "en", "ltr", is_outside=True)
            for way in english.links_shown
            if way.address
        ]
    if isinstance(english, Situation):
        found = help_for_parents(english)
        return in_language([*found["toolkits"], *found["resources"]], language)
    if isinstance(english, Theme):
        toolkits = Toolkit.objects.live().filter(
            themes=english,
            audience_group__in=[AudienceGroup.PARENTS_AND_CARERS, AudienceGroup.CHILDREN_AND_YOUNG_PEOPLE],
        )
        found = list(excerpt(toolkits.order_by("title", "pk"), RECORDS_FOR_READERS))
        load_links(found)
        return in_language(found, language)
    return []


def in_language(records, language):
    """Return a Place for each of `records`, of any kinds: its wording in `language` if there is one. A query for each kind."""
    by_kind = {}
    for record in records:
        by_kind.setdefault(type(record), []).append(record)
    wordings = {}
    for kind, some in by_kind.items():
        for each in Wording.objects.of(*some).shown().filter(language=language):
            wordings[kind, each.object_id] = each
    return [_place(record, wordings.get((type(record), record.pk)), language) for record in records]


def _place(record, wording, language):
    path = record.get_absolute_url()
    if wording is None:
        return Place(record.title, path, "en", "ltr")
    return Place(wording.title, f"{path}{language.part}/", language.lang, language.direction)


def _number(point, words, at):
    label = words.say(KINDS[point.kind])
    if point.label:
        label = format_html('{} <span lang="en" dir="ltr">({})</span>', label, point.label)
    return Number(
        point.pk,
        point.kind,
        label,
        point.value,
        point.href,
        point.kind in ON_THE_WEB,
        _status(point, words, at),
        tuple(_hours(point, words)),
        point.note,
    )


def _status(point, words, at):
    """Return {"is_open", "words", "lang" …} of a point at `at`: in the language if it has all three states, else in English."""
    status = status_for_reader(point, at)
    if status is None or point.kind not in ANSWERED:
        return None
    translated = [words.translated(text) for text in (OPEN, CLOSED, NOT_KNOWN)]
    if not all(translated):
        return {"is_open": status["is_open"], "words": status["words"], "is_english": True}
    opened, closed, unknown = translated
    said = opened if status["is_open"] else closed if status["is_known"] else unknown
    return {
        "is_open": status["is_open"],
        "words": said,
        "is_english": words.lang == "en",
        "opened": opened,
        "closed": closed,
        "unknown": unknown,
    }


def _hours(point, words):
    """Yield the lines of a point's hours as HTML: in the language where they are the same every week, in English where not."""
    today = timezone.localdate()
    rows = list(point.opening_hours.all())
    is_weekly = all(row.nth == Nth.EVERY and not row.season and row.weekday != BANK_HOLIDAY for row in rows)
    differs = any(row.last_day >= today for row in point.exceptions.all())
    if not rows or not is_weekly or differs or point.answers_when_closed or words.lang == "en":
        for line in hours_for_reader(point, today):
            yield line if words.lang == "en" else format_html('<span lang="en" dir="ltr">{}</span>', line)
        return
    if answers_day_and_night(point):
        yield words.say(DAY_AND_NIGHT)
        return
    for days, times in _weeks(rows):
        said = [words.say(DAYS[day]) for day in ((days[0], days[-1]) if len(days) > 1 else days)]
        line = format_html("{} – {}", *said) if len(said) > 1 else said[0]
        yield format_html('{}: <bdi dir="ltr">{}</bdi>', line, times)
    if point.bank_holidays == BankHolidays.CLOSED:
        yield words.say(NOT_ON_BANK_HOLIDAYS)


def _weeks(rows):
    """Yield (days in a row, their times as text) of rows that hold every week."""
    by_day = {
        day: ", ".join(f"{clock_24(row.opens)}–{clock_24(row.closes)}" for row in some)
        for day, some in groupby(
            sorted(rows, key=lambda row: (row.weekday, row.opens)), key=lambda row: row.weekday
        )
    }
    days = sorted(by_day)
    # Days that follow on one another, with the same times, are one line.
    start = 0
    for end in range(1, len(days) + 1):
        if end == len(days) or days[end] != days[end - 1] + 1 or by_day[days[end]] != by_day[days[start]]:
            yield days[start:end], by_day[days[start]]
            start = end
