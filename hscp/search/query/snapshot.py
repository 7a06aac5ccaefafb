"""The index at one moment, with what is read from it only once: synonyms, vocabulary, themes not shown yet."""

import json
from functools import cached_property

from tantivy import Query

from hscp.search.index.schema import EVERY_DOCUMENT, SCHEMA
from hscp.search.index.store import broken_if_it_fails
from hscp.search.query.english import PLAIN_WORDS
from hscp.search.query.spelling import Vocabulary
from hscp.search.query.synonyms import read_expansions


class Snapshot:
    """The contents of a Store in one state. It does not change when the Store moves on."""

    def __init__(self, store):
        self.store = store
        self.searcher = store.searcher
        self.state = store.state

    def document(self, address):
        """Return (data, tantivy Document) at `address`: the data as schema.index_document stored it."""
        document = self.searcher.doc(address)
        return json.loads(bytes(document["data"][0])), document

    def _all_data(self, clause):
        hits = self.searcher.search(clause, EVERY_DOCUMENT, count=False).hits
        return [self.document(address)[0] for _, address in hits]

    def knows(self, stem):
        """Whether a record has the stem in its own words."""
        return any(
            self.searcher.doc_freq(name, stem) for name in ("title", "aliases", "text", "related", "labels")
        )

    @cached_property
    def expansions(self):
        with broken_if_it_fails():
            return read_expansions(self._all_data(Query.term_query(SCHEMA, "settings", "yes")))

    @cached_property
    def vocabulary(self):
        with broken_if_it_fails():
            counts = dict(self.searcher.terms_with_prefix("words", ""))
            known = dict.fromkeys(PLAIN_WORDS | self.expansions.words, 1)
            return Vocabulary({**known, **counts})

    @cached_property
    def dated_themes(self):
        """{slug: (publish, expire)} of the themes that are not shown at all times, in microseconds."""
        themes = self._all_data(Query.term_query(SCHEMA, "kind", "theme"))
        return {
            data["themes"][0]["value"]: (data["publish"], data["expire"])
            for data in themes
            if data["publish"] or data["expire"]
        }

    def hidden_themes(self, now):
        """Return the slugs of the themes that are not live at `now`, in microseconds."""
        return {
            slug
            for slug, (publish, expire) in self.dated_themes.items()
            if (publish and publish > now) or (expire and expire <= now)
        }
