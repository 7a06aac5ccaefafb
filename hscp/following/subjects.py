"""What an address asks to follow, and in words what somebody follows."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from contacts.models import Pathway
from hscp.following.enums import What
from hscp.following.models import Follow
from hscp.vocabulary import Area
from hscp.web.selections import read_selection
from hscp.web.wording import counted
from themes.models import Theme
from themes.sensitivity import is_sensitive
from training.models import Course

# As many as fit on some pages of paper; more is no sheet for a wall.
MOST_ON_A_SHEET = 60
# More is a list to choose from that nobody reads.
MOST_THEMES = 5


@dataclass(frozen=True)
class Part:
    """One row of what is followed: `what` of a `record`, of an `area`, or of all."""

    what: str
    record: object = None
    area: str = ""


@dataclass(frozen=True)
class Choice:
    """One thing that can be followed: `value` in the form, `label` in words, and the Parts it is made of."""

    value: str
    label: str
    parts: tuple


@dataclass(frozen=True)
class Asked:
    """What an address offers to follow, the nearest first, and whether one of its records is sensitive."""

    choices: list
    sensitive: bool = False


def read_asked(query):
    """Return the Asked of an address with `theme`, `course`, `contact` (several with `sheet`) in its `query` (a QueryDict)."""
    choices, records = [], []
    for theme in read_selection(Theme, query.getlist("theme")[:MOST_THEMES], Theme.objects.live()).records:
        records.append(theme)
        choices += [
            Choice(f"theme-{theme.slug}", f"Everything about {theme.title}", (Part(What.PAGE, theme),)),
            Choice(
                f"dates-{theme.slug}", f"New training dates about {theme.title}", (Part(What.DATES, theme),)
            ),
        ]
    for course in read_selection(Course, query.getlist("course")[:1], Course.objects.live()).records:
        records.append(course)
        choices.append(Choice("course", f"Dates of “{course.title}”", (Part(What.DATES, course),)))
    slugs = query.getlist("contact")[: MOST_ON_A_SHEET + 1]
    contacts = read_selection(Pathway, slugs, Pathway.objects.live()).records
    records += contacts
    if "sheet" in query and contacts:
        if len(slugs) <= MOST_ON_A_SHEET:
            parts = tuple(Part(What.SHEET, pathway) for pathway in contacts)
            choices.append(Choice("sheet", _sheet_label(contacts), parts))
    elif contacts:
        pathway = contacts[0]
        choices.append(Choice("contact", f"Changes to {pathway.title}", (Part(What.PAGE, pathway),)))
    if not choices:
        choices = [
            Choice(f"area-{area}", f"New training dates: {label}", (Part(What.DATES, area=area),))
            for area, label in Area.choices
        ]
    choices += [
        Choice("dates", "All new training dates", (Part(What.DATES),)),
        Choice("everything", "Everything on this site", (Part(What.EVERYTHING),)),
    ]
    return Asked(choices, sensitive=is_sensitive(*records))


@dataclass(frozen=True)
class Followed:
    """One thing that somebody follows, in words: its rows (Follows), and for a sheet its `contacts`."""

    value: str
    label: str
    rows: list
    contacts: tuple = ()


def in_words(follows):
    """Return the Followed of `follows` (Follows of one person), without those whose record is gone. Queries are bounded by kinds."""
    follows = list(follows)
    prefetch_related_objects(follows, "record")
    groups = defaultdict(list)
    for follow in follows:
        if follow.object_id is None or follow.record is not None:
            groups[f"sheet-{follow.sheet}" if follow.what == What.SHEET else f"{follow.pk}"].append(follow)
    return [
        Followed(
            value,
            _label(rows),
            rows,
            tuple(row.record for row in rows if row.record.is_live()) if rows[0].what == What.SHEET else (),
        )
        for value, rows in groups.items()
    ]


def record_of(part):
    """Return the values of a Follow for a Part, as keywords."""
    return {"what": part.what, "area": part.area, "record": part.record}


def same(follow, part):
    """Return whether a Follow of somebody is what a Part asks for."""
    pk = part.record.pk if part.record is not None else None
    is_same_record = follow.object_id == pk and (
        pk is None or follow.content_type.model_class() is type(part.record)
    )
    return is_same_record and (follow.what, follow.area) == (part.what, part.area)


def _label(rows):
    first: Follow = rows[0]
    if first.what == What.EVERYTHING:
        return "Everything on this site"
    if first.what == What.SHEET:
        return _sheet_label([row.record for row in rows])
    if first.what == What.PAGE:
        return _title(first.record)
    if first.area:
        return f"New training dates: {Area(first.area).label}"
    return f"New training dates: {_title(first.record)}" if first.record else "All new training dates"


def _title(record):
    """Return what a record is called, if the public sees it: what it is called elsewhere may be a draft."""
    return record.title if record.is_live() else "a page that is not on this site at the moment"


def _sheet_label(contacts):
    return f"A contacts sheet with {counted(len(contacts), 'contact')}, to print again when it changes"
