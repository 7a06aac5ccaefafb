"""Queries that a page makes again and again, with their SQL built once.

Django builds the SQL of a queryset anew each time: of a theme page's work that was the greatest part. A CompiledQuery keeps
what the first call built, and puts the values of each call in their places.
"""

import threading
from collections import defaultdict
from datetime import UTC, datetime, timedelta

from django.db import connection, connections, router

_FIRST_MOMENT = datetime(1001, 1, 1, 1, 1, 1, 1, tzinfo=UTC)
# Within what every column of whole numbers holds: Django finds nothing for others without asking the database.
_FIRST_NUMBER = 1_900_000_000


class CompiledQuery:
    """A queryset made by `build(**values)`, without prefetches.

    Values that are whole numbers, collections of them or moments (aware datetimes) change from call to call; a bool or a text makes
    a query of its own. A collection that is empty finds nothing. The records are as the queryset makes them.
    """

    def __init__(self, build):
        self._build = build
        self._known = threading.local()

    def __call__(self, **values):
        """Return a list of what the queryset finds for `values`."""
        values = {name: _padded(value) for name, value in values.items()}
        if any(value == [] for value in values.values()):
            return []
        shape = tuple((name, _shape(value)) for name, value in values.items())
        # Which database is read does not depend on the model: see `hscp.database.replica`.
        using = router.db_for_read(None)
        known = self._known.__dict__.setdefault((using, connections[using].settings_dict["NAME"]), {})
        if shape not in known:
            known[shape] = _Compiled(self._build, values, using)
        return known[shape].find(values)


class _Compiled:
    """The SQL for values of one shape, and which of its parameters are those values."""

    def __init__(self, build, values, using):
        examples = {name: _example(place, value) for place, (name, value) in enumerate(values.items())}
        self._queryset = build(**examples)
        self._compiler = self._queryset.query.get_compiler(using)
        self._sql, self._params = self._compiler.as_sql()
        again = build(**examples).query.get_compiler(using).as_sql()
        if again != (self._sql, self._params):
            raise ValueError("The query has a value of its own that changes, such as the time: give it.")
        places = {
            adapted: (name, number)
            for name, value in examples.items()
            for number, adapted in enumerate(_parameters(value))
        }
        self._places = [places.get(parameter) for parameter in self._params]
        missing = set(places.values()) - set(self._places)
        if missing:
            raise ValueError(f"These values are not in the query as they were given: {sorted(missing)}")
        # What makes records of the rows asks the query for its compiler, and the compiler for its SQL.
        self._queryset.query.get_compiler = lambda *args, **kwargs: self._compiler

    def find(self, values):
        given = {name: _parameters(value) for name, value in values.items()}
        parameters = tuple(
            given[place[0]][place[1]] if place else parameter
            for place, parameter in zip(self._places, self._params, strict=True)
        )
        self._compiler.as_sql = lambda *args, **kwargs: (self._sql, parameters)
        return list(self._queryset._iterable_class(self._queryset))


def _padded(value):
    """Return a list with its last number repeated up to the next power of two, so that few lengths make few queries."""
    if not isinstance(value, (list, tuple, set, dict)):
        return value
    numbers = list(value)
    missing = (1 << (len(numbers) - 1).bit_length()) - len(numbers) if numbers else 0
    return numbers + numbers[-1:] * missing


def _shape(value):
    if isinstance(value, list):
        return len(value)
    return value if isinstance(value, (bool, str)) else type(value)


def _example(place, value):
    """Return a value like `value` that is in no query by itself."""
    if isinstance(value, list):
        first = _FIRST_NUMBER + (place + 1) * 1_000_000
        return [first + number for number in range(len(value))]
    if isinstance(value, datetime):
        return _FIRST_MOMENT + timedelta(days=place)
    return value if isinstance(value, (bool, str)) else _FIRST_NUMBER + place


def _parameters(value):
    """Return the parameters that a value is in SQL, as a list."""
    if isinstance(value, list):
        return value
    if isinstance(value, datetime):
        return [connection.ops.adapt_datetimefield_value(value)]
    return [] if isinstance(value, (bool, str)) else [value]


def keep_loaded(records, relation, rows, attribute):
    """Keep `rows` as what `relation`.all() of each of the records gives, as a prefetch does: `attribute` of a row says whose.

    It gives a list: whoever filters it, where a query would be needed, sees an error at once.
    """
    by_record = defaultdict(list)
    for row in rows:
        by_record[getattr(row, attribute)].append(row)
    for record in records:
        cache = record.__dict__.setdefault("_prefetched_objects_cache", {})
        cache[relation] = by_record[record.pk]
