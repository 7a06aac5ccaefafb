"""Which backups stay: seven days, five weeks, none older than 35 days, and always the newest."""

from datetime import UTC, datetime, timedelta

import pytest

from hscp.backups.rotation import made_at, name_at, remove_superseded, superseded

# A Monday.
NOW = datetime(2027, 3, 1, 2, 30, tzinfo=UTC)


def _names(*days_ago):
    return [name_at(NOW - timedelta(days=days), True) for days in days_ago]


def _kept(names, at=NOW):
    gone = superseded(names, at)
    assert gone == sorted(gone)
    return sorted((at - made_at(name)).days for name in {*names} - {*gone})


def test_of_two_months_seven_days_and_five_weeks_stay():
    # The last days of weeks are Sundays: yesterday is one.
    assert _kept(_names(*range(60))) == [0, 1, 2, 3, 4, 5, 6, 8, 15, 22]


def test_of_a_day_the_last_stays():
    names = [name_at(NOW.replace(hour=hour), True) for hour in (1, 9, 17)]

    assert superseded(names, NOW.replace(hour=18)) == names[:2]


@pytest.mark.parametrize(("days", "stays"), [(34, True), (35, True), (36, False), (400, False)])
def test_none_is_older_than_35_days(days, stays):
    assert (days in _kept(_names(0, days))) is stays


def test_the_newest_stays_however_old_it_is():
    assert _kept(_names(400, 401)) == [400]


def test_a_night_without_a_backup_costs_no_older_one():
    assert _kept(_names(0, 3, 5, 9, 16, 20)) == [0, 3, 5, 9, 16, 20]


def test_other_files_are_never_touched(tmp_path):
    others = [
        "erased.txt",
        "hscp-20200101T000000Z.tar.age.old",
        "hscp-20201301T000000Z.tar",
        "my-hscp-20200101T000000Z.tar",
    ]
    for name in [*others, *_names(0, 50)]:
        (tmp_path / name).write_text("")

    assert remove_superseded(tmp_path, NOW) == _names(50)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*others, *_names(0)])


def test_encrypted_and_open_backups_are_one_series():
    names = [name_at(NOW, True), name_at(NOW - timedelta(hours=1), False)]

    assert superseded(names, NOW) == names[1:]
    assert made_at("hscp-20270301T023000Z.tar.age") == NOW
