"""Times of day as people type them: never guessed into the night, and refused where they could be two.

“9” without am or pm is a time between 7 in the morning and 7 in the evening. In a span, one time guides the other: “9-12”,
“1-3pm”, “11.30-1”. A time with a leading nought or an hour over 12 is on the clock of 24 hours.
"""

import re
from dataclasses import dataclass
from datetime import time

_NAMED = {"noon": time(12), "midday": time(12), "midnight": time(0)}
_NUMBERS = {
    word: n
    for n, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
    )
}
_CLOCK = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?(?::\d{2})?(am|pm)?", re.ASCII)
_SPOKEN = re.compile(r"(half past|quarter past|quarter to) ?(\w+?) ?(am|pm)?")
_MINUTES = {"half past": 30, "quarter past": 15, "quarter to": -15}
# “quarter to one” is one time.
_BETWEEN = re.compile(r"(?<!\s)\s*+[-–—]\s*+|(?<!quarter)(?<!\s)\s++(?:to|until|till)\s++", re.IGNORECASE)
# Where a time could be in the morning or in the evening, it is in here; a session from 8 to 10 is in the morning.
_DAY = (7 * 60, 19 * 60)
_WORK = (8 * 60, 18 * 60)
_WAKING = (6 * 60, 22 * 60)
_LONGEST_HOURS = 9


class NotADate(ValueError):
    """The text is no date, or no time of day. `advice` is a sentence that says why, or ""."""

    def __init__(self, message, advice=""):
        super().__init__(message)
        self.advice = advice


@dataclass(frozen=True)
class Typed:
    """A typed time: the one or two times of day it can be, and whether it was said with am or pm, or by name."""

    times: tuple[time, ...]
    is_said: bool

    @property
    def is_sure(self):
        return len(self.times) == 1


def read_time(text, near=None):
    """Return the time of day (datetime.time) that `text` gives, such as “9.30am”, “1400”, “noon” or “half past nine”. Raises NotADate.

    Where it could be in the morning or in the evening, it is the one between 6 and 22 that is nearer to the time `near`, if given.
    """
    typed = typed_time(text)
    if near and not typed.is_sure:
        waking = [each for each in typed.times if _within(each, each, _WAKING)] or typed.times
        return min(waking, key=lambda each: abs(_minutes(each) - _minutes(near)))
    return (
        typed.times[0] if typed.is_sure else next(each for each in typed.times if _within(each, each, _DAY))
    )


def read_span(start, end):
    """Return (start, end) as datetime.time of two typed times of one day. Raises NotADate where they could be two spans.

    An end that cannot come after its start is returned as it reads alone.
    """
    first, last = typed_time(start), typed_time(end)
    pairs = [(a, b) for a in first.times for b in last.times if a < b]
    if first.is_sure and last.is_sure:
        return first.times[0], last.times[0]
    if first.is_sure:
        # The next time that the clock shows so, unless that makes a day longer than anybody teaches.
        begins, soonest = first.times[0], min((pair[1] for pair in pairs), default=None)
        is_short = soonest is not None and soonest.hour - begins.hour <= _LONGEST_HOURS
        return begins, soonest if is_short else read_time(end)
    if last.is_sure:
        by_half = [pair for pair in pairs if (pair[0].hour < 12) == (pair[1].hour < 12)]
        by_day = [pair for pair in pairs if _within(pair[0], pair[0], _DAY)]
        chosen = by_half or pairs if last.is_said else by_day or pairs
        if chosen:
            return chosen[0]
    for limits in (_WORK, _WAKING):
        if len(found := [pair for pair in pairs if _within(*pair, limits)]) == 1:
            return found[0]
    raise NotADate(
        "Two spans.",
        f"“{start}” to “{end}” can be in the morning or in the evening. Add am or pm, or type 19:00.",
    )


def split_span(text):
    """Return the two typed times of a text such as “9-12” or “1 to 3pm”, or None where it is no span."""
    parts = _BETWEEN.split(text.strip())
    return tuple(parts) if len(parts) == 2 and all(parts) else None


def typed_time(text):
    """Return what `text` can be as a Typed. Raises NotADate."""
    words = _tidy(text)
    if words in _NAMED:
        return Typed((_NAMED[words],), is_said=True)
    if spoken := _SPOKEN.fullmatch(words):
        hour = _NUMBERS.get(spoken[2]) or (
            int(spoken[2]) if spoken[2].isascii() and spoken[2].isdecimal() else 0
        )
        hour, minute = (hour, _MINUTES[spoken[1]]) if _MINUTES[spoken[1]] > 0 else ((hour + 10) % 12 + 1, 45)
        return _either(hour, minute, spoken[3]) if spoken[2] in _NUMBERS or 1 <= hour <= 12 else _refuse()
    match = _CLOCK.fullmatch(re.sub(r" ?([:.]) ?", r"\1", words))
    if match is None:
        _refuse()
    hour, minute = int(match[1]), int(match[2] or 0)
    if match[3] is None and (match[1].startswith("0") or hour > 12):
        return Typed((_time(hour, minute),), is_said=False)
    return _either(hour, minute, match[3])


def _either(hour, minute, half):
    """Return the Typed of an hour from 1 to 12, in `half` ("am" or "pm") or in either."""
    if not 1 <= hour <= 12:
        _refuse()
    morning, evening = _time(hour % 12, minute), _time(hour % 12 + 12, minute)
    return Typed({"am": (morning,), "pm": (evening,)}.get(half, (morning, evening)), is_said=half is not None)


def _tidy(text):
    words = " ".join(text.casefold().replace("o’clock", "").replace("o'clock", "").split())
    words = re.sub(r"\s?\b([ap])\.?\s?m\b\.?", r"\1m", re.sub(r"(?<=\d)([ap])\.?\s?m\b\.?", r" \1m", words))
    words = re.sub(r"^(?:at|from) ", "", words)
    return re.sub(r"^12(?::00)? ?(?=noon|midday|midnight)", "", words)


def _time(hour, minute):
    try:
        return time(hour, minute)
    except ValueError:
        _refuse()


def _refuse():
    raise NotADate("Not a time of day.")


def _minutes(clock):
    return clock.hour * 60 + clock.minute


def _within(start, end, limits):
    first, last = _minutes(start), _minutes(end)
    return limits[0] <= first and (last <= limits[1] if first < last else last < limits[1])
