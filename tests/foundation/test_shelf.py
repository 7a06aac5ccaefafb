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

from hscp.documents import shelf, turns
from hscp.documents.document import Document
from hscp.documents.turns import Busy
from hscp.documents.typeset import CannotTypeset, Pressed, TookTooLong

DOCUMENT = Document("tests/leaflet", "Leaflet", "certificate.typ", {"words": "Neglect", "code": "1"})
# A process of its own that makes DOCUMENT: it leaves a file for each making, and takes the seconds it is told.
PROCESS = """
import os, sys, time, uuid
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django
from django.conf import settings
settings.HSCP_DOCUMENTS, makings, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
from hscp.documents import shelf
from tests.foundation.test_shelf import DOCUMENT, PRESSED
def press(*args, **kwargs):
    open(os.path.join(makings, uuid.uuid4().hex), "w").close()
    time.sleep(seconds)
    return PRESSED
shelf.press = press
print(shelf.made(DOCUMENT).pdf.decode())
"""
PRESSED = Pressed(
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

    monkeypatch.setattr(shelf, "press", press)
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
        cwd=Path(shelf.__file__).parents[2],
    )


def test_a_document_is_made_once_and_then_read(makings):
    first, second = shelf.made(DOCUMENT), shelf.made(DOCUMENT)

    assert makings == [("certificate.typ", DOCUMENT.data)]
    assert first == second
    assert (second.pdf, second.size) == (PRESSED.pdf, 9)
    assert (second.fit, second.warnings, second.changed) == (PRESSED.fit, PRESSED.warnings, PRESSED.changed)
    assert shelf.pdf_of(DOCUMENT) == PRESSED.pdf


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

    assert shelf.key_of(changed) != shelf.key_of(DOCUMENT)


def test_the_order_of_the_data_changes_nothing():
    turned = Document(**{**DOCUMENT.__dict__, "data": dict(reversed(DOCUMENT.data.items()))})

    assert shelf.key_of(turned) == shelf.key_of(DOCUMENT)


@pytest.mark.parametrize("name", ["style.typ", "press.py"])
def test_a_change_of_what_sets_it_changes_the_key(monkeypatch, tmp_path, name):
    (tmp_path / name).write_text("one")
    monkeypatch.setattr(shelf, "FOLDER", tmp_path)
    before = shelf.key_of(DOCUMENT)

    (tmp_path / name).write_text("two")

    assert shelf.key_of(DOCUMENT) != before


def test_data_that_json_cannot_hold_is_a_refusal():
    with pytest.raises(CannotTypeset) as refused:
        shelf.made(Document("tests/set", "Set", "certificate.typ", {"words": {"a", "set"}}))

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
    shelf.made(DOCUMENT)
    [path] = (folder / "made").iterdir()
    path.write_bytes(spoil(path.read_bytes()))

    assert shelf.kept(path.name) is None
    assert shelf.made(DOCUMENT).pdf == PRESSED.pdf
    assert len(makings) == 2
    assert shelf.kept(path.name).pdf == PRESSED.pdf


def test_without_a_folder_to_write_in_it_is_made_and_the_log_says_so(makings, settings, tmp_path, caplog):
    (tmp_path / "file").touch()
    settings.HSCP_DOCUMENTS = tmp_path / "file"

    assert shelf.made(DOCUMENT).pdf == PRESSED.pdf
    assert shelf.known_size(DOCUMENT.name) is None
    assert [record.getMessage() for record in caplog.records if record.levelname == "WARNING"] == [
        "leaflet.pdf is made but cannot be kept: Not a directory"
    ]


def test_a_full_disk_leaves_nothing_half_written(makings, folder, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shelf.os, "replace", full)

    assert shelf.made(DOCUMENT).pdf == PRESSED.pdf
    assert names(folder, "made") == []


def test_a_file_is_never_seen_before_it_is_whole(makings, folder, monkeypatch):
    seen = []
    replace = os.replace
    monkeypatch.setattr(
        shelf.os, "replace", lambda part, path: (seen.append(Path(path).exists()), replace(part, path))
    )

    shelf.made(DOCUMENT)

    assert seen == [False, False]
    assert names(folder, "made") == [shelf.key_of(DOCUMENT)]


def test_the_size_is_known_by_the_name_from_the_first_making_on(makings):
    assert shelf.known_size(DOCUMENT.name) is None

    shelf.made(DOCUMENT)

    assert shelf.known_size(DOCUMENT.name) == 9


def test_many_threads_make_one_document_once(makings, monkeypatch):
    monkeypatch.setattr(turns, "_places", threading.BoundedSemaphore(12))
    makings.seconds = 0.3

    with ThreadPoolExecutor(12) as threads:
        pdfs = list(threads.map(lambda _: shelf.pdf_of(DOCUMENT), range(12)))

    assert pdfs == [PRESSED.pdf] * 12
    assert len(makings) == 1


