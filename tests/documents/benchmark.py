"""How fast and how safely PDFs are made: `make bench-documents`. Works in its own database and folders, leaves nothing.

It prints, for each kind of document made of the starter content, milliseconds and memory of making it, what a process
started ahead would save, and what the cache saves. Then it asks gunicorn (2 workers of 4 threads) for 50 PDFs at once,
while readers ask for pages: what became of the 50, how many were made, and how long the pages took.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ROUNDS = 7
# Prints the seconds that a process which is up and waiting still needs.
WAITING = """
import json, sys, time
from hscp.documents import worker
order = json.load(sys.stdin)
start = time.perf_counter()
worker.make(order)
print(time.perf_counter() - start)
"""


def main():
    with tempfile.TemporaryDirectory(prefix="hscp-bench-") as scratch:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "hscp.settings",
            "HSCP_SECRET_KEY": "bench-only",
            "HSCP_HTTPS": "false",
            "HSCP_HOSTS": "localhost",
            "HSCP_DATABASE_URL": f"sqlite:///{scratch}/bench.sqlite3",
            "HSCP_SEARCH_INDEX": f"{scratch}/index",
            "HSCP_MEDIA_ROOT": f"{scratch}/files",
            "HSCP_DOCUMENTS": f"{scratch}/documents",
            # Each reader has a network address of their own.
            "HSCP_PROXY_COUNT": "1",
        }
        import django

        django.setup()
        from django.core.management import call_command

        with open(os.devnull, "w") as nowhere:
            call_command("prepare", address="http://localhost", stdout=nowhere)
            call_command("make_documents", stdout=nowhere)
        _print("document       | pages |    kB | compiled ms | waiting ms | ratio | cached ms | MB of memory")
        for kind, document in documents():
            making(kind, document)
        from tests.documents.load_run import load

        for line in load(Path(scratch)):
            _print(line)


def documents():
    """Yield (kind, Document) of each kind; the pack with the most data stands for all."""

    from contacts.models import Pathway
    from contacts.output.sheet import sheet_document
    from hscp.brochure.editions.current import current_brochure
    from hscp.brochure.printing.brochure_document import brochure_document
    from hscp.brochure.printing.pack_document import pack_document
    from hscp.brochure.printing.poster_document import poster_document
    from hscp.web.selections import Selection
    from themes.models import Theme

    themes = list(Theme.objects.live().select_related("lead_toolkit"))
    packs = sorted((pack_document(theme) for theme in themes), key=lambda pack: len(json.dumps(pack.data)))
    yield "smallest pack", packs[0]
    yield "largest pack", packs[-1]
    yield "poster A4", poster_document(themes[0], "parents", "a4")
    yield "poster A3", poster_document(themes[0], "professionals", "a3")
    yield "contacts sheet", sheet_document(Selection(list(Pathway.objects.live())))
    yield "brochure", brochure_document(current_brochure())


def making(kind, document):
    """Print how long a document takes: in a process of its own, in one that waits already, and from the cache."""
    from hscp.documents import cache
    from hscp.documents.compiler import compile_document

    times = {"compiled": [], "waiting": [], "cached": []}
    for _ in range(ROUNDS):
        start = time.perf_counter()
        compiled = compile_document(
            document.template,
            document.data,
            pages=document.pages,
            densities=document.densities,
            attachments=document.attachments,
        )
        times["compiled"].append(time.perf_counter() - start)
        times["waiting"].append(waiting(document))
    cache.get_or_make(document)
    for _ in range(ROUNDS):
        start = time.perf_counter()
        cache.get_or_make(document)
        times["cached"].append(time.perf_counter() - start)
    seconds, ahead, cached = (statistics.median(each) * 1000 for each in times.values())
    pages = compiled.fit["pages"] if compiled.fit else "?"
    _print(
        f"{kind:<14} | {pages:>5} | {len(compiled.content) / 1000:>5.0f} | {seconds:>11.0f} | {ahead:>10.0f} | "
        f"{seconds / ahead:>5.2f} | {cached:>9.2f} | {memory(document):>4.0f}"
    )


def order(document):
    from hscp.documents.compiler import FONTS

    return {
        "template": document.template,
        "data": document.data,
        "fonts": str(FONTS),
        "pages": document.pages,
        "densities": document.densities,
        "attachments": document.attachments,
        "seconds": 60,
    }


def waiting(document):
    """Return the seconds that a process needs which has started and loaded the typesetter already."""
    made = subprocess.run(  # noqa: S603
        [sys.executable, "-c", WAITING],
        input=json.dumps(order(document)),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    return float(made.stdout)


def memory(document):
    """Return the most memory in MB that the process which makes a document takes."""
    with tempfile.TemporaryFile() as file, open(os.devnull, "wb") as nowhere:
        file.write(json.dumps(order(document)).encode())
        file.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-m", "hscp.documents.worker"], stdin=file, stdout=nowhere, cwd=ROOT
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = status
    return used.ru_maxrss / 1000


def _print(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
