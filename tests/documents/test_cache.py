"""The shelf of PDFs: what it keeps is whole and of today, and nothing is made twice at once."""

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
# A process of its own that makes DOCUMENT: it leaves a file for each making, and takes the seconds it is told.
PROCESS = """
import os, sys, time, uuid
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django
from django.conf import settings
settings.HSCP_DOCUMENTS, makings, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
from hscp.documents import cache
from tests.documents.test_cache import DOCUMENT, PRESSED
def press(*args, **kwargs):
    open(os.path.join(makings, uuid.uuid4().hex), "w").close()
    time.sleep(seconds)
    return PRESSED
cache.compile_document = press
print(cache.get_or_make(DOCUMENT).pdf.decode())
"""
PRESSED = Compiled(
    b"%PDF-made", {"pages": 1, "last": 1, "overflow": [], "density": 0}, ["a warning"], ["changed"]
)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.HSCP_DOCUMENTS = tmp_path / "documents"
    return settings.HSCP_DOCUMENTS


@pytest.fixture
def makings(monkeypatch):
    """Return the list of what was made, as (template, data), with the most that was being made at once under "peak"."""
    made, lock, running = Makings(), threading.Lock(), []

    def press(template, data, **kwargs):
        with lock:
            made.append((template, data))
            running.append(template)
            made.peak = max(made.peak, len(running))
        time.sleep(made.seconds)
        with lock:
            running.pop()
        return PRESSED

    monkeypatch.setattr(cache, "compile_document", press)
    return made


class Makings(list):
    seconds = peak = 0


def other(n):
    return Document(f"tests/{n}", "Leaflet", "certificate.typ", {"words": str(n)})


def names(folder, kind):
    return sorted(path.name for path in (folder / kind).iterdir())


def start(folder, makings, seconds):
    makings.mkdir(exist_ok=True)
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", PROCESS, str(folder), str(makings), str(seconds)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(cache.__file__).parents[2],
    )


def test_a_document_is_made_once_and_then_read(makings):
    first, second = cache.get_or_make(DOCUMENT), cache.get_or_make(DOCUMENT)

    assert makings == [("certificate.typ", DOCUMENT.data)]
    assert first == second
    assert (second.pdf, second.size) == (PRESSED.pdf, 9)
    assert (second.fit, second.warnings, second.changed) == (PRESSED.fit, PRESSED.warnings, PRESSED.changed)
    assert cache.pdf_of(DOCUMENT) == PRESSED.pdf


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
    turned = Document(**{**DOCUMENT.__dict__, "data": dict(reversed(DOCUMENT.data.items()))})

    assert cache.key_of(turned) == cache.key_of(DOCUMENT)


@pytest.mark.parametrize("name", ["typst/style.typ", "worker.py"])
def test_a_change_of_what_sets_it_changes_the_key(monkeypatch, tmp_path, name):
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
def test_a_file_that_is_not_whole_is_made_again(makings, folder, spoil):
    cache.get_or_make(DOCUMENT)
    [path] = (folder / "made").iterdir()
    path.write_bytes(spoil(path.read_bytes()))

    assert cache.get(path.name) is None
    assert cache.get_or_make(DOCUMENT).pdf == PRESSED.pdf
    assert len(makings) == 2
    assert cache.get(path.name).pdf == PRESSED.pdf


def test_without_a_folder_to_write_in_it_is_made_and_the_log_says_so(makings, settings, tmp_path, caplog):
    (tmp_path / "file").touch()
    settings.HSCP_DOCUMENTS = tmp_path / "file"

    assert cache.get_or_make(DOCUMENT).pdf == PRESSED.pdf
    assert cache.known_size(DOCUMENT.name) is None
    assert [record.getMessage() for record in caplog.records if record.levelname == "WARNING"] == [
        "leaflet.pdf is made but cannot be kept: Not a directory"
    ]


def test_a_full_disk_leaves_nothing_half_written(makings, folder, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache.os, "replace", full)

    assert cache.get_or_make(DOCUMENT).pdf == PRESSED.pdf
    assert names(folder, "made") == []


def test_a_file_is_never_seen_before_it_is_whole(makings, folder, monkeypatch):
    seen = []
    replace = os.replace
    monkeypatch.setattr(
        cache.os, "replace", lambda part, path: (seen.append(Path(path).exists()), replace(part, path))
    )

    cache.get_or_make(DOCUMENT)

    assert seen == [False, False]
    assert names(folder, "made") == [cache.key_of(DOCUMENT)]


def test_the_size_is_known_by_the_name_from_the_first_making_on(makings):
    assert cache.known_size(DOCUMENT.name) is None

    cache.get_or_make(DOCUMENT)

    assert cache.known_size(DOCUMENT.name) == 9


def test_many_threads_make_one_document_once(makings, monkeypatch):
    monkeypatch.setattr(queue, "_places", threading.BoundedSemaphore(12))
    makings.seconds = 0.3

    with ThreadPoolExecutor(12) as threads:
        pdfs = list(threads.map(lambda _: cache.pdf_of(DOCUMENT), range(12)))

    assert pdfs == [PRESSED.pdf] * 12
    assert len(makings) == 1


def test_two_documents_are_made_at_once_and_no_more(makings, monkeypatch):
    monkeypatch.setattr(queue, "_places", threading.BoundedSemaphore(8))
    makings.seconds = 0.1

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: cache.get_or_make(other(n)), range(8)))

    assert (len(makings), makings.peak) == (8, 2)


def test_many_processes_make_one_document_once(folder, tmp_path):
    processes = [start(folder, tmp_path / "makings", 0.5) for _ in range(4)]

    out = [process.communicate(timeout=60)[0] for process in processes]

    assert out == ["%PDF-made\n"] * 4
    assert len(list((tmp_path / "makings").iterdir())) == 1


