"""How fast search is: `make bench-search`. Makes its own records, in its own database and directory, and leaves nothing.

For 450, 5,000 and 100,000 records and each sort of search it prints the median and the 95th percentile in milliseconds
of the total, a page of 20 with snippets and all facet counts: by `search()`, over HTTP on this machine, and by tantivy
with nothing around it (the floor).
"""

import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

import yaml

from tests.starter_words import starter_words

SIZES = (450, 5_000, 100_000)
SEED = 20_261_121
QUERIES, ROUNDS = 20, 5
ROOT = Path(__file__).resolve().parent.parent.parent
EVERYDAY = Path(__file__).parent / "query" / "everyday_judgements.yaml"
MOST_SUBJECTS = 167
KINDS = {"resource": 60, "course": 25, "toolkit": 6, "term": 4, "process": 2, "pathway": 2, "theme": 1}


def main():
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    with tempfile.TemporaryDirectory(prefix="hscp-bench-") as scratch:
        set_up(scratch)
        _print(
            "records | search      | median: search / HTTP / floor | p95: search / HTTP / floor | of the floor"
        )
        for size in sizes:
            bench(size)


def set_up(scratch):
    """Set Django up with an empty database and an index in the folder `scratch`."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "hscp.settings",
        "HSCP_SECRET_KEY": "bench-only",
        "HSCP_HTTPS": "false",
        "HSCP_HOSTS": "localhost",
        "HSCP_DATABASE_URL": f"sqlite:///{scratch}/bench.sqlite3",
        "HSCP_SEARCH_INDEX": f"{scratch}/index",
    }
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def bench(size):
    """Fill the scratch database with `size` records, index them and print a line for each sort of search."""
    from hscp.search.query.engine import engine

    maker = Maker(size)
    maker.fill()
    start = time.perf_counter()
    engine().rebuild()
    _print(f"{size:>7,} records indexed in {time.perf_counter() - start:.1f} s")
    snapshot = engine().snapshot()
    start = time.perf_counter()
    _ = snapshot.vocabulary
    _print(
        f"{size:>7,} records: vocabulary read in {(time.perf_counter() - start) * 1000:.0f} ms, once after a change"
    )
    with Server() as server:
        for name, queries in maker.queries().items():
            figures = measure(name, queries, server)
            medians = [statistics.median(times) for times in figures]
            p95 = [statistics.quantiles(times, n=20)[-1] for times in figures]
            _print(
                f"{size:>7,} | {name:<11} | "
                + " / ".join(f"{value:7.2f}" for value in medians)
                + "     | "
                + " / ".join(f"{value:7.2f}" for value in p95)
                + f"  | {medians[0] / medians[2]:.2f}, {p95[0] / p95[2]:.2f}"
            )


def measure(name, queries, server):
    """Return the times in ms of each query in each round: of search(), over HTTP, and of bare tantivy."""
    from hscp.search.query.engine import engine
    from hscp.search.query.find import search

    searcher = engine().snapshot().searcher
    index = engine().snapshot().store.index
    figures = ([], [], [])
    for query in queries[:3]:  # warm up
        search(query), server.get(query), floor(index, searcher, name, query)
    for _ in range(ROUNDS):
        for query in queries:
            for times, call in zip(
                figures,
                (
                    lambda query=query: search(query),
                    lambda query=query: server.get(query),
                    lambda query=query: floor(index, searcher, name, query),
                ),
                strict=True,
            ):
                start = time.perf_counter()
                call()
                times.append((time.perf_counter() - start) * 1000)
    return figures


def floor(index, searcher, name, text):
    """Do with tantivy alone what a page needs: total, 20 answers with snippets, the counts of all facets."""
    from tantivy import Query, SnippetGenerator

    from hscp.search.index.schema import FACETS, SCHEMA
    from hscp.search.query.ranking import FIELDS

    if name == "prefix":
        query = Query.regex_query(SCHEMA, "words", f"{text}.*")
    else:
        fuzzy = dict.fromkeys(FIELDS, (False, 2, True)) if name == "misspelt" else {}
        query = index.parse_query(text, list(FIELDS), FIELDS, fuzzy, conjunction_by_default=True)
    found = searcher.search(query, 20, count=True)
    searcher.aggregate(query, {each: {"terms": {"field": f"{each}_facet", "size": 500}} for each in FACETS})
    generator = SnippetGenerator.create(searcher, query, SCHEMA, "text")
    for _, address in found.hits:
        document = searcher.doc(address)
        json.loads(bytes(document["data"][0]))
        generator.snippet_from_doc(document).highlighted()


class Server:
    """The portal under gunicorn, one worker with four threads, with the scratch database and index."""

    def __enter__(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        # Not hscp.wsgi, which refuses to start on SQLite without https.
        application = "django.core.wsgi:get_wsgi_application()"
        address = f"127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "gunicorn", application, "-b", address, "--threads", "4"]
        self.process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)  # noqa: S603
        for _ in range(200):
            try:
                self.get("child")
                break
            except OSError:
                time.sleep(0.1)
        return self

    def __exit__(self, *error):
        self.process.terminate()
        self.process.wait()

    def get(self, query):
        """Ask /api/search for `query` and read the whole answer."""
        address = f"http://localhost:{self.port}/api/search?{urllib.parse.urlencode({'q': query})}"
        with urllib.request.urlopen(address) as response:
            return json.loads(response.read())


class Maker:
    """Makes records whose sentences come from the starter content, with rare names mixed in; the same every time."""

    def __init__(self, size):
        self.size, self.random = size, random.Random(f"{SEED}-{size}")  # noqa: S311
        self.sentences, self.titles = starter_words()
        letters = "bcdfglmnprstv", "aeiou"
        self.names = [
            "".join(self.random.choice(letters[place % 2]) for place in range(7)).capitalize()
            for _ in range(max(200, size // 10))
        ]
        self.rows = []

    def fill(self):
        """Put the documents into the scratch database in place of those that are there."""
        from hscp.search.models import SearchDocument, SearchState

        SearchDocument.objects.all().delete()
        SearchState.objects.all().delete()
        self.rows = [self._row(number) for number in range(1, self.size + 1)]
        SearchDocument.objects.bulk_create([*self.rows, *self._taught()], batch_size=2_000)
        SearchState.objects.create(epoch=f"bench-{self.size}", sequence=self.size, token="bench")

    def _row(self, number):
        from hscp.search.models import SearchDocument

        pick = self.random
        kind = pick.choices(list(KINDS), KINDS.values())[0]
        words = pick.choice(self.titles).split()
        title = " ".join(
            [*words[: pick.randint(2, 7)], *pick.choice(self.titles).split()[:3], pick.choice(self.names)]
        )
        themes = pick.sample(range(21), pick.randint(1, 4))
        sentences = pick.choices(self.sentences, k=pick.randint(2, 9))
        return SearchDocument(
            kind=kind,
            object_id=number,
            sequence=number,
            title=title[:300],
            data={
                "title": title,
                "url": f"/{kind}/{number}/",
                "aliases": [pick.choice(self.names)] if number % 5 == 0 else [],
                "names": [f"{title} {kind}"],
                "summary": sentences[0],
                "texts": [*sentences[1:], pick.choice(self.names)],
                "related": [f"Theme number {theme}" for theme in themes],
                "labels": [kind, "professionals practitioners staff"],
                "audiences": [{"value": "professionals", "label": "Professionals"}],
                "themes": [{"value": f"theme-{theme}", "label": f"Theme {theme}"} for theme in themes],
                "format": {"value": f"format-{number % 9}", "label": f"Format {number % 9}"},
                "area": {"value": "hampshire", "label": "Hampshire"} if number % 2 else None,
                "weight": 1.0 + (number % 8) / 10,
                "modified": 1_700_000_000 + number,
                "label": kind.title(),
                "settings": None,
            },
        )

    def _taught(self):
        """Return the documents of what editors teach search: the starter's everyday phrases and crisis cards, for any records."""
        from hscp.search.models import SearchDocument

        described = zip(_content("phrases"), self.random.sample(self.rows, MOST_SUBJECTS), strict=False)
        taught = [
            ("phrases", {"describe": row.key, "phrases": subject["phrases"]}) for subject, row in described
        ]
        for card in _content("crises"):
            answers = {"anyone": [row.key for row in self.random.sample(self.rows, 3)]}
            kept = {"crisis": card["name"], "never_with": [], **card, "answers": answers}
            taught.append(("crisis", kept))
        empty = dict.fromkeys(("url", "summary", "label"), "") | {
            "format": None,
            "area": None,
            "audiences": [],
            "themes": [],
        }
        return [
            SearchDocument(
                kind=kind,
                object_id=number,
                sequence=number,
                title=f"{kind} {number}",
                data=empty | {"settings": settings},
            )
            for number, (kind, settings) in enumerate(taught, self.size + 1)
        ]

    def queries(self):
        """Return {sort of search: its queries}."""
        pick = self.random
        texts = [sentence for row in pick.sample(self.rows, 200) for sentence in row.data["texts"][:1]]
        runs = [re.findall(r"[a-z]{4,}(?: [a-z]{4,})+", text) for text in texts]
        pairs = sorted({" ".join(run.split()[:2]) for found in runs for run in found})
        words = sorted({word for pair in pairs for word in pair.split() if len(word) > 6})
        return {
            "common word": (["child", "family", "abuse", "support", "people", "safeguarding"] * 4)[:QUERIES],
            "rare word": pick.sample(self.names, QUERIES),
            "two words": pick.sample(pairs, QUERIES),
            "phrase": [f'"{pair}"' for pair in pick.sample(pairs, QUERIES)],
            "prefix": [word[:5] for word in pick.sample(words, QUERIES)],
            "everyday": [
                each["q"]
                for group in ("professional", "family")
                for each in pick.sample(_read(EVERYDAY)[group], QUERIES // 2)
            ],
            "misspelt": [word[:3] + word[4] + word[3] + word[5:] for word in pick.sample(words, QUERIES)],
        }


def _content(name):
    return _read(ROOT / "content" / f"{name}.yaml")


def _read(path):
    return yaml.safe_load(path.read_text())


def _print(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
