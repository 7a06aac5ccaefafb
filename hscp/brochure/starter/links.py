"""Loads the addresses that were found in public from content/links.yaml, each as a suggestion for editors to confirm."""

import yaml
from django.contrib.contenttypes.models import ContentType

from contacts.enums import ON_THE_WEB
from contacts.models import ContactPoint
from hscp.brochure.importing.record_types import RECORD_TYPES
from hscp.brochure.models import KnownName
from hscp.links.addresses import clean_address
from hscp.links.enums import LinkSource, LinkState
from hscp.links.models import Link
from hscp.records.saving import content_change
from hscp.updates.writing import untold
from resources.models import Resource, Toolkit
from training.models import Course

_MODELS = {"toolkit": Toolkit, "resource": Resource, "course": Course}


def load_links(path):
    """Suggest the addresses in the YAML file at `path` for the records that it names. Return how many were new.

    An address that is known already is left alone, with whatever editors have decided about it, and so is a record that
    somebody has decided about. Records that are no longer there, or have another name now, are passed over.
    """
    # In C: each start of the site reads the file, and the parser in Python takes ten times as long.
    entries = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    known = set(Link.objects.values_list("address", "parent_page"))
    records = _Records()
    added = 0
    with untold(), content_change() as change:
        for entry in entries:
            address, parent_page = clean_address(entry["address"]), entry.get("parent_page", False)
            if (address, parent_page) in known:
                continue
            led = list(dict.fromkeys(filter(None, map(records.find, entry["leads_to"]))))
            if not led:
                continue
            link = Link.objects.create(
                address=address,
                parent_page=parent_page,
                state=LinkState.SUGGESTED,
                source=LinkSource.PUBLIC,
                evidence="\n".join(entry["evidence"]),
                note=entry.get("note", ""),
            )
            added += 1
            for record in filter(_is_undecided, led):
                record.link_rows.create(link=link, order=record.link_rows.count() + 1)
                if not isinstance(record, ContactPoint):
                    change.touched(record)
    return added


def _is_undecided(record):
    return (
        not getattr(record, "not_available", "")
        and not record.link_rows.exclude(link__state=LinkState.SUGGESTED).exists()
    )


class _Records:
    """The records that the file may name."""

    def __init__(self):
        self._models = {model: ContentType.objects.get_for_model(model) for model in _MODELS.values()}
        names = KnownName.objects.filter(content_type__in=self._models.values())
        self._by_name = {
            (kind, key, qualifier): pk
            for kind, key, qualifier, pk in names.values_list("content_type", "key", "qualifier", "object_id")
        }

    def find(self, named):
        """Return the record that an entry's `leads_to` names, or None."""
        if "contact" in named:
            points = ContactPoint.objects.filter(pathway__title=named["contact"], label=named["label"])
            return points.filter(kind__in=ON_THE_WEB).first()
        return self._named(named)

    def _named(self, named):
        kind = next(each for each in _MODELS if each in named)
        model = _MODELS[kind]
        key = RECORD_TYPES[model].key_of(named[kind])
        qualifier = named.get("audience") or named.get("format") or ""
        pk = self._by_name.get((self._models[model].pk, key, qualifier))
        return model.objects.filter(pk=pk).first()