def test_a_process_that_is_killed_while_making_holds_nobody_up(makings, folder, tmp_path):
    process = start(folder, tmp_path / "makings", 60)
    while not list((tmp_path / "makings").iterdir()):
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=10)

    assert cache.get_or_make(DOCUMENT).pdf == PRESSED.pdf
    assert len(makings) == 1


def test_documents_leave_a_thread_of_each_process_to_the_pages():
    operations = (Path(cache.__file__).parents[2] / "docs" / "operations.md").read_text()

    [threads] = set(re.findall(r"gunicorn .*--threads (\d+)", operations))

    assert int(threads) > queue.PLACES


def test_who_finds_no_place_is_turned_away_at_once(monkeypatch):
    # Whoever waited for a place would get one after some seconds, and not be turned away.
    monkeypatch.setattr(queue, "GRACE", 60)
    monkeypatch.setattr(cache, "PATIENCE", 60)
    turned_away = threading.Event()

    def press(*args, **kwargs):
        turned_away.wait(5)
        return PRESSED

    monkeypatch.setattr(cache, "compile_document", press)
    with ThreadPoolExecutor(queue.PLACES) as threads:
        making = [threads.submit(cache.get_or_make, other(n)) for n in range(queue.PLACES)]
        while queue._places._value:
            time.sleep(0.005)

        with pytest.raises(queue.Busy):
            cache.get_or_make(DOCUMENT)
        turned_away.set()
        [each.result() for each in making]

    assert cache.get_or_make(DOCUMENT).pdf == PRESSED.pdf


def test_who_finds_no_place_waits_a_moment_for_what_is_being_made(makings):
    makings.seconds = queue.GRACE / 2

    with ThreadPoolExecutor(queue.PLACES * 3) as threads:
        pdfs = list(threads.map(lambda _: cache.pdf_of(DOCUMENT), range(queue.PLACES * 3)))

    assert pdfs == [PRESSED.pdf] * queue.PLACES * 3
    assert len(makings) == 1


def test_who_has_a_place_waits_for_a_turn_for_a_while_only(makings, monkeypatch):
    monkeypatch.setattr(cache, "PATIENCE", 0.1)
    makings.seconds = 0.5

    with ThreadPoolExecutor(3) as threads:
        futures = [threads.submit(cache.get_or_make, other(n)) for n in range(3)]
        errors = [type(future.exception()) for future in futures]

    assert sorted(errors, key=str) == sorted([type(None), type(None), queue.Busy], key=str)


def test_nothing_is_held_after_a_failure(makings, monkeypatch):
    def refuse(*args, **kwargs):
        raise CannotCompile("refused")

    press = cache.compile_document
    monkeypatch.setattr(cache, "compile_document", refuse)
    for _ in range(queue.PLACES + queue.SLOTS + 1):
        with pytest.raises(CannotCompile):
            cache.get_or_make(DOCUMENT)
    monkeypatch.setattr(cache, "compile_document", press)

    assert cache.get_or_make(DOCUMENT).pdf == PRESSED.pdf
    assert (queue._asked, dict(queue._askers)) == ({}, {})


def test_what_took_too_long_is_left_alone_for_a_minute(makings, folder, monkeypatch):
    def slow(*args, **kwargs):
        raise TookTooLong("took more than 10 seconds")

    press = cache.compile_document
    monkeypatch.setattr(cache, "compile_document", slow)
    with pytest.raises(TookTooLong):
        cache.get_or_make(DOCUMENT)
    monkeypatch.setattr(cache, "compile_document", press)

    with pytest.raises(Busy) as refused:
        cache.get_or_make(DOCUMENT)
    assert str(refused.value) == "certificate.typ took too long a moment ago"

    age(folder / "slow" / cache.key_of(DOCUMENT), 61)
    assert cache.get_or_make(DOCUMENT).pdf == PRESSED.pdf


def age(path, seconds):
    then = time.time() - seconds
    os.utime(path, (then, then))


def test_the_longest_unused_make_room(makings, folder, monkeypatch):
    found = [cache.get_or_make(other(n)) for n in range(4)]
    paths = [folder / "made" / each.key for each in found]
    for n, path in enumerate(paths):
        age(path, 7200 + n)
    whole = sum(path.stat().st_size for kind in ("made", "sizes") for path in (folder / kind).iterdir())
    monkeypatch.setattr(cache, "LIMIT", whole - 1)
    cache.get(found[3].key)

    cache.prune()

    assert [path.exists() for path in paths] == [True, True, False, True]


def test_what_nobody_asked_for_in_a_month_goes_and_so_does_what_a_crash_left(makings, folder):
    found, fresh = cache.get_or_make(DOCUMENT), cache.get_or_make(other(1))
    age(folder / "made" / found.key, 31 * 86_400)
    (folder / "made" / ".part-left").touch()
    age(folder / "made" / ".part-left", 7200)
    (folder / "made" / ".part-now").touch()

    cache.prune()

    assert names(folder, "made") == sorted([".part-now", fresh.key])


def test_pruning_comes_with_making(makings, folder, monkeypatch):
    monkeypatch.setattr(cache, "LIMIT", 0)
    monkeypatch.setattr(cache, "_OFTEN", 1)

    found = cache.get_or_make(DOCUMENT)

    assert (found.pdf, names(folder, "made")) == (PRESSED.pdf, [])


def test_locks_do_not_pile_up(makings, folder):
    for n in range(300):
        cache.get_or_make(other(n))

    assert len(names(folder, "locks")) <= 256 + queue.SLOTS
