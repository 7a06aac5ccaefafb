"""Ordered parts that belong to one record alone: steps, contact points with their hours, indicators, sections.

They are compared, and replaced, as one value: a list of dictionaries that JSON can hold.
"""

from dataclasses import dataclass
from datetime import time

from django.db.models import BooleanField, Exists, Model, OuterRef

from contacts.enums import ContactKind
from contacts.hours.opening_hours import Span, hours_in_words
from contacts.models import (
    Catchment,
    ContactChange,
    ContactPoint,
    OpeningHours,
    PathwayStep,
    ThresholdIndicator,
)
from hscp.brochure.importing.three_way_comparison import canonical_html
from hscp.records.rich_text import RichTextField
from hscp.records.rich_text.plain_text import as_lines
from hscp.web.wording import clock_24
from themes.models import ProcessSection

# Stands in the values of a number that somebody has confirmed, or to which a change waits.
_GUARDED = "guarded"


@dataclass(frozen=True)
class PartsType:
    """The parts of one kind: their model, the field that names their owner, and the fields they are made of.

    `kept_because` says why no import may touch the parts of a record once somebody has worked on them; "" where it may.
    `points_at` is a field that names another record of the owner's model, by its title.
    """

    name: str
    model: type[Model]
    owner: str
    fields: tuple[str, ...]
    hours: bool = False
    kept_because: str = ""
    points_at: str = ""

    @property
    def label(self):
        return self.name.replace("_", " ")

    def load(self, owner_ids=None):
        """Return {owner id: list of dictionaries} for all owners, or for `owner_ids`. One query, or two with hours."""
        rows = self.model._base_manager.order_by(self.owner, "order", "pk")
        if owner_ids is not None:
            rows = rows.filter(**{f"{self.owner}__in": owner_ids})
        if self.hours:
            waiting = ContactChange.objects.filter(
                contact_point=OuterRef("pk"), state=ContactChange.State.WAITING
            )
            rows = rows.select_related("answers_when_closed").prefetch_related("opening_hours")
            rows = rows.annotate(waits=Exists(waiting))
        if self.points_at:
            rows = rows.select_related(self.points_at)
        found = {}
        for row in rows:
            value = {name: getattr(row, name) for name in self.fields}
            if self.hours:
                value["answers_when_closed"] = _name(row.answers_when_closed)
                value["hours"] = [hours_as_fields(each) for each in row.opening_hours.all()]
                value[_GUARDED] = row.verified_on is not None or row.waits
            if self.points_at:
                value[self.points_at] = getattr(getattr(row, self.points_at), "title", "")
            found.setdefault(getattr(row, f"{self.owner}_id"), []).append(value)
        return found

    def make(self, owner, value, order):
        """Return (unsaved part, unsaved hours) for one dictionary."""
        part = self.model(order=order, **{name: value[name] for name in self.fields})
        setattr(part, self.owner, owner)
        if owner is not None and self.points_at and (title := value.get(self.points_at)):
            setattr(part, self.points_at, type(owner)._base_manager.filter(title=title).first())
        hours = [OpeningHours(contact_point=part, **span._asdict()) for span in _spans(value)]
        return part, hours

    def replace(self, owner, values):
        """Put `values` in the place of all parts that `owner` has."""
        self.model._base_manager.filter(**{self.owner: owner}).delete()
        parts = []
        for order, value in enumerate(values, start=1):
            part, hours = self.make(owner, value, order)
            part.save()
            OpeningHours.objects.bulk_create(hours)
            parts.append(part)
        if self.hours:
            self._point(parts, values)

    def _point(self, parts, values):
        """Let each part that answers whenever another is closed point at that one, by its name."""
        named = {_name(part): part for part in reversed(parts)}
        for part, value in zip(parts, values, strict=True):
            if other := named.get(value.get("answers_when_closed") or None):
                part.answers_when_closed = other
                part.save(update_fields=["answers_when_closed"])

    def check(self, value):
        """Raise ValidationError for a value that cannot be kept. What is in files is held to the models' rules elsewhere."""

    def is_free(self, values):
        """Return whether an import may replace the parts `values` of a record, as load() gives them.

        Numbers that a second person has confirmed, or that a change waits for, are nobody else's business.
        """
        return not (self.kept_because and any(value.get(_GUARDED) for value in values))

    def comparable(self, values):
        """Return `values` so that two lists that read the same are equal, one of them from before a field was there."""
        rich = self._rich_fields()
        return [
            {
                name: canonical_html(each) if name in rich else each
                for name, each in self._whole(value).items()
            }
            for value in values
        ]

    def _whole(self, value):
        """Return a dictionary of a part with every field that its model has now."""
        defaults = {name: self.model._meta.get_field(name).get_default() for name in self.fields}
        value = {name: each for name, each in value.items() if name != _GUARDED}
        if not self.hours:
            return defaults | value
        value = {**defaults, "answers_when_closed": "", "hours": [], **value}
        if value["kind"] == ContactKind.PHONE and value["value"].isdigit() and len(value["value"]) <= 6:
            # Imported before short numbers were a kind of their own.
            value["kind"] = ContactKind.SHORT.value
        return value

    def as_text(self, values):
        """Return `values` as lines that an editor can compare."""
        rich = self._rich_fields()
        lines = []
        for number, value in enumerate(values, start=1):
            said = [
                as_lines(value[name]) if name in rich else self._in_words(name, value[name])
                for name in self.fields
            ]
            if other := value.get("answers_when_closed"):
                said.append(f"answers whenever “{other}” is closed")
            said += [value[self.points_at]] if value.get(self.points_at) else []
            said += hours_in_words(_spans(value), clock_24)
            lines.append(f"{number}. " + "; ".join(part for part in said if part))
        return "\n".join(lines)

    def _in_words(self, name, value):
        """Return one value as an editor reads it. A tick is said by the name of its field, and only where it is set."""
        field = self.model._meta.get_field(name)
        if isinstance(field, BooleanField):
            return str(field.verbose_name) if value else ""
        return str(dict(field.flatchoices).get(value, value))

    def _rich_fields(self):
        return {name for name in self.fields if isinstance(self.model._meta.get_field(name), RichTextField)}


