"""The counts of workers that end: kept, in one file of each kind, however many there were."""

import os

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.mmap_dict import MmapedDict, mmap_key
from prometheus_client.multiprocess import MultiProcessCollector

from hscp.observability import metrics, worker_files

FOLDER = worker_files.FOLDER_VARIABLE


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv(FOLDER, str(tmp_path))
    return tmp_path


def work(folder, pid, requests, slow):
    """Leave the files of a worker that has answered so many `requests`, of which `slow` took long."""
    counter = MmapedDict(str(folder / f"counter_{pid}.db"))
    counter.write_value(
        mmap_key("hscp_requests", "hscp_requests_total", ["route"], ["home"], "Answers"), requests, 0
    )
    counter.close()
    times = MmapedDict(str(folder / f"histogram_{pid}.db"))
    for limit, number in (("1.0", requests - slow), ("+Inf", slow)):
        key = mmap_key("hscp_seconds", "hscp_seconds_bucket", ["le"], [limit], "Seconds")
        times.write_value(key, number, 0)
    times.close()


def counted(folder):
    registry = CollectorRegistry()
    MultiProcessCollector(registry, str(folder))
    return [
        registry.get_sample_value("hscp_requests_total", {"route": "home"}),
        registry.get_sample_value("hscp_seconds_bucket", {"le": "1.0"}),
        registry.get_sample_value("hscp_seconds_count"),
    ]


def test_what_workers_counted_stays_when_they_end(folder):
    work(folder, 11, 5, 1)
    work(folder, 12, 7, 2)
    work(folder, 13, 1, 0)
    before = counted(folder)

    for pid in (11, 12):
        worker_files.add_up(pid)

    assert before == counted(folder) == [13, 10, 13]
    assert sorted(path.name for path in folder.glob("*.db")) == [
        *("counter_13.db", "counter_ended.db", "histogram_13.db", "histogram_ended.db")
    ]


def test_a_worker_that_counted_nothing_leaves_nothing(folder):
    worker_files.add_up(14)

    assert list(folder.glob("*.db")) == []


def test_the_sums_of_all_workers_are_read(folder):
    work(folder, 11, 5, 1)
    work(folder, 12, 7, 2)

    assert b'hscp_requests_total{route="home"} 12.0' in metrics.exposition()


def test_a_server_has_an_empty_folder_keeps_it_and_takes_it_away(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left = tmp_path / f"hscp-metrics-{os.getpid()}"
    left.mkdir()
    (left / "counter_1.db").touch()

    worker_files.use_folder()
    assert list(left.iterdir()) == []
    (left / "counter_2.db").touch()
    # As it does when it reads its configuration again.
    worker_files.use_folder()
    assert [path.name for path in left.iterdir()] == ["counter_2.db"]
    worker_files.remove_folder()

    assert not left.exists()
