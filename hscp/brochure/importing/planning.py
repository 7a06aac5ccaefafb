"""The plan of an import: what would change in the database, worked out in memory before anything is written."""

from collections.abc import Callable
from dataclasses import dataclass

from hscp.brochure.duplicates.finding import Pair, find_pairs
from hscp.brochure.importing.asked_names import names_asked
from hscp.brochure.importing.brochure_records import BrochureRecords
from hscp.brochure.importing.exported_text import leave_unsaid
from hscp.brochure.importing.matching import Resolver, match
from hscp.brochure.importing.plan_entries import Entry, Problem
from hscp.brochure.importing.record_comparison import Comparer
from hscp.brochure.importing.record_types import RECORD_TYPES, SAVE_ORDER, Target
from hscp.brochure.importing.renames import Rename, questions, renamed_by_model
from hscp.brochure.importing.stored_records import Stored
from hscp.brochure.models import Source
from hscp.links.models import Linked, load_links
from hscp.records.state import State
from hscp.records.where_used import titles_of_users
from resources.models import Publisher

# The sources whose records are listed when a document no longer names them.
EARLIER = {
    Source.BROCHURE: {Source.BROCHURE, Source.STARTER_BROCHURE},
    Source.STARTER_BROCHURE: {Source.STARTER_BROCHURE},
    Source.STARTER: {Source.STARTER},
    Source.TOOLKIT_PAGE: {Source.TOOLKIT_PAGE},
}


@dataclass
class Plan:
    """What an import would do. `remake` makes the plan again from the database as it is when called.

    `users` says of the records that are no longer named which records use them, by their titles.
    """

    source: str
    title: str
    entries: list[Entry]
    no_longer: list[Target]
    users: dict[Target, list[str]]
    pairs: list[Pair]
    renames: list[Rename]
    unplaced: list
    notices: list[str]
    problems: list[Problem]
    stored: Stored
    remake: Callable[[], "Plan"]

    def of(self, outcome):
        """Return the entries with this outcome: created, changed, unchanged or deleted."""
        return [entry for entry in self.entries if entry.outcome == outcome]

    @property
    def conflicts(self):
        """Every (entry, difference) that would overwrite an editor's own work."""
        return [(entry, each) for entry in self.entries for each in entry.conflicts]

    @property
    def links_missing(self):
        """The entries whose record will lead nowhere."""
        return [entry for entry in self.entries if entry.link_missing]

    @property
    def changes_nothing(self):
        """Whether applying the plan, with every conflict kept, would change nothing that an editor can see."""
        return not (self.of("created") or self.of("changed") or self.pairs)

    @property
    def counts(self):
        """The size of each part of the plan, in the order in which it is shown."""
        return {
            "created": len(self.of("created")),
            "changed": len(self.of("changed")),
            "unchanged": len(self.of("unchanged")),
            "conflicts": len(self.conflicts),
            "no longer mentioned": len(self.no_longer),
            "possible duplicates": len(self.pairs),
            "lines not placed": len(self.unplaced),
            "left out": len(self.problems),
            "links missing": len(self.links_missing),
        }


def plan_import(document, *, source=None, renamed=None):
    """Compare a ReadBrochure with the database and return the Plan.

    `source` is by default what the document is: a brochure, or a page of toolkits. `renamed` says which stored records an editor found in the document under another title, as {rename_key: primary key}.
    """
    source = source or (Source.TOOLKIT_PAGE if document.toolkits else Source.BROCHURE)
    records = BrochureRecords(document, Publisher.objects.order_by("pk"))
    return plan_records(
        source=source,
        title=f"{document.title} {document.edition}".strip(),
        wanted=records.wanted,
        remake=lambda: plan_import(document, source=source, renamed=renamed),
        unplaced=document.unplaced,
        notices=[*document.notices, *records.notices],
        is_exported=document.is_marked,
        renamed=renamed,
    )


def plan_records(*, source, title, wanted, remake, unplaced=(), notices=(), is_exported=False, renamed=None):
    """Compare `wanted` records with the database and return the Plan. `is_exported`: see exported_text.py.

    The number of queries depends on the kinds of record in `wanted`, not on how many there are.
    """
    renamed = renamed or {}
    also = renamed_by_model(wanted, renamed)
    stored = Stored(source, names_asked(wanted), *_what_to_read(wanted), also=also)
    match(wanted, stored, renamed)
    if is_exported:
        leave_unsaid(wanted, stored)
    comparer = Comparer(stored, Resolver(wanted, stored), knows_hidden=not is_exported)
    groups = {}
    for each in wanted:
        groups.setdefault(each.target, []).append(each)
    entries = [Entry(target, _own_name_first(target, group)) for target, group in groups.items()]
    # A record that cannot be made must be known before the records that point at it are compared.
    for entry in entries:
        comparer.check(entry)
    for entry in entries:
        comparer.compare(entry)
    load_links(entry.target.record for entry in entries if isinstance(entry.target.record, Linked))
    entries = [entry for entry in entries if not entry.target.refused]
    no_longer = _no_longer_named(wanted, stored)
    return Plan(
        source=source,
        title=title,
        entries=entries,
        no_longer=no_longer,
        users=_users_of(no_longer),
        pairs=find_pairs(entries, stored),
        renames=questions(entries, no_longer),
        unplaced=list(unplaced),
        notices=[*notices, *comparer.notices],
        problems=comparer.problems,
        stored=stored,
        remake=remake,
    )


def _what_to_read(wanted):
    """The models, lists and parts that comparing `wanted` needs."""
    models, lists, parts = set(), {}, {}
    for each in wanted:
        record_type = each.record_type
        models.add(each.model)
        for name in [*each.fields, *each.guesses]:
            if each.part(name):
                parts[each.part(name)] = True
            else:
                models.add(each.model._meta.get_field(name).related_model)
        for name in each.lists:
            list_type = record_type.list_type(name)
            lists[list_type] = True
            models |= {list_type.item_model, list_type.attribute_model}
    return [model for model in SAVE_ORDER if model in models], list(lists), list(parts)


def _own_name_first(target, group):
    """The wanted records of one target, with the one under its own title and format first."""
    if len(group) > 1:
        record_type = RECORD_TYPES[target.model]
        qualifier = getattr(target.record, record_type.qualifier) if record_type.qualifier else ""
        own = (record_type.key_of(target.title), qualifier)
        group = sorted(group, key=lambda each: each.key != own)
        for other in group[1:]:
            other.is_other_name = True
    return group


def _users_of(targets):
    """Return {Target: the titles of the records that use it}."""
    by_model = {}
    for target in targets:
        by_model.setdefault(target.model, []).append(target)
    users = {model: titles_of_users([target.record for target in some]) for model, some in by_model.items()}
    return {target: users[target.model][target.pk] for target in targets}


def _no_longer_named(wanted, stored):
    """The records from an earlier import that are not archived and that this document does not name."""
    named = {each.target for each in wanted}
    models = [
        model
        for model in dict.fromkeys(each.model for each in wanted)
        if hasattr(model, "state") and not RECORD_TYPES[model].key
    ]
    found = []
    for model, pks in stored.imported_from(EARLIER[stored.source], models).items():
        stored.load(model, pks)
        targets = [stored.targets[model][pk] for pk in sorted(pks)]
        found += [
            target
            for target in targets
            if target and target not in named and target.record.state != State.ARCHIVED
        ]
    return found
