"""What the database holds (records, lists, parts, and what earlier imports wrote), read once for a plan."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType

from hscp.brochure.importing.record_types import RECORD_TYPES, Target
from hscp.brochure.importing.three_way_comparison import NOTHING
from hscp.brochure.models import ImportedValue, KnownName
from hscp.records.state import State


@dataclass(frozen=True)
class Gone:
    """A record that an earlier import named and that no longer exists."""

    pk: int


class Stored:
    """Every record of `models`, with the rows of `lists` and `parts`: one query for each, however many there are."""

    def __init__(self, source, models, lists=(), parts=()):
        self.source = source
        self.targets = {model: self._load(model) for model in models}
        self.content_types = ContentType.objects.get_for_models(*models)
        self._models = {each.pk: model for model, each in self.content_types.items()}
        self.known = {
            (self._models[name.content_type_id], name.key, name.qualifier): name.object_id
            for name in KnownName.objects.filter(content_type__in=self._models)
        }
        self._by_name, self._by_title = {}, {}
        for model, targets in self.targets.items():
            for target in targets.values():
                self._index(RECORD_TYPES[model], target)
        self._read_imported_values()
        self.rows = {each: self._load_rows(each) for each in lists}
        self.parts = {each: each.load() for each in parts}

    @staticmethod
    def _load(model):
        name = RECORD_TYPES[model].name
        records = model._default_manager.order_by("pk")
        return {record.pk: Target(model, getattr(record, name), record) for record in records}

    def _index(self, record_type, target):
        """Index the names of a record. A title counts before others' aliases, and those before short forms."""
        record, model = target.record, record_type.model
        if record_type.key:
            key = str(getattr(record, record_type.key))
            self._by_name.setdefault((model, key, ""), []).append((0, target))
            return
        qualifier = getattr(record, record_type.qualifier) if record_type.qualifier else ""
        others = getattr(record, record_type.alias).splitlines() if record_type.alias else []
        ranked = [(0, target.title), *((1, name) for name in others)]
        ranked += [(2, getattr(record, name)) for name in record_type.also]
        for rank, name in ranked:
            if name.strip():
                key = record_type.key_of(name)
                self._by_name.setdefault((model, key, qualifier), []).append((rank, target))
                self._by_title.setdefault((model, key), []).append(target)

    def _read_imported_values(self):
        self._own, self._others = {}, {}
        for value in ImportedValue.objects.filter(content_type__in=self._models).order_by("pk"):
            key = (self._models[value.content_type_id], value.object_id)
            if value.source == self.source:
                self._own.setdefault(key, {})[value.field] = value.value
            else:
                self._others.setdefault(key, {}).setdefault(value.field, []).append(
                    (value.source, value.value)
                )

    def _load_rows(self, list_type):
        """Return {owner id: rows in order}."""
        order = ["order", "pk"] if list_type.ordered else ["pk"]
        rows = {}
        for row in list_type.through._base_manager.order_by(*order):
            rows.setdefault(getattr(row, f"{list_type.owner}_id"), []).append(row)
        if list_type.section:
            for each in rows.values():
                each.sort(key=lambda row: list_type.section_order(getattr(row, list_type.section)))
        return rows

    def find(self, model, key, qualifier):
        """Return the Target whose title, alias or earlier name is `key`; None if there is none."""
        known = self.targets[model].get(self.known.get((model, key, qualifier)))
        found = self._by_name.get((model, key, qualifier))
        if not found:
            return known
        return min(
            found,
            key=lambda each: (
                each[0],
                getattr(each[1].record, "state", "") == State.ARCHIVED,
                each[1] is not known,
                each[1].pk,
            ),
        )[1]

    def find_in_any(self, model, key):
        """Return the only Target of that name, whatever its qualifier; None if there is none or several."""
        found = {target.pk: target for target in self._by_title.get((model, key), [])}
        return next(iter(found.values())) if len(found) == 1 else None

    def deleted_id(self, model, key, qualifier):
        """Return the pk that a record of this name had before somebody deleted it; None if there was none."""
        known = self.known.get((model, key, qualifier))
        return None if known in self.targets[model] else known

    def target(self, model, pk):
        """Return the Target with `pk`, None for None, or Gone."""
        return None if pk is None else self.targets[model].get(pk) or Gone(pk)

    def imported(self, target, field):
        """Return what this source last wrote into `field`, as JSON; NOTHING if it wrote nothing."""
        return self._own.get((target.model, target.pk), {}).get(field, NOTHING)

    def imported_by_others(self, target, field):
        """Return what the other sources last wrote into `field`."""
        return [value for _, value in self._others.get((target.model, target.pk), {}).get(field, [])]

    def sources(self, target):
        """Return every source that imported the record."""
        key = (target.model, target.pk)
        others = {source for values in self._others.get(key, {}).values() for source, _ in values}
        return others | {self.source} if key in self._own else others

    def row_key(self, list_type, row):
        """Return (item, section) of a row, with the item as a Target if it is a record."""
        item = self._item(list_type.item_model, row, list_type.item)
        return item, getattr(row, list_type.section) if list_type.section else ""

    def row_attribute(self, list_type, row):
        return (
            self._item(list_type.attribute_model, row, list_type.attribute) if list_type.attribute else None
        )

    def _item(self, model, row, name):
        return self.target(model, getattr(row, f"{name}_id")) if model else getattr(row, name)

    def current_list(self, list_type, target):
        """Return the rows of a record's list as (key, attribute), in order."""
        rows = self.rows[list_type].get(target.pk, [])
        return [(self.row_key(list_type, row), self.row_attribute(list_type, row)) for row in rows]

    def imported_list(self, list_type, target):
        """Return the rows last imported by this source, or else by another; None if none were."""
        value = self.imported(target, list_type.name)
        if value is NOTHING:
            others = self.imported_by_others(target, list_type.name)
            if not others:
                return None
            value = others[-1]
        return [
            (
                (self.target(list_type.item_model, item) if list_type.item_model else item, section),
                self.target(list_type.attribute_model, attribute) if list_type.attribute_model else attribute,
            )
            for item, section, attribute in value
        ]
