"""One tantivy index, on disk or in memory, that reads new documents from the table and records how far it has got."""

import json
from contextlib import contextmanager
from dataclasses import asdict, dataclass

import tantivy
from django.db import connection
from tantivy import Query

from hscp.search.index.documents import CHUNK, silent
from hscp.search.index.schema import NEVER, SCHEMA, index_document, new_index
from hscp.search.models import SearchDocument

STATE_KEY = "state"
SMALL_BUFFER, LARGE_BUFFER = 15_000_000, 120_000_000
MANY_DOCUMENTS = 5_000


class Broken(Exception):
    """The index could not be read or written."""


@contextmanager
def broken_if_it_fails():
    """Turn whatever tantivy raises into Broken. A damaged file can make it panic, which is not an Exception."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise Broken(str(error)) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise Broken("tantivy panicked") from error
        raise


@dataclass(frozen=True)
class State:
    """How far the documents have got: the number of the last one, the run of numbers it is in, and the last change."""

    epoch: str = ""
    sequence: int = 0
    token: str = ""

    def leads_to(self, other):
        """Whether `other` can be reached from here by reading only the documents with higher numbers."""
        if self.epoch != other.epoch:
            return False
        return self.sequence < other.sequence or self == other


def database_state():
    """Return how far the table has got, with one query. Raises the database's errors.

    Every search runs this, so it is plain SQL: building the query with the ORM would take longer than running it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT epoch, sequence, token FROM search_searchstate WHERE id = 1")
        row = cursor.fetchone()
    return State(*row) if row else State()


class Store:
    """An index at `path` (str), or in memory. All methods raise Broken when the index cannot be used."""

    def __init__(self, path=None):
        self.path = path
        with broken_if_it_fails():
            self.index = new_index(path)
            self._read_state()

    def _read_state(self):
        self.index.reload()
        self.searcher = self.index.searcher()
        found = self.searcher.search(Query.term_query(SCHEMA, "key", STATE_KEY), 1).hits
        stored = json.loads(bytes(self.searcher.doc(found[0][1])["data"][0])) if found else {}
        if set(stored) - {"epoch", "sequence", "token"}:
            raise Broken("another document stands in the place of the state")
        self.state = State(**stored)

    def refresh(self):
        """Load what another process has written since."""
        with broken_if_it_fails():
            self._read_state()

    def catch_up(self, state, progress=silent):
        """Index the documents numbered above this index's own state. `state` must have been read before them."""
        new = not self.state.sequence
        expected = state.sequence - self.state.sequence
        with broken_if_it_fails():
            writer = self.index.writer(LARGE_BUFFER if expected > MANY_DOCUMENTS else SMALL_BUFFER, 1)
            for row in progress(_rows_after(self.state.sequence), expected):
                if not new:
                    writer.delete_documents_by_term("key", row.key)
                if not row.removed:
                    writer.add_document(index_document(row))
            writer.delete_documents_by_term("key", STATE_KEY)
            writer.add_document(_state_document(state))
            writer.commit()
            writer.wait_merging_threads()
            self._read_state()


def _rows_after(sequence):
    """Yield the documents numbered above `sequence` in their order, a few hundred at a time."""
    while True:
        rows = list(SearchDocument.objects.filter(sequence__gt=sequence).order_by("sequence")[:CHUNK])
        yield from rows
        if len(rows) < CHUNK:
            return
        sequence = rows[-1].sequence


def _state_document(state):
    document = tantivy.Document()
    document.add_text("key", STATE_KEY)
    document.add_integer("publish", NEVER)
    document.add_bytes("data", json.dumps(asdict(state)).encode())
    return document


def in_memory(state):
    """Return a new Store in memory with every document."""
    store = Store()
    store.catch_up(state)
    return store
