"""The first records of a list that may be long, for pages that lead to the whole of it elsewhere."""

from dataclasses import dataclass

from django.core.paginator import Paginator


@dataclass(frozen=True)
class Excerpt:
    """The first `records` of a list, and whether it has more. Templates go through it as through a list."""

    records: list
    has_more: bool = False

    def __iter__(self):
        return iter(self.records)

    def __len__(self):
        return len(self.records)

    @property
    def count(self):
        """How many records the list has, or None if it has more than these."""
        return None if self.has_more else len(self.records)


def excerpt(records, most):
    """Return the Excerpt of at most `most` of `records` (a queryset or list). Reads one record more than that, and no others."""
    first = list(records[: most + 1])
    return Excerpt(first[:most], len(first) > most)


def page_of(records, size, number):
    """Return the Page `number` (str of an address, or None) of `records`, a queryset. A list of one page is not counted first."""
    first = list(records[: size + 1]) if number in (None, "", "1") else []
    whole = first if 0 < len(first) <= size else records
    return Paginator(whole, size).get_page(number)
