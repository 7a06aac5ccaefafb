"""How records name one another in /api/v1/, and what every record says."""

from itertools import chain

from contacts.api.identifiers import identifier
from contacts.models import Pathway, ThresholdLevel
from hscp.web.addresses import record_path
from resources.models import Resource, Toolkit
from themes.models import Process, Situation, Term, Theme
from training.models import Course

# What a record of each kind is called, and the route of its data, if it has any.
_KINDS = {
    Theme: ("theme", "api:theme"),
    Toolkit: ("toolkit", "api:toolkit"),
    Resource: ("resource", "api:resource"),
    Course: ("course", "api:course"),
    Process: ("process", "api:process"),
    ThresholdLevel: ("threshold_level", "api:threshold_level"),
    Term: ("term", "api:term"),
    Pathway: ("pathway", "api:pathway"),
    Situation: ("situation", None),
}
_NAMES = {name for name, route in _KINDS.values() if route}
# What search calls otherwise.
_FOUND_AS = {"threshold": "threshold_level"}


def reference(record, absolute):
    """Return the Reference to a record (a Publishable) as a dictionary. `absolute` makes a full address of a path of this site."""
    kind, route = _KINDS[type(record)]
    return {
        "id": identifier(kind, record.pk),
        "kind": kind,
        "title": record.title,
        "url": absolute(record.get_absolute_url()),
        "json_url": route and absolute(record_path(route, record.slug)),
    }


def references(records, absolute):
    """Return the References to `records`, in their order."""
    return [reference(record, absolute) for record in records]


def content(record, absolute):
    """Return what every record says, as a dictionary: see the schema Content."""
    known = reference(record, absolute)
    del known["kind"]
    return {
        **known,
        "slug": record.slug,
        "other_names": record.alias_list,
        "updated_at": record.updated_at,
        "last_reviewed": record.last_reviewed_date,
    }


def with_uids(found):
    """Return what search finds (SearchResults as a dictionary), each hit with the `uid` of its record in the lists, None without one."""
    crisis, place = found["crisis"] or {}, found["place"] or {}
    groups = [found["results"], found["contacts"], crisis.get("contacts", ()), crisis.get("pages", ())]
    for hit in (*chain(*groups), *filter(None, [place.get("contact")])):
        kind = _FOUND_AS.get(hit["kind"], hit["kind"])
        hit["uid"] = identifier(kind, hit["id"]) if kind in _NAMES else None
    return found


def choice(record, name):
    """Return the Choice of a field (`name`) of a record; None where it is empty."""
    code = getattr(record, name)
    return {"code": code, "name": getattr(record, f"get_{name}_display")()} if code else None


def wordings(record, absolute):
    """Return the Wordings of a record that has them loaded: where it is in other languages and in easy read."""
    path = record.get_absolute_url()
    return [
        {
            "language": each.language.lang,
            "name": each.language.own_name,
            "is_easy_read": each.language.is_easy_read,
            "title": each.title,
            "url": absolute(f"{path}{each.language.part}/"),
            "behind_since": each.outdated_since,
        }
        for each in record.wordings.all()
    ]


def ways(record, absolute):
    """Return the Ways to what a record is about, without those that are being mended."""
    return [
        {
            "url": absolute(way.address),
            "label": way.label,
            "language": way.language,
            "is_file": way.file is not None,
            "is_confirmed": not way.unchecked,
            "is_parent_page": way.parent_page or way.is_default,
        }
        for way in record.links_shown
        if way.address
    ]
