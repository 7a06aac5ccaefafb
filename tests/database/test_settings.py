"""The settings of the database, of its replica and of the limits on both."""

import pytest
from environs import Env

from hscp.database.settings import databases

ADDRESS = "postgres://portal@db.example/hscp"


@pytest.fixture
def settings_for(monkeypatch):
    def found(**variables):
        for name in ("HSCP_DATABASE_URL", "HSCP_REPLICA_URL"):
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return databases(Env(), "sqlite:///x.sqlite3")

    return found


def test_the_replica_is_read_in_one_snapshot_and_never_written(settings_for):
    found = settings_for(HSCP_DATABASE_URL=ADDRESS, HSCP_REPLICA_URL="postgres://reader@replica.example/hscp")

    assert set(found) == {"default", "replica"}
    replica, primary = found["replica"], found["default"]
    assert (replica["HOST"], replica["ENGINE"], replica["OPTIONS"]["connect_timeout"]) == (
        "replica.example",
        primary["ENGINE"],
        1,
    )
    assert replica["OPTIONS"]["options"].startswith(primary["OPTIONS"]["options"])
    assert "default_transaction_read_only=on" in replica["OPTIONS"]["options"]
    assert r"default_transaction_isolation=repeatable\ read" in replica["OPTIONS"]["options"]


@pytest.mark.parametrize(
    "variables", [{}, {"HSCP_DATABASE_URL": ADDRESS}, {"HSCP_DATABASE_URL": ADDRESS, "HSCP_REPLICA_URL": " "}]
)
def test_without_an_address_there_is_no_replica(settings_for, variables):
    assert set(settings_for(**variables)) == {"default"}


def test_sqlite_has_no_replica(settings_for):
    assert set(settings_for(HSCP_REPLICA_URL=ADDRESS)) == {"default"}
