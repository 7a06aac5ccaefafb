"""The lines of the desk: what waits, the most used first, with what one decision would serve offered together.

Records that share a link which waits, and records whose titles are plainly those of one document, are one line. It stands where
the first of them stands in the list.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import F, IntegerField, Q, Value

from hscp.links.desk.kinds import CONTACT, open_links
from hscp.links.desk.line import Line, LineRecord, Suggestion
from hscp.links.desk.same_document import candidates_filter, names_of
from hscp.links.desk.seen import seen_of
from hscp.links.enums import LinkState
from hscp.links.models import Link, LinkCheck, needs_attention
from hscp.web.page_sizes import DESK_LINES, DESK_RECORDS_TOGETHER


@dataclass(frozen=True)
class Choice:
    """What the editor has filtered by: `kind` (a name), `theme` and `publisher` (numbers), `suggested`; each may be None."""

    kind: str | None = None
    theme: int | None = None
    publisher: int | None = None
    suggested: bool = False

    def __bool__(self):
        return bool(self.kind or self.theme or self.publisher or self.suggested)

    def condition(self, kind):
        """Return the condition (Q) for records of `kind`, or None where none can pass."""
        if (self.kind and self.kind != kind.name) or (self.publisher and not kind.publisher):
            return None
        condition = Q(**{kind.publisher: self.publisher}) if self.publisher else Q()
        if self.theme:
            condition &= kind.used_by(self.theme)
        if self.suggested:
            rows = kind.rows.objects.filter(link__state=LinkState.SUGGESTED)
            condition &= Q(pk__in=rows.values("record"))
        return condition

    def chosen(self, kind, pks):
        """Return those of the numbers `pks` of records of `kind` that pass, as a set."""
        condition = self.condition(kind)
        if condition is None:
            return set()
        if not condition:
            return set(pks)
        return set(kind.model.objects.filter(condition, pk__in=pks).values_list("pk", flat=True))


@dataclass(frozen=True, order=True)
class Place:
    """Where a record stands in the list: the most used first, then by title."""

    minus_uses: int
    title: str
    kind_number: int
    pk: int


def waiting_numbers(kinds, choice):
    """Return how many records of `kinds` wait, of those that `choice` lets through. One query for each kind."""
    conditions = ((kind, choice.condition(kind)) for kind in kinds)
    return sum(
        kind.waiting().filter(condition).count() for kind, condition in conditions if condition is not None
    )


def lines_of_page(kinds, choice, number):
    """Return the Lines of the page `number` (from 1) of what waits. The number of queries is the same for any number of lines."""
    here = _slice(kinds, choice, number)
    if not here:
        return []
    found = _candidates_of_page(kinds, choice, here)
    groups = _groups(here, found)
    members = [member for group in groups for member in group]
    records = _records({kind: [pk for each, pk in members if each is kind] for kind in kinds})
    groups = [[member for member in group if member in records] for group in groups]
    groups = [group for group in groups if group]
    suggestions = _suggestions({link for group in groups for member in group for link in found[member].links})
    return [
        Line(
            [records[member] for member in group], _in_order(suggestions, [found[member] for member in group])
        )
        for group in groups
    ]


def _placed(kind, number, records, *others):
    """Return the parts of the Place of each of `records` (a queryset) of `kind`, and the fields `others`, as dictionaries."""
    number = Value(number, output_field=IntegerField())
    rows = records.order_by().values("pk", *others, kind_number=number, name=F(kind.title))
    return rows.annotate(uses=kind.uses())


def _slice(kinds, choice, number):
    """Return the (kind, pk) of the page's records, in their order, in one query."""
    parts = []
    for index, kind in enumerate(kinds):
        condition = choice.condition(kind)
        if condition is not None:
            waiting = _placed(kind, index, kind.waiting().filter(condition))
            parts.append(waiting.values_list("kind_number", "pk", "uses", "name"))
    if not parts:
        return []
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    start = (number - 1) * DESK_LINES
    rows = rows.order_by("-uses", "name", "kind_number", "pk")[start : start + DESK_LINES]
    return [(kinds[index], pk) for index, pk, _, _ in rows]


