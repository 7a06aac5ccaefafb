"""The index at one moment, with what is read from it only once: synonyms, vocabulary, themes not shown yet."""

import json
from collections import defaultdict
from functools import cached_property

from tantivy import Query

from hscp.search.index.schema import EVERY_DOCUMENT, SCHEMA, record_key
from hscp.search.index.store import broken_if_it_fails
from hscp.search.query.crises import CrisisCards
from hscp.search.query.english import PLAIN_WORDS
from hscp.search.query.phrases import phrase_index
from hscp.search.query.places import Places
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

    def documents(self, keys, live):
        """Return {key: (data, tantivy Document)} of those of the records `keys` that `live` leaves, in the order of `keys`."""
        if not keys:
            return {}
        clause = live(Query.term_set_query(SCHEMA, "key", list(keys)))
        hits = self.searcher.search(clause, len(keys), count=False).hits
        found = {record_key(each[0]): each for each in (self.document(address) for _, address in hits)}
        return {key: found[key] for key in keys if key in found}

    def best_keys(self, clause, number):
        """Return the keys of the `number` best records that `clause` finds, the best first."""
        return self.keys(self.searcher.search(clause, number, count=False, weight_by_field="weight").hits)

    def keys(self, hits):
        """Return the keys of the records that tantivy's `hits` are."""
        return [self.searcher.doc(address)["key"][0] for _, address in hits]

    def _all_data(self, clause):
        hits = self.searcher.search(clause, EVERY_DOCUMENT, count=False).hits
        return [self.document(address)[0] for _, address in hits]

    def knows(self, stem):
        """Whether a record has the stem in its own words."""
        return any(
            self.searcher.doc_freq(name, stem) for name in ("title", "aliases", "text", "related", "labels")
        )

    @cached_property
    def _kept(self):
        """The data of all documents that hold settings: what editors teach search."""
        with broken_if_it_fails():
            return self._all_data(Query.term_query(SCHEMA, "settings", "yes"))

    def _settings(self, name):
        return [data["settings"] for data in self._kept if name in data["settings"]]

    @cached_property
    def expansions(self):
        return read_expansions(self._kept)

    @cached_property
    def phrases(self):
        kept = ((each["describe"], tuple(each["phrases"])) for each in self._settings("describe"))
        with broken_if_it_fails():
            return phrase_index(tuple(sorted(kept)))

    @cached_property
    def described_for(self):
        """{audience group: the keys of the subjects with everyday phrases that are for it}."""
        keys = [each["describe"] for each in self._settings("describe")]
        found = defaultdict(set)
        for key, (data, _) in self.documents(keys, lambda clause: clause).items():
            for audience in data["audiences"]:
                found[audience["value"]].add(key)
        return found

    @cached_property
    def places(self):
        return Places(self._settings("area"))

    @cached_property
    def crisis_cards(self):
        return CrisisCards(self._settings("crisis"))

    @cached_property
    def vocabulary(self):
        with broken_if_it_fails():
            counts = dict(self.searcher.terms_with_prefix("words", ""))
            known = PLAIN_WORDS | self.expansions.words | self.phrases.words | self.places.words()
            return Vocabulary({**dict.fromkeys(known, 1), **counts})

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
