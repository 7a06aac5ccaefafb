"""The records that an import wants in the database, and how each kind of record is recognised and compared.

A document is first turned into `Wanted` records (a brochure by brochure_records.py, YAML by starter/yaml_files.py). The
planner finds the `Target` of each and compares the two.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Model

from contacts.hours import night_cover
from contacts.models import Pathway, ThresholdLevel
from hscp.brochure.importing.link_part import LinkPart
from hscp.brochure.importing.part_types import (
    CATCHMENTS,
    CONTACT_POINTS,
    INDICATORS,
    SECTIONS,
    STEPS,
    PartsType,
)
from hscp.brochure.models import Brochure, KnownName
from hscp.records.titles import match_key
from resources.models import Publisher, Resource, ResourceLink, Toolkit, ToolkitLink
from themes.models import (
    Audience,
    Process,
    Situation,
    Term,
    Theme,
    ThemeBookingLine,
    ThemeCourse,
    ThemePathway,
    ThemeResource,
    ThemeToolkit,
    ThemeToolkitList,
)
from training.models import Course, CourseLink

# Matching writes "&" out in full, so a key can be longer than its title.
KEY_LENGTH = KnownName._meta.get_field("key").max_length
_toolkit_word = re.compile(r"(?<!\s)\s++toolkit$", re.IGNORECASE)


@dataclass(frozen=True)
class ListType:
    """A list that a record holds: the rows of one table. Its item, and its section if it has one, identify a row."""

    name: str
    through: type[Model]
    owner: str
    item: str
    section: str = ""
    attribute: str = ""
    ordered: bool = True

    @property
    def label(self):
        return self.name.replace("_", " ")

    @property
    def owner_model(self):
        return self.through._meta.get_field(self.owner).related_model

    @property
    def pointers(self):
        """The columns that lead to other records, as (model, name)."""
        both = ((self.item_model, self.item), (self.attribute_model, self.attribute))
        return [(model, name) for model, name in both if model]

    @property
    def item_model(self):
        """The model of the items; None where an item is a plain value."""
        return self.through._meta.get_field(self.item).related_model

    @property
    def attribute_model(self):
        return self.through._meta.get_field(self.attribute).related_model if self.attribute else None

    def section_order(self, section):
        """Return the position of a section among the sections."""
        return [value for value, _ in self.through._meta.get_field(self.section).flatchoices].index(section)


def _many_to_many(model, name):
    """The list behind a plain many-to-many field."""
    through = getattr(model, name).through
    forward = model._meta.get_field(name)
    return ListType(name, through, forward.m2m_field_name(), forward.m2m_reverse_field_name(), ordered=False)


@dataclass(frozen=True)
class RecordType:
    """How records of one model are recognised: by a key made from the name, and a qualifier where names repeat.

    `key` is a field that is a key by itself. `alias` names the field of other names, one per line, and `also` the
    fields of short forms. `refusals` is asked, once all is written, which of the records may not be public: it takes them as
    a list and returns {primary key: why not}.
    """

    model: type[Model]
    name: str = "title"
    alias: str = "aliases"
    qualifier: str = ""
    key: str = ""
    also: tuple[str, ...] = ()
    lists: tuple[ListType, ...] = ()
    parts: tuple[PartsType | LinkPart, ...] = ()
    refusals: Callable[[list], dict] | None = None

    def key_of(self, name):
        """Return the key that the printed name `name` is matched by."""
        if self.model is Toolkit:
            # "Neglect" and "Neglect Toolkit" are printed for the same toolkit.
            name = without_toolkit_word(name)
        return match_key(name)[:KEY_LENGTH]

    @cached_property
    def pointers(self):
        """The fields that lead to another record, as {name: its model}."""
        return {
            field.name: field.related_model for field in self.model._meta.concrete_fields if field.is_relation
        }

    def list_type(self, name):
        return next(each for each in self.lists if each.name == name)


def without_toolkit_word(title):
    """Return the title of a toolkit without the word “Toolkit” at its end."""
    return _toolkit_word.sub("", title) or title


PACK_LISTS = (
    ListType("toolkits", ThemeToolkit, "theme", "toolkit"),
    ListType("toolkit_lists", ThemeToolkitList, "theme", "audience_group", attribute="label"),
    ListType("resources", ThemeResource, "theme", "resource", section="section", attribute="collection"),
    ListType("courses", ThemeCourse, "theme", "course"),
    ListType("booking_lines", ThemeBookingLine, "theme", "kind", attribute="toolkit"),
)

# In the order in which new records can be saved: records come after those they point at.
RECORD_TYPES = {
    each.model: each
    for each in (
        RecordType(Audience, name="name", alias=""),
        RecordType(Publisher, name="name", alias="other_names", also=("short_name",)),
        RecordType(Toolkit, qualifier="audience_group", parts=(LinkPart(ToolkitLink),)),
        RecordType(Resource, lists=(_many_to_many(Resource, "audiences"),), parts=(LinkPart(ResourceLink),)),
        RecordType(Course, qualifier="format", parts=(LinkPart(CourseLink),)),
        RecordType(Theme, also=("short_title",), lists=PACK_LISTS),
        RecordType(
            Pathway,
            lists=(
                ListType("themes", ThemePathway, "pathway", "theme", ordered=False),
                _many_to_many(Pathway, "resources"),
            ),
            parts=(STEPS, CONTACT_POINTS, CATCHMENTS),
            refusals=night_cover.refusals,
        ),
        RecordType(Situation, lists=tuple(_many_to_many(Situation, name) for name in ("themes", "pathways"))),
        RecordType(
            ThresholdLevel,
            key="number",
            lists=(_many_to_many(ThresholdLevel, "pathways"),),
            parts=(INDICATORS,),
        ),
        RecordType(
            Process,
            lists=tuple(_many_to_many(Process, name) for name in ("themes", "resources", "pathways")),
            parts=(SECTIONS,),
        ),
        RecordType(Term, lists=tuple(_many_to_many(Term, name) for name in Term.LEADS_TO)),
        RecordType(Brochure, key="edition"),
    )
}
SAVE_ORDER = list(RECORD_TYPES)


@dataclass(frozen=True)
class Named:
    """A record named from elsewhere in the document. It may be in the document itself or in the database."""

    model: type[Model]
    title: str
    qualifier: str = ""


@dataclass(eq=False)
class Target:
    """The one record that a name refers to: `record` is None until it is created.

    `deleted_id` is the pk of a record that an editor deleted; a `refused` one cannot be created.
    """

    model: type[Model]
    title: str
    record: Model | None = None
    deleted_id: int | None = None
    refused: bool = False
    new_label: str = ""

    @property
    def expected(self):
        """Whether the record exists, or will once the plan is applied with every conflict kept."""
        return self.record is not None or (self.deleted_id is None and not self.refused)

    @property
    def pk(self):
        return self.record.pk if self.record else None

    @property
    def label(self):
        """The title, with what distinguishes records of the same title."""
        if self.record is None:
            return self.new_label
        return str(self.record) if RECORD_TYPES[self.model].qualifier else self.title


@dataclass(eq=False)
class Wanted:
    """A record as the document describes it.

    `fields` is what the document says, `guesses` what it suggests. `lists` gives the rows of each list as (item,
    section, attribute). Values that point at records are Wanted, Named, or records of the database. `printed` counts
    the forms in which the title is printed; `aliases` are other names that are stated as such. `is_other_name` is set
    if another wanted record has the same target under its own title, `renamed` if an editor said that its target is to have its
    title.
    """

    model: type[Model]
    title: str
    qualifier: str = ""
    where: str = ""
    fields: dict = field(default_factory=dict)
    guesses: dict = field(default_factory=dict)
    lists: dict = field(default_factory=dict)
    printed: Counter = field(default_factory=Counter)
    aliases: list = field(default_factory=list)
    lines: list = field(default_factory=list)
    target: Target | None = None
    is_other_name: bool = False
    renamed: bool = False

    @property
    def record_type(self):
        return RECORD_TYPES[self.model]

    @property
    def key(self):
        """The (key, qualifier) that the record is matched by."""
        if own := self.record_type.key:
            return str(self.fields[own]), ""
        return self.record_type.key_of(self.title), self.qualifier

    @property
    def forms(self):
        """The document's names for the record: the title, then the printed ones by frequency, then the aliases."""
        return list(
            dict.fromkeys([self.title, *(form for form, _ in self.printed.most_common()), *self.aliases])
        )

    @property
    def label(self):
        """The title, with the audience or format that distinguishes it from others of that title."""
        if not self.qualifier:
            return self.title
        return str(self.model(title=self.title, **{self.record_type.qualifier: self.qualifier}))

    def part(self, name):
        """Return the PartsType or LinkPart called `name`; None if `name` is a field."""
        return next((part for part in self.record_type.parts if part.name == name), None)