def test_two_documents_are_made_at_once_and_no_more(makings, monkeypatch):
    monkeypatch.setattr(turns, "_places", threading.BoundedSemaphore(8))
    makings.seconds = 0.1

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: shelf.made(other(n)), range(8)))

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

    assert shelf.made(DOCUMENT).pdf == PRESSED.pdf
    assert len(makings) == 1


def test_documents_leave_a_thread_of_each_process_to_the_pages():
    operations = (Path(shelf.__file__).parents[2] / "docs" / "operations.md").read_text()

    [threads] = set(re.findall(r"gunicorn .*--threads (\d+)", operations))

    assert int(threads) > turns.PLACES


def test_who_finds_no_place_is_turned_away_at_once(makings, monkeypatch):
    monkeypatch.setattr(turns, "GRACE", 30)
    makings.seconds = 1
    with ThreadPoolExecutor(turns.PLACES) as threads:
        making = [threads.submit(shelf.made, other(n)) for n in range(turns.PLACES)]
        while turns._places._value:
            time.sleep(0.005)
        started = time.monotonic()

        with pytest.raises(turns.Busy):
            shelf.made(DOCUMENT)
        took = time.monotonic() - started
        [each.result() for each in making]

    assert took < 0.5
    assert shelf.made(DOCUMENT).pdf == PRESSED.pdf


def test_who_finds_no_place_waits_a_moment_for_what_is_being_made(makings):
    makings.seconds = turns.GRACE / 2

    with ThreadPoolExecutor(turns.PLACES * 3) as threads:
        pdfs = list(threads.map(lambda _: shelf.pdf_of(DOCUMENT), range(turns.PLACES * 3)))

    assert pdfs == [PRESSED.pdf] * turns.PLACES * 3
    assert len(makings) == 1


def test_who_has_a_place_waits_for_a_turn_for_a_while_only(makings, monkeypatch):
    monkeypatch.setattr(shelf, "PATIENCE", 0.1)
    makings.seconds = 0.5

    with ThreadPoolExecutor(3) as threads:
        futures = [threads.submit(shelf.made, other(n)) for n in range(3)]
        errors = [type(future.exception()) for future in futures]

    assert sorted(errors, key=str) == sorted([type(None), type(None), turns.Busy], key=str)


def test_nothing_is_held_after_a_failure(makings, monkeypatch):
    def refuse(*args, **kwargs):
        raise CannotTypeset("refused")

    press = shelf.press
    monkeypatch.setattr(shelf, "press", refuse)
    for _ in range(turns.PLACES + turns.SLOTS + 1):
        with pytest.raises(CannotTypeset):
            shelf.made(DOCUMENT)
    monkeypatch.setattr(shelf, "press", press)

    assert shelf.made(DOCUMENT).pdf == PRESSED.pdf
    assert (turns._asked, dict(turns._askers)) == ({}, {})


def test_what_took_too_long_is_left_alone_for_a_minute(makings, folder, monkeypatch):
    def slow(*args, **kwargs):
        raise TookTooLong("took more than 10 seconds")

    press = shelf.press
    monkeypatch.setattr(shelf, "press", slow)
    with pytest.raises(TookTooLong):
        shelf.made(DOCUMENT)
    monkeypatch.setattr(shelf, "press", press)

    with pytest.raises(Busy) as refused:
        shelf.made(DOCUMENT)
    assert str(refused.value) == "certificate.typ took too long a moment ago"

    age(folder / "slow" / shelf.key_of(DOCUMENT), 61)
    assert shelf.made(DOCUMENT).pdf == PRESSED.pdf


def age(path, seconds):
    then = time.time() - seconds
    os.utime(path, (then, then))


def test_the_longest_unused_make_room(makings, folder, monkeypatch):
    found = [shelf.made(other(n)) for n in range(4)]
    paths = [folder / "made" / each.key for each in found]
    for n, path in enumerate(paths):
        age(path, 7200 + n)
    whole = sum(path.stat().st_size for kind in ("made", "sizes") for path in (folder / kind).iterdir())
    monkeypatch.setattr(shelf, "LIMIT", whole - 1)
    shelf.kept(found[3].key)

    shelf.prune()

    assert [path.exists() for path in paths] == [True, True, False, True]


def test_what_nobody_asked_for_in_a_month_goes_and_so_does_what_a_crash_left(makings, folder):
    found, fresh = shelf.made(DOCUMENT), shelf.made(other(1))
    age(folder / "made" / found.key, 31 * 86_400)
    (folder / "made" / ".part-left").touch()
    age(folder / "made" / ".part-left", 7200)
    (folder / "made" / ".part-now").touch()

    shelf.prune()

    assert names(folder, "made") == sorted([".part-now", fresh.key])


def test_pruning_comes_with_making(makings, folder, monkeypatch):
    monkeypatch.setattr(shelf, "LIMIT", 0)
    monkeypatch.setattr(shelf, "_OFTEN", 1)

    found = shelf.made(DOCUMENT)

    assert (found.pdf, names(folder, "made")) == (PRESSED.pdf, [])


def test_locks_do_not_pile_up(makings, folder):
    for n in range(300):
        shelf.made(other(n))

    assert len(names(folder, "locks")) <= 256 + turns.SLOTS