def _candidates_of_page(kinds, choice, here):
    """Return {(kind, pk): _Candidate} of the page's records and of all that may be offered together with one of them."""
    links, titles = set(), {}
    for kind in kinds:
        pks = [pk for each, pk in here if each is kind]
        links |= {link for _, link in _open_pairs(kind, pks)}
        if kind.apart:
            titles[kind] = list(kind.model.objects.filter(pk__in=pks).values_list("title", "aliases"))
    found = {}
    for index, kind in enumerate(kinds):
        pks = [pk for each, pk in here if each is kind]
        found |= _candidates(kind, index, choice, links, titles.get(kind, []), pks)
    return found


def _groups(here, found):
    """Return the groups of (kind, pk) that are offered together, whose first record is among those `here`."""
    links = defaultdict(set)
    for member, candidate in found.items():
        for link in candidate.links:
            links[link].add(member)
    named = defaultdict(set)
    for member, candidate in found.items():
        for name in candidate.names:
            named[name].add(member)
    groups = []
    for member in here:
        mine = found.get(member)
        if mine is None:  # decided a moment ago
            continue
        together = {member}.union(
            *(links[link] for link in mine.links), *(named[name] for name in mine.names)
        )
        ordered = sorted(together, key=lambda each: (not found[each].chosen, found[each].place))
        if ordered[0] == member:
            groups.append(ordered[:DESK_RECORDS_TOGETHER])
    return groups


@dataclass(frozen=True)
class _Candidate:
    place: Place
    chosen: bool
    names: frozenset
    links: frozenset


def _candidates(kind, index, choice, links, titles, pks):
    """Return {(kind, pk): _Candidate} of what waits and may belong to the lines of the page. The page's own are all there."""
    shared = kind.rows.objects.filter(open_links(), link__in=links)
    together = Q(pk__in=shared.values("record"))
    if titles:
        together |= candidates_filter(titles)
    fields = ["aliases", *kind.apart] if kind.apart else []
    placed = _placed(kind, index, kind.waiting(), *fields)
    bound = DESK_LINES * DESK_RECORDS_TOGETHER
    others = placed.filter(together).exclude(pk__in=pks).order_by("name", "pk")[:bound]
    rows = [*placed.filter(pk__in=pks), *others]
    numbers = [row["pk"] for row in rows]
    chosen = choice.chosen(kind, numbers)
    pairs = defaultdict(set)
    for pk, link in _open_pairs(kind, numbers):
        pairs[pk].add(link)
    found = {}
    for row in rows:
        names = frozenset()
        if kind.apart:
            apart = [row[name] for name in kind.apart]
            names = frozenset((kind.name, *apart, each) for each in names_of(row["name"], row["aliases"]))
        pk = row["pk"]
        place = Place(-row["uses"], row["name"], index, pk)
        found[kind, pk] = _Candidate(place, pk in chosen, names, frozenset(pairs[pk]))
    return found


def _open_pairs(kind, pks):
    """Return the (record, link) of the records `pks` of `kind`, for each link that waits for a decision."""
    rows = kind.rows.objects.filter(open_links(), record__in=pks)
    return list(rows.order_by().values_list("record", "link"))


def _records(pks):
    """Return {(kind, pk): LineRecord} of {kind: numbers}."""
    found = {}
    for kind, some in pks.items():
        related = ["pathway"] if kind is CONTACT else [kind.publisher] if kind.publisher else []
        records = list(kind.model.objects.filter(pk__in=some).select_related(*related))
        themes, seen = kind.themes_of(some), seen_of(kind, records)
        for record in records:
            found[kind, record.pk] = LineRecord(kind, record, themes.get(record.pk, []), seen[record.pk])
    return found


def _suggestions(numbers):
    """Return {number: Suggestion} of the links `numbers`, with what the machine check found."""
    checks = {check.link_id: check for check in LinkCheck.objects.filter(link__in=numbers)}
    attention = set(needs_attention().filter(pk__in=numbers).order_by().values_list("pk", flat=True))
    links = Link.objects.in_bulk(numbers)
    return {pk: Suggestion(link, checks.get(pk), pk in attention) for pk, link in links.items()}


def _in_order(suggestions, candidates):
    """Return the Suggestions for some records, those that serve most of them first, and the thing itself before a parent page."""
    serves = Counter(link for candidate in candidates for link in candidate.links if link in suggestions)
    found = [
        (-number, suggestions[link].link.parent_page, suggestions[link].link.address, link)
        for link, number in serves.items()
    ]
    return [suggestions[link] for *_, link in sorted(found)]
