"""Reads the YAML files of the starter content. Fields have the models' names; an error says where the mistake is."""

from collections import Counter
from dataclasses import dataclass
from datetime import time

import yaml
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models

from contacts.enums import Weekday
from contacts.hours.opening_hours import parse_hours
from contacts.models import ContactPoint
from hscp.brochure.importing.link_part import LinkPart
from hscp.brochure.importing.part_types import (
    CATCHMENTS,
    CONTACT_POINTS,
    INDICATORS,
    SECTIONS,
    STEPS,
    hours_as_fields,
)
from hscp.brochure.importing.record_types import RECORD_TYPES, Named, Wanted
from hscp.records.rich_text import RichTextField, markdown_to_rich_text
from hscp.web.wording import one_line
from themes.models import Theme

DAYS = {day.label[:3].lower(): day.value for day in Weekday}


class StarterError(ValueError):
    """The starter content is not valid. The text names the file, the entry and the field."""


@dataclass(frozen=True)
class File:
    """One YAML file: a list of records of one model. With `adds_to_brochure` it only adds to records, creating none."""

    name: str
    model: type[models.Model]
    adds_to_brochure: bool = False


def read_file(directory, file):
    """Return the Wanted records of one file. Raises StarterError."""
    try:
        entries = yaml.safe_load((directory / file.name).read_text(encoding="utf-8"))
    except OSError as error:
        raise StarterError(f"{file.name} cannot be read: {error.strerror}.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise StarterError(f"{file.name} is not YAML in UTF-8: {error}") from error
    if not isinstance(entries, list):
        raise StarterError(f"{file.name} must be a list of entries.")
    wanted, seen = [], {}
    for number, entry in enumerate(entries, start=1):
        record = _Entry(file, number, entry).read()
        if record.key in seen:
            raise StarterError(f"{record.where} is the same record as {seen[record.key]}.")
        seen[record.key] = record.where
        wanted.append(record)
    if file.adds_to_brochure:
        _refuse_unknown(file, wanted)
    return wanted


def _refuse_unknown(file, wanted):
    """Refuse entries whose title no stored record has: they would make a record with nothing in it."""
    record_type = RECORD_TYPES[file.model]
    names = [name for name in (record_type.name, record_type.qualifier) if name]
    existing = {
        (record_type.key_of(values[0]), *values[1:])
        for values in file.model._default_manager.values_list(*names)
    }
    for each in wanted:
        key, qualifier = each.key
        if (key, qualifier)[: len(names)] not in existing:
            raise StarterError(
                f"{each.where}, “{each.title}”: the brochure has no {file.model._meta.verbose_name} of this title."
            )


class _Entry:
    """Turns one entry into a Wanted record."""

    def __init__(self, file, number, entry):
        self._where = f"{file.name}, entry {number}"
        self._model = file.model
        self._type = RECORD_TYPES[file.model]
        if not isinstance(entry, dict):
            raise StarterError(f"{self._where} must give fields and values.")
        self._entry = entry

    def read(self):
        name = self._type.name
        title = self._text(name, self._entry.get(name))
        if not title:
            raise StarterError(f"{self._where}, {name}: is missing.")
        wanted = Wanted(self._model, title, where=self._where, printed=Counter({title: 1}))
        self._where = f"{self._where}, “{title}”"
        for field in self._entry:
            if field != name:
                self._read_field(wanted, field, self._entry[field])
        if self._type.qualifier:
            wanted.qualifier = wanted.fields.get(self._type.qualifier, "")
        for required in (self._type.key, self._type.qualifier):
            if required and required not in wanted.fields:
                self._refuse(required, "is missing.")
        return wanted

    def _refuse(self, field, why):
        raise StarterError(f"{self._where}, {field}: {why}")

    def _read_field(self, wanted, field, value):
        if field == self._type.alias:
            wanted.aliases = [self._text(field, each) for each in self._list(field, value)]
        elif field == LinkPart.name and wanted.part(field):
            wanted.fields[field] = self._text(field, value)
        elif part := wanted.part(field):
            wanted.fields[field] = self._parts(part, value)
        elif field in {each.name for each in self._type.lists}:
            wanted.lists[field] = self._rows(field, value)
        else:
            self._plain_field(wanted, field, value)

    def _plain_field(self, wanted, name, value):
        try:
            field = self._model._meta.get_field(name)
        except FieldDoesNotExist:
            field = None
        if field is None or not getattr(field, "editable", False) or field.many_to_many:
            self._refuse(name, "there is no such field.")
        if field.is_relation:
            wanted.fields[name] = Named(field.related_model, self._text(name, value))
        elif isinstance(field, models.BooleanField):
            wanted.fields[name] = self._of_type(name, value, bool, "true or false")
        elif isinstance(field, models.IntegerField):
            wanted.fields[name] = self._of_type(name, value, int, "a number")
        elif isinstance(field, RichTextField):
            wanted.fields[name] = markdown_to_rich_text(self._of_type(name, value, str, "text"))
        else:
            wanted.fields[name] = self._text(name, value)
            choices = [each for each, _ in field.flatchoices]
            if choices and wanted.fields[name] not in ("", *choices):
                self._refuse(name, f"must be one of {', '.join(choices)}.")
        # An empty text must not overwrite what an editor has written.
        if wanted.fields[name] == "":
            del wanted.fields[name]

    def _text(self, name, value):
        """Text on one line: YAML's line breaks only reflect the width of the file."""
        return one_line(self._of_type(name, value or "", str, "text; put numbers in quotes"))

    def _of_type(self, name, value, kind, words):
        # In Python, True is also a number.
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self._refuse(name, f"must be {words}.")
        return value

    def _list(self, name, value):
        return self._of_type(name, value, list, "a list")

    def _rows(self, name, value):
        list_type = self._type.list_type(name)
        if list_type.item_model is Theme and value == "all":
            return [(theme, "", None) for theme in Theme.objects.in_order()]
        return [
            (Named(list_type.item_model, self._text(name, title)), "", None)
            for title in self._list(name, value)
        ]

    def _parts(self, part, value):
        read = {
            STEPS: self._step,
            CATCHMENTS: self._catchment,
            CONTACT_POINTS: self._contact_point,
            INDICATORS: self._indicator,
            SECTIONS: self._section,
        }[part]
        parts = []
        for number, each in enumerate(self._list(part.name, value), start=1):
            name = f"{part.name} {number}"
            values = read(name, each)
            unsaved, hours = part.make(None, values, number)
            for one in (unsaved, *hours):
                try:
                    one.full_clean(exclude=[part.owner, "contact_point"], validate_unique=False)
                except ValidationError as error:
                    self._refuse(name, " ".join(error.messages))
            # Cleaning puts a telephone number into its usual form.
            values |= {field: getattr(unsaved, field) for field in part.fields}
            parts.append(values)
        for number, values in enumerate(parts, start=1):
            if problem := _followed_problem(values, parts):
                self._refuse(f"{part.name} {number}, answers_when_closed", problem)
        return parts

    def _step(self, name, value):
        return {"text": markdown_to_rich_text(self._of_type(name, value, str, "text"))}

    def _section(self, name, value):
        self._known(name, value, SECTIONS.fields)
        body = self._of_type(f"{name}, body", value.get("body") or "", str, "text")
        return {
            "heading": self._text(f"{name}, heading", value.get("heading")),
            "body": markdown_to_rich_text(body),
        }

    def _catchment(self, name, value):
        fields = (*CATCHMENTS.fields, CATCHMENTS.points_at)
        self._known(name, value, fields)
        return {field: self._text(f"{name}, {field}", value.get(field)) for field in fields}

    def _indicator(self, name, value):
        self._known(name, value, INDICATORS.fields)
        return {field: self._text(f"{name}, {field}", value.get(field)) for field in INDICATORS.fields}

    def _contact_point(self, name, value):
        self._known(name, value, (*CONTACT_POINTS.fields, "answers_when_closed", "hours"))
        defaults = ContactPoint()
        values = {field: getattr(defaults, field) for field in CONTACT_POINTS.fields}
        values["answers_when_closed"] = ""
        for field, given in value.items():
            if isinstance(values.get(field), bool):
                values[field] = self._of_type(f"{name}, {field}", given, bool, "true or false")
            elif field != "hours":
                values[field] = self._text(f"{name}, {field}", given) or values[field]
        hours = value.get("hours", [])
        if isinstance(hours, str):
            values["hours"] = self._hours_in_words(f"{name}, hours", hours)
            return values
        hours = [self._hours(f"{name}, hours", each) for each in self._list(name, hours)]
        values["hours"] = sorted(
            (each for group in hours for each in group), key=lambda each: (each["weekday"], each["opens"])
        )
        return values

    def _hours_in_words(self, name, text):
        try:
            return [hours_as_fields(span) for span in parse_hours(text)]
        except ValidationError as error:
            self._refuse(name, " ".join(error.messages))

    def _hours(self, name, value):
        self._known(name, value, ("days", "opens", "closes"))
        days = self._list(f"{name}, days", value.get("days"))
        if not days or any(day not in DAYS for day in days):
            self._refuse(f"{name}, days", f"must be a list of {', '.join(DAYS)}.")
        times = {}
        for field in ("opens", "closes"):
            try:
                times[field] = f"{time.fromisoformat(value.get(field)):%H:%M}"
            except (TypeError, ValueError):
                self._refuse(f"{name}, {field}", 'must be a time in quotes, such as "09:00".')
        return [{"weekday": DAYS[day], **times} for day in days]

    def _known(self, name, value, fields):
        self._of_type(name, value, dict, "fields and values")
        if unknown := sorted(set(value) - set(fields)):
            self._refuse(name, f"there is no field {', '.join(map(str, unknown))}.")


def _followed_problem(values, points):
    """Return what is wrong with the label of the number that a contact point follows; "" for nothing, and other parts."""
    label = values.get("answers_when_closed")
    if not label:
        return ""
    followed = next((each for each in points if each["label"] == label), None)
    if followed is None or followed is values:
        return f"no other contact point of this entry has the label “{label}”."
    if followed["answers_when_closed"]:
        return f"“{label}” answers whenever another one is closed itself."
    return "give it no hours: they follow from the other one's." if values["hours"] else ""