def hours_as_fields(row):
    """Return OpeningHours, or a Span, as a dictionary that JSON can hold, without what is as usual."""
    usual = {"weekday": row.weekday, "opens": f"{row.opens:%H:%M}", "closes": f"{row.closes:%H:%M}"}
    return (
        usual
        | ({"nth": int(row.nth)} if row.nth else {})
        | ({"season": str(row.season)} if row.season else {})
    )


def _spans(value):
    return [
        Span(**each | {name: time.fromisoformat(each[name]) for name in ("opens", "closes")})
        for each in value.get("hours", ())
    ]


def _name(point):
    """Return what a contact point is called where another answers whenever it is closed; "" for None."""
    return (point.label or point.get_kind_display()) if point else ""


STEPS = PartsType("steps", PathwayStep, "pathway", ("text",))
CONTACT_POINTS = PartsType(
    "contact_points",
    ContactPoint,
    "pathway",
    ("kind", "label", "value", "for_whom", "note", "out_of_hours", "bank_holidays", "source", "to_verify"),
    hours=True,
    # A wrong number does harm, so it is the business of contacts/numbers/verification.py alone.
    kept_because="numbers, addresses and hours are changed by a second person's confirmation",
)
CATCHMENTS = PartsType(
    "catchments", Catchment, "pathway", ("places", "served_by", "source"), points_at="other"
)
INDICATORS = PartsType("indicators", ThresholdIndicator, "level", ("domain", "text"))
SECTIONS = PartsType("sections", ProcessSection, "process", ("heading", "body"))
