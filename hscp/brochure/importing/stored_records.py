"""What the database holds of the records that a document names, read in bulk for a plan.

A plan reads every name there is, and then only the records that the document may mean, with their lists, their parts, what
earlier imports wrote of them, and the records that these point at.
"""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, Value

from hscp.brochure.importing.asked_names import records_named
from hscp.brochure.importing.record_types import RECORD_TYPES, Target
from hscp.brochure.importing.three_way_comparison import NOTHING
from hscp.brochure.models import ImportedValue, KnownName, Source
from hscp.records.state import State


@dataclass(frozen=True)
class Gone:
    """A record that an earlier import named and that no longer exists."""

    pk: int


class Stored:
    """The records of `models` that `asked` names, {model: keys}, with the rows of their `lists` and their `parts`.

    `also` are others to be read like these, {model: primary keys}. One query for each, however many there are.
    """

    def __init__(self, source, asked, models, lists=(), parts=(), also=None):
        self.source = source
        self.targets = {model: {} for model in models}
        self.content_types = ContentType.objects.get_for_models(*models)
        self._models = {each.pk: model for model, each in self.content_types.items()}
        self.known = self._known_names(asked)
        self._by_name, self._by_title = {}, {}
        self._pointed_at = {model: set() for model in models}
        for model in models:
            self._load_named(model, asked.get(model, ()))
            self.load(model, (also or {}).get(model, ()))
        self._read_imported_values()
        self.rows = {each: self._load_rows(each) for each in lists}
        owners = {part: model for model in models for part in RECORD_TYPES[model].parts}
        self.parts = {each: each.load(list(self.targets[owners[each]])) for each in parts}
        self._load_what_is_pointed_at()

    def _known_names(self, asked):
        wanted = Q()
        for model, keys in asked.items():
            wanted |= Q(content_type=self.content_types[model], key__in=keys)
        return {
            (self._models[name.content_type_id], name.key, name.qualifier): name.object_id
            for name in (KnownName.objects.filter(wanted) if wanted else ())
        }

    def _load_named(self, model, keys):
        """Load the records that the keys may mean, and index all their names."""
        if not keys:
            return
        known = {pk for (named, _, _), pk in self.known.items() if named is model}
        self.load(model, known | records_named(model, keys))
        for target in filter(None, self.targets[model].values()):
            self._index(RECORD_TYPES[model], target)

    def load(self, model, pks):
        """Load those of the records `pks` of `model` that are not loaded yet, with one query if there are any."""
        targets = self.targets[model]
        if missing := sorted(pk for pk in pks if pk not in targets):
            name = RECORD_TYPES[model].name
            found = model._default_manager.in_bulk(missing)
            for pk in missing:
                record = found.get(pk)
                targets[pk] = Target(model, getattr(record, name), record) if record else None

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
        loaded = Q()
        for model, targets in self.targets.items():
            if targets:
                loaded |= Q(content_type=self.content_types[model], object_id__in=list(targets))
        # The sources, which are all there are, let the database use the index that begins with them.
        values = (
            ImportedValue.objects.filter(loaded, source__in=Source.values).order_by("pk") if loaded else ()
        )
        for value in values:
            model = self._models[value.content_type_id]
            self._point(_pointed_at_by_value(model, value.field, value.value))
            key = (model, value.object_id)
            if value.source == self.source:
                self._own.setdefault(key, {})[value.field] = value.value
            else:
                self._others.setdefault(key, {}).setdefault(value.field, []).append(value.value)

    def _load_rows(self, list_type):
        """Return {owner id: rows in order}."""
        order = ["order", "pk"] if list_type.ordered else ["pk"]
        rows = {}
        owners = list(self.targets[list_type.owner_model])
        for row in list_type.through._base_manager.filter(**{f"{list_type.owner}__in": owners}).order_by(
            *order
        ):
            self._point((model, getattr(row, f"{name}_id")) for model, name in list_type.pointers)
            rows.setdefault(getattr(row, f"{list_type.owner}_id"), []).append(row)
        if list_type.section:
            for each in rows.values():
                each.sort(key=lambda row: list_type.section_order(getattr(row, list_type.section)))
        return rows

    def _point(self, pointers):
        """Note what is pointed at, (model, pk) pairs, to be loaded at once."""
        for model, pk in pointers:
            if model in self.targets and pk is not None:
                self._pointed_at[model].add(pk)

    def _load_what_is_pointed_at(self):
        """Load the records that the loaded ones, their rows and their imported values point at."""
        for model, targets in self.targets.items():
            pointers = RECORD_TYPES[model].pointers
            for target in filter(None, targets.values()):
                self._point((other, getattr(target.record, f"{name}_id")) for name, other in pointers.items())
        for model, pks in self._pointed_at.items():
            self.load(model, pks)

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
        return None if self.targets[model].get(known) else known

    def target(self, model, pk):
        """Return the Target with `pk`, None for None, or Gone."""
        if pk is None:
            return None
        self.load(model, [pk])
        return self.targets[model][pk] or Gone(pk)

    def target_of(self, record):
        """Return the Target of a record of the database that is in hand already."""
        model = type(record)
        if self.targets[model].get(record.pk) is None:
            self.targets[model][record.pk] = Target(model, getattr(record, RECORD_TYPES[model].name), record)
        return self.targets[model][record.pk]

    def titles(self, model):
        """Return (pk, title, qualifier) of every record of `model` there is, with one query."""
        record_type = RECORD_TYPES[model]
        names = [record_type.name, record_type.qualifier or Value("")]
        return list(model._default_manager.order_by("pk").values_list("pk", *names))

    def imported(self, target, field):
        """Return what this source last wrote into `field`, as JSON; NOTHING if it wrote nothing."""
        return self._own.get((target.model, target.pk), {}).get(field, NOTHING)

    def imported_by_others(self, target, field):
        """Return what the other sources last wrote into `field`."""
        return self._others.get((target.model, target.pk), {}).get(field, [])

    def imported_from(self, sources, models):
        """Return {model: the pks of all records of `models` that any of `sources` wrote}, with one query."""
        types = {self.content_types[model].pk: model for model in models}
        written = ImportedValue.objects.filter(source__in=sources, content_type__in=types)
        found = {model: set() for model in models}
        for content_type, pk in written.order_by().values_list("content_type", "object_id").distinct():
            found[types[content_type]].add(pk)
        return found

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


def _pointed_at_by_value(model, name, value):
    """Yield (model, pk) of each record that the imported `value` of a field or list of `model` names."""
    for list_type in RECORD_TYPES[model].lists:
        if list_type.name == name:
            for item, _, attribute in value:
                yield list_type.item_model, item
                yield list_type.attribute_model, attribute
            return
    if name in RECORD_TYPES[model].pointers:
        yield RECORD_TYPES[model].pointers[name], value
