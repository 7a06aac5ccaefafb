"""A pathway as other systems read it: the service record of Open Referral UK 3.0, which builds on HSDS 3.0.

docs/api.md describes it, docs/api/pathway.schema.json holds its shape. A field that has nothing to say is left out, as
the standard has no null. Works on contact points and hours that are loaded already.
"""

from datetime import UTC

from django.utils import timezone

from contacts.api.identifiers import identifier
from contacts.api.schedules import schedules
from contacts.enums import ON_THE_WEB, RUNG, ContactKind, ForWhom
from contacts.numbers.telephone import extension_of, international
from contacts.output.cards import not_served
from hscp.records.rich_text.plain_text import as_lines
from hscp.vocabulary import PARTNERSHIP

_AUDIENCES = {
    ForWhom.PUBLIC: "Members of the public, parents and carers.",
    ForWhom.PROFESSIONALS: "Professionals and volunteers who work with children and families.",
    ForWhom.YOUNG_PEOPLE: "Children and young people themselves.",
}
_NUMBERS = (*RUNG, ContactKind.TEXT)
_URGENCY = "How soon to make contact."


def service(pathway, absolute):
    """Return the service record of a Pathway as a dictionary that JSON can hold.

    `absolute` makes a full web address of a path of this portal, as request.build_absolute_uri does.
    """
    points = usable_points(pathway)
    own_id = identifier("pathway", pathway.pk)
    today = timezone.localdate()
    record = {
        "id": own_id,
        "name": pathway.title,
        "alternate_name": next(iter(pathway.alias_list), ""),
        "description": _description(pathway),
        "url": absolute(pathway.get_absolute_url()),
        "email": public_email(points),
        "status": "active",
        "eligibility_description": _joined(f"For {_listed(pathway.who_for)}.", as_lines(pathway.when_to_use)),
        "application_process": "\n".join(
            f"{number}. {as_lines(step.text)}" for number, step in enumerate(pathway.steps.all(), start=1)
        ),
        "minimum_age": pathway.minimum_age,
        "maximum_age": pathway.maximum_age,
        "assured_date": _assured_date(points),
        "last_modified": pathway.updated_at.astimezone(UTC).isoformat(timespec="milliseconds"),
        "organization": {
            "id": identifier("organization", 0),
            "name": PARTNERSHIP,
            "description": "Publishes this record. Another organisation may run the service.",
            "website": absolute("/"),
        },
        "contacts": [_contact(own_id, point) for point in points],
        "phones": [_phone(own_id, point) for point in points if point.kind in _NUMBERS],
        "schedules": [each for point in points for each in schedules(own_id, point, today)],
        "service_areas": _service_areas(own_id, pathway),
        "service_at_locations": [
            _postal_address(own_id, point) for point in points if point.kind == ContactKind.POST
        ],
        "required_documents": _required_documents(own_id, pathway),
        "attributes": [_attribute(own_id, *each) for each in _classes(pathway)],
    }
    return _without_empty(record)


def usable_points(pathway):
    """Return the pathway's contact points in the editors' order, without forms and websites of unknown address."""
    return [point for point in pathway.contact_points.all() if point.value]


def public_email(points):
    """Return the first of the email addresses among `points` that anybody may write to; "" for none."""
    return next(
        (
            point.value
            for point in points
            if point.kind == ContactKind.EMAIL and point.for_whom in {ForWhom.EVERYONE, ForWhom.PUBLIC}
        ),
        "",
    )


def _without_empty(record):
    """Return `record` without None and ""; it keeps 0, which is an age, and an empty list, which means that there are none."""
    return {name: value for name, value in record.items() if value is not None and value != ""}


def _listed(words):
    """Return words as a sentence lists them; the last of them may hold an "and" of its own."""
    return " and ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])}, and {words[-1]}"


def _joined(*paragraphs):
    return "\n\n".join(each for each in paragraphs if each)


def _description(pathway):
    headed = (
        ("When not to use it, and where to go instead", as_lines(pathway.when_not_to_use)),
        (
            "Whom it does not serve",
            "\n".join(f"{words}: contact {who}." for words, who, _ in not_served(pathway)),
        ),
        ("How long it takes", pathway.time_needed),
        ("How soon", pathway.timescale),
        ("What happens next", as_lines(pathway.what_happens_next)),
        ("While nobody answers", pathway.when_closed),
    )
    return _joined(pathway.purpose, *(f"{heading}\n{text}" for heading, text in headed if text))


def _assured_date(points):
    """The day of the oldest check, once every number and address was checked: no part of the record is older."""
    days = [point.verified_on for point in points]
    return min(days).isoformat() if days and all(days) else None


def _contact(service_id, point):
    contact = {
        "id": identifier("contact_point", point.pk),
        "service_id": service_id,
        "name": _name(point),
        "title": f"For {point.get_for_whom_display().lower()}",
    }
    if point.kind == ContactKind.EMAIL:
        contact["email"] = point.value
    elif point.kind in ON_THE_WEB:
        contact["url"] = point.value
    return contact


def _name(point):
    return point.label or point.get_kind_display()


def _phone(service_id, point):
    return _without_empty(
        {
            "id": identifier("phone", point.pk),
            "service_id": service_id,
            "contact_id": identifier("contact_point", point.pk),
            "number": international(point.value),
            "extension": extension_of(point.value),
            "type": "text" if point.kind == ContactKind.TEXT else "voice",
            "description": ". ".join(part.rstrip(".") for part in (_name(point), point.note) if part),
        }
    )


def _service_areas(service_id, pathway):
    if not pathway.area:
        return []
    return [
        {
            "id": identifier("service_area", f"{pathway.pk}:{pathway.area}"),
            "service_id": service_id,
            "name": pathway.get_area_display(),
        }
    ]


def _postal_address(service_id, point):
    """A postal address as it was written: the standard's separate lines for town and postcode are not known."""
    return {
        "id": identifier("service_at_location", point.pk),
        "service_id": service_id,
        "location": {
            "id": identifier("location", point.pk),
            "location_type": "postal",
            "name": _name(point),
            "description": point.value,
        },
    }


def _required_documents(service_id, pathway):
    text = as_lines(pathway.have_ready)
    if not text:
        return []
    return [{"id": identifier("required_document", pathway.pk), "service_id": service_id, "document": text}]


def _classes(pathway):
    """What the pathway is classed by: (link type, code, name, what the name means)."""
    yield "urgency", pathway.urgency, pathway.get_urgency_display(), _URGENCY
    flags = {
        ForWhom.PUBLIC: pathway.for_public,
        ForWhom.PROFESSIONALS: pathway.for_professionals,
        ForWhom.YOUNG_PEOPLE: pathway.for_young_people,
    }
    for whom, is_for in flags.items():
        if is_for:
            yield "audience", whom.value, whom.label, _AUDIENCES[whom]


def _attribute(service_id, link_type, code, name, description):
    term_id = identifier("taxonomy_term", f"{link_type}:{code}")
    return {
        "id": identifier("attribute", f"{service_id}:{link_type}:{code}"),
        "link_id": service_id,
        "link_entity": "service",
        "link_type": link_type,
        "taxonomy_term_id": term_id,
        "taxonomy_term": {
            "id": term_id,
            "code": code,
            "name": name,
            "term": name,
            "description": description,
            "taxonomy": f"HSCP Safeguarding Portal: {link_type}",
        },
    }
