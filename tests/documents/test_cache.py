"""The cache of PDFs: what it holds is complete and up to date, and nothing is compiled twice at once."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hscp.documents import cache, queue
from hscp.documents.compiler import CannotCompile, Compiled, TookTooLong
from hscp.documents.document import Document
from hscp.documents.queue import Busy

DOCUMENT = Document("tests/leaflet", "Leaflet", "certificate.typ", {"words": "Neglect", "code": "1"})
# A process of its own that asks for DOCUMENT: it leaves a file for each compilation, which takes the seconds it is given.
PROCESS = """
import os, sys, time, uuid
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django
from django.conf import settings
settings.HSCP_DOCUMENTS, folder, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
from hscp.documents import cache
from tests.documents.test_cache import DOCUMENT, COMPILED
def compile_document(*args, **kwargs):
    open(os.path.join(folder, uuid.uuid4().hex), "w").close()
    time.sleep(seconds)
    return COMPILED
cache.compile_document = compile_document
print(cache.get_or_make(DOCUMENT).content.decode())
"""
COMPILED = Compiled(
    b"%PDF-compiled", {"pages": 1, "last": 1, "overflow": [], "density": 0}, ["a warning"], ["changed"]
)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.HSCP_DOCUMENTS = tmp_path / "documents"
    return settings.HSCP_DOCUMENTS


@pytest.fixture
def compilations(monkeypatch):
    """Return the list of compilations, as (template, data); its `peak` is the most that ran at once, `seconds` how long each takes."""
    compiled, lock, running = Compilations(), threading.Lock(), []

    def compile_document(template, data, **kwargs):
        with lock:
            compiled.append((template, data))
            running.append(template)
            compiled.peak = max(compiled.peak, len(running))
        time.sleep(compiled.seconds)
        with lock:
            running.pop()
        return COMPILED

    monkeypatch.setattr(cache, "compile_document", compile_document)
    return compiled


class Compilations(list):
    seconds = peak = 0


def other(n):
    return Document(f"tests/{n}", "Leaflet", "certificate.typ", {"words": str(n)})


def names(folder, kind):
    return sorted(path.name for path in (folder / kind).iterdir())


def start(folder, compilations, seconds):
    compilations.mkdir(exist_ok=True)
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", PROCESS, str(folder), str(compilations), str(seconds)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(cache.__file__).parents[2],
    )


def test_a_document_is_compiled_once_and_then_read(compilations):
    first, second = cache.get_or_make(DOCUMENT), cache.get_or_make(DOCUMENT)

    assert compilations == [("certificate.typ", DOCUMENT.data)]
    assert first == second
    assert (second.content, second.size) == (COMPILED.content, 13)
    assert (second.fit, second.warnings, second.changed) == (
        COMPILED.fit,
        COMPILED.warnings,
        COMPILED.changed,
    )
    assert cache.pdf_of(DOCUMENT) == COMPILED.content


@pytest.mark.parametrize(
    "change",
    [
        {"data": {"words": "Abuse", "code": "1"}},
        {"template": "pack.typ"},
        {"pages": (1, 2)},
        {"densities": 2},
        {"attachments": (("words.md", "Neglect"),)},
    ],
)
def test_whatever_changes_the_document_changes_its_key(change):
    changed = Document(**{**DOCUMENT.__dict__, **change})

    assert cache.key_of(changed) != cache.key_of(DOCUMENT)


def test_the_order_of_the_data_changes_nothing():
    reordered = Document(**{**DOCUMENT.__dict__, "data": dict(reversed(DOCUMENT.data.items()))})

    assert cache.key_of(reordered) == cache.key_of(DOCUMENT)


@pytest.mark.parametrize("name", ["typst/style.typ", "worker.py"])
def test_a_change_of_templates_or_code_changes_the_key(monkeypatch, tmp_path, name):
    (tmp_path / "typst").mkdir()
    (tmp_path / name).write_text("one")
    monkeypatch.setattr(cache, "FOLDER", tmp_path)
    before = cache.key_of(DOCUMENT)

    (tmp_path / name).write_text("two")

    assert cache.key_of(DOCUMENT) != before


def test_data_that_json_cannot_hold_is_a_refusal():
    with pytest.raises(CannotCompile) as refused:
        cache.get_or_make(Document("tests/set", "Set", "certificate.typ", {"words": {"a", "set"}}))

    assert str(refused.value) == "set.pdf has data that JSON cannot hold"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content[:-1],
        lambda content: content[:-1] + b"?",
        lambda content: b"",
        lambda content: content[65:],
    ],
)
def test_an_incomplete_file_is_compiled_again(compilations, folder, spoil):
    cache.get_or_make(DOCUMENT)
    [path] = (folder / "made").iterdir()
    path.write_bytes(spoil(path.read_bytes()))

    assert cache.get(path.name) is None
    assert cache.get_or_make(DOCUMENT).content == COMPILED.content
    assert len(compilations) == 2
    assert cache.get(path.name).content == COMPILED.content


def test_without_a_folder_to_write_in_it_is_compiled_and_the_log_says_so(
    compilations, settings, tmp_path, caplog
):
    (tmp_path / "file").touch()
    settings.HSCP_DOCUMENTS = tmp_path / "file"

    assert cache.get_or_make(DOCUMENT).content == COMPILED.content
    assert cache.known_size(DOCUMENT.name) is None
    assert [record.getMessage() for record in caplog.records if record.levelname == "WARNING"] == [
        "leaflet.pdf was compiled but cannot be cached: Not a directory"
    ]


def test_a_full_disk_leaves_nothing_half_written(compilations, folder, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache.os, "replace", full)

    assert cache.get_or_make(DOCUMENT).content == COMPILED.content
    assert names(folder, "made") == []


def test_a_file_is_never_seen_before_it_is_complete(compilations, folder, monkeypatch):
    seen = []
    replace = os.replace
    monkeypatch.setattr(
        cache.os, "replace", lambda part, path: (seen.append(Path(path).exists()), replace(part, path))
    )

    cache.get_or_make(DOCUMENT)

    assert seen == [False, False]
    assert names(folder, "made") == [cache.key_of(DOCUMENT)]


def test_the_size_is_known_by_the_name_once_it_was_compiled(compilations):
    assert cache.known_size(DOCUMENT.name) is None

    cache.get_or_make(DOCUMENT)

    assert cache.known_size(DOCUMENT.name) == 13


def test_many_threads_have_one_document_compiled_once(compilations, monkeypatch):
    monkeypatch.setattr(queue, "_free_threads", threading.BoundedSemaphore(12))
    compilations.seconds = 0.3

    with ThreadPoolExecutor(12) as threads:
        pdfs = list(threads.map(lambda _: cache.pdf_of(DOCUMENT), range(12)))

    assert pdfs == [COMPILED.content] * 12
    assert len(compilations) == 1


def test_two_documents_are_compiled_at_once_and_no_more(compilations, monkeypatch):
    monkeypatch.setattr(queue, "_free_threads", threading.BoundedSemaphore(8))
    compilations.seconds = 0.1

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: cache.get_or_make(other(n)), range(8)))

    assert (len(compilations), compilations.peak) == (8, 2)


def test_many_processes_have_one_document_compiled_once(folder, tmp_path):
    processes = [start(folder, tmp_path / "compilations", 0.5) for _ in range(4)]

    out = [process.communicate(timeout=60)[0] for process in processes]

    assert out == ["%PDF-compiled\n"] * 4
    assert len(list((tmp_path / "compilations").iterdir())) == 1


def test_a_process_that_is_killed_while_compiling_holds_nobody_up(compilations, folder, tmp_path):
    process = start(folder, tmp_path / "compilations", 60)
    while not list((tmp_path / "compilations").iterdir()):
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=10)

    assert cache.get_or_make(DOCUMENT).content == COMPILED.content
    assert len(compilations) == 1


def test_documents_leave_a_thread_of_each_process_to_the_pages():
    gunicorn = (Path(cache.__file__).parents[2] / "deploy" / "gunicorn.conf.py").read_text()

    [threads] = re.findall(r"^threads = (\d+)$", gunicorn, re.MULTILINE)

    assert int(threads) > queue.THREADS


def test_a_request_without_a_free_thread_is_refused_at_once(monkeypatch):
    # A request that waited for a thread would get one after some seconds, and not be refused.
    monkeypatch.setattr(queue, "SHARED_TIMEOUT", 60)
    monkeypatch.setattr(cache, "TIMEOUT", 60)
    refused = threading.Event()

    def compile_document(*args, **kwargs):
        refused.wait(5)
        return COMPILED

    monkeypatch.setattr(cache, "compile_document", compile_document)
    with ThreadPoolExecutor(queue.THREADS) as threads:
        running = [threads.submit(cache.get_or_make, other(n)) for n in range(queue.THREADS)]
        while queue._free_threads._value:
            time.sleep(0.005)

        with pytest.raises(queue.Busy):
            cache.get_or_make(DOCUMENT)
        refused.set()
        [each.result() for each in running]

    assert cache.get_or_make(DOCUMENT).content == COMPILED.content


def test_a_request_without_a_free_thread_waits_a_moment_for_what_is_being_compiled(compilations):
    compilations.seconds = queue.SHARED_TIMEOUT / 2

    with ThreadPoolExecutor(queue.THREADS * 3) as threads:
        pdfs = list(threads.map(lambda _: cache.pdf_of(DOCUMENT), range(queue.THREADS * 3)))

    assert pdfs == [COMPILED.content] * queue.THREADS * 3
    assert len(compilations) == 1


def test_a_thread_waits_for_a_slot_for_a_while_only(compilations, monkeypatch):
    monkeypatch.setattr(cache, "TIMEOUT", 0.1)
    compilations.seconds = 0.5

    with ThreadPoolExecutor(3) as threads:
        futures = [threads.submit(cache.get_or_make, other(n)) for n in range(3)]
        errors = [type(future.exception()) for future in futures]

    assert sorted(errors, key=str) == sorted([type(None), type(None), queue.Busy], key=str)


def test_no_thread_or_slot_is_held_after_a_failure(compilations, monkeypatch):
    def refuse(*args, **kwargs):
        raise CannotCompile("refused")

    compile_document = cache.compile_document
    monkeypatch.setattr(cache, "compile_document", refuse)
    for _ in range(queue.THREADS + queue.SLOTS + 1):
        with pytest.raises(CannotCompile):
            cache.get_or_make(DOCUMENT)
    monkeypatch.setattr(cache, "compile_document", compile_document)

    assert cache.get_or_make(DOCUMENT).content == COMPILED.content
    assert (queue._first_request_at, dict(queue._request_counts)) == ({}, {})


def test_what_took_too_long_is_left_alone_for_a_minute(compilations, folder, monkeypatch):
    def slow(*args, **kwargs):
        raise TookTooLong("took more than 10 seconds")

    compile_document = cache.compile_document
    monkeypatch.setattr(cache, "compile_document", slow)
    with pytest.raises(TookTooLong):
        cache.get_or_make(DOCUMENT)
    monkeypatch.setattr(cache, "compile_document", compile_document)

    with pytest.raises(Busy) as refused:
        cache.get_or_make(DOCUMENT)
    assert str(refused.value) == "certificate.typ took too long a moment ago"

    age(folder / "slow" / cache.key_of(DOCUMENT), 61)
    assert cache.get_or_make(DOCUMENT).content == COMPILED.content


def age(path, seconds):
    then = time.time() - seconds
    os.utime(path, (then, then))


def test_the_least_recently_used_are_deleted_first(compilations, folder, monkeypatch):
    found = [cache.get_or_make(other(n)) for n in range(4)]
    paths = [folder / "made" / each.key for each in found]
    for n, path in enumerate(paths):
        age(path, 7200 + n)
    whole = sum(path.stat().st_size for kind in ("made", "sizes") for path in (folder / kind).iterdir())
    monkeypatch.setattr(cache, "LIMIT", whole - 1)
    cache.get(found[3].key)

    cache.prune()

    assert [path.exists() for path in paths] == [True, True, False, True]


def test_what_nobody_requested_in_a_month_is_deleted_and_so_is_what_a_crash_left(compilations, folder):
    found, fresh = cache.get_or_make(DOCUMENT), cache.get_or_make(other(1))
    age(folder / "made" / found.key, 31 * 86_400)
    (folder / "made" / ".part-left").touch()
    age(folder / "made" / ".part-left", 7200)
    (folder / "made" / ".part-now").touch()

    cache.prune()

    assert names(folder, "made") == sorted([".part-now", fresh.key])


def test_the_cache_is_pruned_after_compiling(compilations, folder, monkeypatch):
    monkeypatch.setattr(cache, "LIMIT", 0)
    monkeypatch.setattr(cache, "_PRUNE_EVERY", 1)

    found = cache.get_or_make(DOCUMENT)

    assert (found.content, names(folder, "made")) == (COMPILED.content, [])


def test_the_number_of_lock_files_is_limited(compilations, folder):
    for n in range(300):
        cache.get_or_make(other(n))

    assert len(names(folder, "locks")) <= 256 + queue.SLOTS
