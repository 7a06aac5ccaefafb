"""The editors' search. Titles, numbers and addresses are looked for in the tables themselves, in every state, so nothing that is not
published is in an index; what is in the text of a published record, the public search knows.
"""

from dataclasses import dataclass, field

from django.utils.text import Truncator, capfirst

from hscp.records.state import State
from hscp.search.index.entries import source_of
from hscp.search.query.find import search
from hscp.site.finding.asked import Asked
from hscp.site.finding.former import known_as
from hscp.site.finding.kinds import OTHERS, PEOPLE, RECORDS
from hscp.site.finding.matching import EXACT, OTHERWISE, matching
from hscp.site.finding.spelling import respelt

# How many of each kind are shown; the list of the kind has the rest.
SHOWN = 8
# How many the public search is asked for.
PUBLIC_HITS = 40
LONGEST_TITLE = 140


@dataclass(frozen=True)
class Found:
    """One record: where its form is, what state it is in, and, where its title does not say it, why it was found."""

    title: str
    form: str
    rank: int
    state: str = ""
    state_label: str = ""
    why: str = ""
    key: int = 0


@dataclass
class Group:
    """The records of one kind. `more` says that there are others; `list` is the address of the kind's list."""

    kind: object
    label: str
    found: list
    more: bool
    list: str

    @property
    def rank(self):
        return min(each.rank for each in self.found)


@dataclass
class Results:
    """What was found, the best kind first. `corrected` is the text that was looked for instead, "" if none was."""

    asked: Asked
    groups: list = field(default_factory=list)
    corrected: str = ""

    def keys_of(self, model):
        """Return the keys of the records of `model` that are shown."""
        return [each.key for group in self.groups if group.kind.model is model for each in group.found]


def find(asked, user, *, people=False):
    """Return Results of what `asked` (Asked) finds among what `user` may look at; with `people`, people with bookings too.

    The number of queries does not depend on how much there is. A word that nothing contains is spelt right, and looked for again.
    """
    results = Results(asked)
    if not asked:
        return results
    kinds = [
        kind for kind in (*RECORDS, *OTHERS, *(PEOPLE if people else ())) if user.has_perm(kind.permission)
    ]
    results.groups = _groups(kinds, asked)
    if not results.groups and asked.roots and (other := respelt(asked)) is not None:
        results.groups = _groups(kinds, other)
        results.corrected = other.text if results.groups else ""
    results.groups.sort(key=lambda group: group.rank)
    return results


def _groups(kinds, asked):
    known, texts = known_as(asked, kinds), _in_texts(kinds, asked)
    groups = []
    for kind in kinds:
        why = {**texts.get(kind.model, {}), **known.get(kind.model, {})}
        rows = list(_shown(kind, matching(kind, asked, list(why))))
        if rows:
            shown = [_found(kind, row, asked, why.get(row.pk, "")) for row in rows[:SHOWN]]
            shown.sort(key=lambda each: each.rank)
            label = capfirst(kind.model._meta.verbose_name_plural)
            groups.append(Group(kind, label, shown, len(rows) > SHOWN, kind.list()))
    return groups


def _shown(kind, rows):
    if kind.related:
        rows = rows.select_related(*kind.related)
    return rows[: SHOWN + 1]


def _in_texts(kinds, asked):
    """Return {model: {key: why}} of the published records that the public search finds, in the spelling that was typed."""
    models = {kind.model for kind in kinds}
    found = {}
    for hit in search(asked.text, page_size=PUBLIC_HITS, correct=False).hits:
        source = source_of(hit.kind)
        if source is not None and source.model in models:
            found.setdefault(source.model, {})[hit.object_id] = "in its text"
    return found


def _found(kind, record, asked, why):
    rank = record.rank
    if kind.is_content and asked.text.lower() in {name.lower() for name in record.alias_list}:
        rank = EXACT
    return Found(
        title=_title(kind, record),
        form=kind.form(record),
        rank=rank,
        state=record.state if kind.is_content else "",
        state_label=_state(kind, record),
        why=why if rank == OTHERWISE else "",
        key=record.pk,
    )


def _state(kind, record):
    if not kind.is_content:
        return ""
    if record.state == State.PUBLISHED and not record.is_live():
        return "Published, not shown now"
    return record.get_state_display()


def _title(kind, record):
    if kind in PEOPLE and hasattr(record, "name"):
        about = f" – {record.session}" if hasattr(record, "session") else ""
        return f"{record.name}{about}"
    return Truncator(str(record)).chars(LONGEST_TITLE)
