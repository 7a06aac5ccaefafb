"""What the editors' search asks of the tables: one condition for each kind of record, and where the exact title comes first."""

from django.db.models import Case, F, IntegerField, Q, TextField, Value, When
from django.db.models.functions import Cast, Replace

from hscp.records.state import State

EXACT, BEGINS, HOLDS, OTHERWISE = range(4)
# What people and forms put between the digits of a number, and how a number of this country begins abroad.
_BETWEEN = (("+44", "0"), (" ", ""), ("-", ""), ("(0)", ""), ("(", ""), (")", ""), (".", ""))


def matching(kind, asked, known=()):
    """Return the queryset of the records of `kind` that `asked` finds, each with its `rank`; the best come first.

    `known` are the keys of records that are found by other means: by an address or a title that they had.
    """
    found = Q(pk__in=known) if known else Q(pk__in=())
    records = kind.model._base_manager.all()
    if asked.roots:
        found |= _named(kind.words, asked)
        if kind.is_content and kind.texts:
            found |= ~Q(state=State.PUBLISHED) & _named((*kind.words, *kind.texts), asked)
    if asked.digits and kind.numbers:
        records, numbers = _numbered(records, kind.numbers, asked)
        found |= numbers
    if asked.place and kind.places:
        found |= _any(kind.places, asked.place)
    if asked.slug and "slug" in kind.words:
        found |= Q(slug=asked.slug)
    for part in kind.parts:
        if (rows := _rows(part, asked)) is not None:
            found |= Q(pk__in=rows.values(part.owner))
    return records.filter(found).annotate(rank=_rank(kind, asked)).order_by("rank", kind.words[0], "pk")


def _named(fields, asked):
    """Return the condition that each word is in one of the `fields`."""
    named = Q()
    for root in asked.roots:
        named &= _any(fields, root)
    return named


def _any(fields, text):
    found = Q()
    for name in fields:
        found |= Q(**{f"{name}__icontains": text})
    return found


def _rows(part, asked):
    """Return the rows of `part` that `asked` finds, or None where it asks for nothing that they have."""
    rows, found = part.model._base_manager.all(), Q()
    if asked.digits and part.numbers:
        rows, found = _numbered(rows, part.numbers, asked)
    if asked.place and part.places:
        found |= _any(part.places, asked.place)
    if asked.roots and part.words:
        found |= _named(part.words, asked)
    return rows.filter(found) if found else None


def _numbered(rows, fields, asked):
    """Return `rows` with their numbers as digits alone, and the condition that one holds those asked for."""
    found = Q()
    for name in fields:
        digits = Cast(F(name), TextField())
        for old, new in _BETWEEN:
            digits = Replace(digits, Value(old), Value(new), output_field=TextField())
        rows = rows.alias(**{f"{name}_digits": digits})
        found |= Q(**{f"{name}_digits__contains": asked.digits})
    return rows, found


def _rank(kind, asked):
    """Return how well a record's title fits: it is what was typed, begins with it, holds it, or something else found the record."""
    title, text = kind.words[0], asked.text
    exact = [When(**{f"{name}__iexact": text}, then=EXACT) for name in kind.words]
    if asked.slug and "slug" in kind.words:
        exact.append(When(slug=asked.slug, then=EXACT))
    return Case(
        *exact,
        When(**{f"{title}__istartswith": text}, then=BEGINS),
        When(**{f"{title}__icontains": text}, then=HOLDS),
        default=OTHERWISE,
        output_field=IntegerField(),
    )
