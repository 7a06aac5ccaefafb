"""What a record is at a moment, as plain data, and making the stored record what such data says.

A snapshot is {key: {field: value}} of the record, its rows and the links that its rows name, as JSON has values. A key is
"app.model:primary key". What is new in a snapshot, and was never stored, has a negative number for its primary key.
Of guarded parts, such as the numbers of a contact, it has what anybody may change, and none is ever added or removed.
"""

import json

from django.apps import apps
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction

from hscp.links.models import Link
from hscp.records.history.versions import names_of_deleted, recorded_parts, version_fields
from hscp.records.parts import free_fields, is_guarded

# What an editor knows a link by. The rest is what somebody has decided about it, which the latest decision settles.
NAMES_OF_A_LINK = {"address", "label", "kind", "language", "parent_page"}
BOOKKEEPING = {"created_at", "updated_at", "updated_by", "outdated_since"}


class CannotPut(ValueError):
    """The stored record cannot be made what a snapshot says; the text says why, for an editor."""


def key_of(model, pk):
    """Return the key of an object in a snapshot."""
    return f"{model._meta.label_lower}:{pk}"


def parse_key(key):
    """Return (model, primary key as int) of a key."""
    label, _, pk = key.partition(":")
    return apps.get_model(label), int(pk)


def may_come_and_go(model):
    """Whether a change of a record may add and remove objects of `model`: not links, which others share, nor guarded parts."""
    return model is not Link and not is_guarded(model)


def snapshot(record):
    """Return the snapshot of a stored `record`."""
    found = {**_values([type(record)._base_manager.get(pk=record.pk)]), **_parts(type(record), [record.pk])}
    named = {fields["link"] for key, fields in found.items() if _names_link(key, fields)}
    return found | stored_links([key_of(Link, pk) for pk in named])


def stored_links(found):
    """Return, as a snapshot has them, the stored links among those that are in the snapshot `found`."""
    pks = [pk for model, pk in map(parse_key, found) if model is Link]
    return _values(Link.objects.filter(pk__in=pks).order_by("pk")) if pks else {}


def put(record, wanted, *, number_anew=False, save=models.Model.save):
    """Make the stored `record`, its rows and its links what the snapshot `wanted` says.

    What is new keeps its negative number, or with `number_anew` gets one of its own and must satisfy every rule that a form
    checks. Links are made and changed, never deleted; guarded parts are only changed. `save` saves the record, where its kind
    has a way of its own. Runs within the caller's transaction. Raises CannotPut.
    """
    now = {**stored_links(wanted), **snapshot(record)}
    writer = _Writer(number_anew, type(record), save)
    try:
        with transaction.atomic():
            for key in reversed([key for key in now if key not in wanted]):
                model, pk = parse_key(key)
                if may_come_and_go(model):
                    model._base_manager.filter(pk=pk).delete()
            differing = {key: fields for key, fields in wanted.items() if now.get(key) != fields}
            _refuse_missing(differing, wanted)
            # Links first: rows name them.
            for key in sorted(differing, key=lambda key: parse_key(key)[0] is not Link):
                writer.write(key, wanted[key])
    except IntegrityError as error:
        raise CannotPut(
            "Another record has this title or address now, or the same row twice. Change the draft first."
        ) from error


class _Writer:
    """Writes objects of a snapshot one by one, and remembers the numbers that new ones got."""

    def __init__(self, number_anew, kind, save):
        self.number_anew, self.kind, self.save, self.numbers = number_anew, kind, save, {}

    def write(self, key, fields):
        model, pk = parse_key(key)
        if is_guarded(model):
            model._base_manager.filter(pk=pk).update(**fields)
            return
        row = self._stored(model, pk, fields)
        many = {}
        for field in version_fields(model):
            if field.name not in fields:
                continue
            value = fields[field.name]
            if field.many_to_many:
                many[field.name] = value
            elif field.is_relation:
                setattr(row, field.attname, self.numbers.get((field.related_model, value), value))
            else:
                setattr(row, field.attname, field.to_python(value))
        if self.number_anew:
            _check(row)
        self.save(row) if model is self.kind else row.save()
        for name, values in many.items():
            getattr(row, name).set(values)
        self.numbers[model, pk] = row.pk

    def _stored(self, model, pk, fields):
        """Return the stored object to be changed, or a new one."""
        stored = model._base_manager.filter(pk=pk)
        if pk < 0 and model is Link:
            # Somebody may have made the same link in the meantime.
            stored = Link.objects.filter(address=fields["address"], parent_page=fields["parent_page"])
        return stored.first() or (model() if pk < 0 and self.number_anew else model(pk=pk))


def _check(row):
    try:
        row.full_clean(validate_unique=True)
    except ValidationError as error:
        raise CannotPut(f"{str(row) or row._meta.verbose_name}: {' '.join(error.messages)}") from error


def _refuse_missing(differing, wanted):
    """Raise CannotPut if an object names a record that no longer exists."""
    missing = []
    for key, fields in differing.items():
        for field in version_fields(parse_key(key)[0]):
            if not field.is_relation or fields.get(field.name) in (None, []):
                continue
            value = fields[field.name]
            pks = {
                pk
                for pk in (value if field.many_to_many else [value])
                if key_of(field.related_model, pk) not in wanted
            }
            there = set(field.related_model._base_manager.filter(pk__in=pks).values_list("pk", flat=True))
            missing += [(field.related_model, pk) for pk in pks - there]
    if missing:
        names = ", ".join(sorted(set(names_of_deleted(missing).values())))
        raise CannotPut(f"It names what has been deleted since: {names}. Take it out of the draft.")


def _parts(model, pks):
    """Return the values of the rows of the records of `model` with the primary keys `pks`, then those of their rows."""
    found = {}
    for relation in recorded_parts(model) if pks else ():
        part = relation.related_model
        rows = part._base_manager.filter(**{f"{relation.field.name}__in": pks}).order_by("pk")
        if not is_guarded(part):
            rows = list(rows.prefetch_related(*_many(part)))
            found |= _values(rows)
            found |= _parts(part, [row.pk for row in rows])
        elif names := free_fields(part):
            found |= {key_of(part, row.pop("pk")): row for row in rows.values("pk", *names)}
    return found


def _many(model):
    return [field.name for field in version_fields(model) if field.many_to_many]


def _values(objects):
    """Return {key: {field: value}} of `objects`, with values as JSON has them and lists of records in order.

    Lines end in one way: browsers send other line ends than imports write.
    """
    data = serializers.serialize("python", objects)
    found = {}
    for each in json.loads(json.dumps(data, cls=DjangoJSONEncoder)):
        fields = {
            name: value.replace("\r\n", "\n") if isinstance(value, str) else value
            for name, value in each["fields"].items()
            if name not in BOOKKEEPING
        }
        for name in _many(apps.get_model(each["model"])):
            fields[name] = sorted(fields.get(name, []))
        found[f"{each['model']}:{each['pk']}"] = fields
    return found


def _names_link(key, fields):
    return fields.get("link") is not None and isinstance(
        parse_key(key)[0]._meta.get_field("link"), models.ForeignKey
    )
