"""When a job is due: by the clock of London, on days on which it changes too, and after time that was missed."""

from datetime import UTC, datetime, time, timedelta

import pytest

from hscp.jobs.schedule import Daily, EveryMinutes, Weekly, due

WHENS = (
    EveryMinutes(1),
    EveryMinutes(5),
    EveryMinutes(60, past=20),
    Daily(time(1, 15)),
    Daily(time(4, 30)),
    Weekly(0, time(7, 40)),
    Weekly(6, time(1, 30)),
)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "at", "latest", "following"),
    [
        (EveryMinutes(1), "2027-05-12 10:00:59", "2027-05-12 10:00", "2027-05-12 10:01"),
        (EveryMinutes(5), "2027-05-12 10:00", "2027-05-12 10:00", "2027-05-12 10:05"),
        (EveryMinutes(60, past=7), "2027-05-12 10:06:59", "2027-05-12 09:07", "2027-05-12 10:07"),
        # London is an hour ahead in summer.
        (Daily(time(1, 15)), "2027-05-12 00:14", "2027-05-11 00:15", "2027-05-12 00:15"),
        (Daily(time(1, 15)), "2027-05-12 00:15", "2027-05-12 00:15", "2027-05-13 00:15"),
        (Daily(time(1, 15)), "2027-01-12 01:15", "2027-01-12 01:15", "2027-01-13 01:15"),
        # 12 May 2027 is a Wednesday.
        (Weekly(0, time(7, 40)), "2027-05-12 10:00", "2027-05-10 06:40", "2027-05-17 06:40"),
        (Weekly(2, time(7, 40)), "2027-05-12 06:39", "2027-05-05 06:40", "2027-05-12 06:40"),
    ],
)
def test_the_moments_before_and_after(when, at, latest, following):
    assert (when.latest(utc(at)), when.following(utc(at))) == (utc(latest), utc(following))


@pytest.mark.parametrize(
    ("when", "day", "moment"),
    [
        # The clocks go forward at 01:00 on 28 March 2027: there is no 01:15, and no second before it.
        (Daily(time(1, 15)), "2027-03-28", "2027-03-28 01:15"),
        (Daily(time(2, 15)), "2027-03-28", "2027-03-28 01:15"),
        # They go back at 02:00 on 31 October: 01:15 comes twice, and counts once.
        (Daily(time(1, 15)), "2027-10-31", "2027-10-31 00:15"),
        (Daily(time(2, 15)), "2027-10-31", "2027-10-31 02:15"),
        (Weekly(6, time(1, 30)), "2027-03-28", "2027-03-28 01:30"),
        (Weekly(6, time(1, 30)), "2027-10-31", "2027-10-31 00:30"),
    ],
)
def test_every_day_has_one_moment_however_the_clocks_change(when, day, moment):
    begin = utc(day) - timedelta(hours=1)

    found = {when.latest(begin + timedelta(minutes=minute)) for minute in range(60 * 24)}

    assert [each for each in found if each >= begin] == [utc(moment)]


@pytest.mark.parametrize("when", WHENS, ids=str)
def test_no_moment_is_missed_and_none_comes_twice(when):
    """Whoever looks again and again sees each moment once, and what follows is what is due next."""
    at, done, ran = utc("2027-01-01 00:00"), utc("2026-12-31 23:59"), []
    step = max(timedelta(minutes=10), when.apart / 10)
    days = timedelta(days=731) if when.apart >= timedelta(days=1) else timedelta(days=7)
    while at < utc("2027-01-01 00:00") + days:
        assert when.latest(at) <= at < when.following(at)
        assert when.latest(when.following(at)) == when.following(at)
        if moment := due(when, done, at):
            ran.append(moment)
            done = moment
        at += step

    assert ran == sorted(set(ran))
    if when.apart >= timedelta(days=1):
        assert abs(len(ran) - timedelta(days=731) / when.apart) <= 1


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        ("2027-05-12 03:00", None),
        ("2027-05-11 03:00", "2027-05-12 03:00"),
        # Ten days were missed: it is caught up once.
        ("2027-05-02 03:00", "2027-05-12 03:00"),
        # It was begun by hand since.
        ("2027-05-12 09:00", None),
        # A clock that was years ahead must not keep it from running for years.
        ("2030-01-01 03:00", "2027-05-12 03:00"),
    ],
)
def test_what_was_missed_is_caught_up_once(done, expected):
    when, at = Daily(time(4, 0)), utc("2027-05-12 10:00")

    assert due(when, utc(done), at) == (expected and utc(expected))


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (EveryMinutes(1), "every minute"),
        (EveryMinutes(5), "every 5 minutes"),
        (EveryMinutes(60, past=7), "hourly, at 7 minutes past"),
        (Daily(time(1, 15)), "daily at 01:15"),
        (Weekly(0, time(7, 40)), "Mondays at 07:40"),
    ],
)
def test_it_says_when_in_words(when, words):
    assert str(when) == words
