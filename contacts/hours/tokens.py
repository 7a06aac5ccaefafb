"""The parts of a line of typed hours that matter, in order: days, times, and the words that change what they mean."""

import re
import unicodedata
from typing import NamedTuple

from django.core.exceptions import ValidationError

from contacts.enums import BANK_HOLIDAY, Nth, Season, Weekday
from contacts.hours.spans import DAY

EXAMPLE = "“Monday to Friday, 09:00 to 14:00”"
_HALF_DAY = DAY // 2
_BANK = r"(?:all\s+)?(?:bank|public)\s+hol(?:iday)?s?\b\.?"
_NOT = r"(?:except(?:ing)?(?:\s+for)?|excluding|excl\.?|but\s+not|not|apart\s+from|other\s+than)"
_HOLIDAYS = r"school\s+hol(?:iday)?s?\b\.?"
_TERM = r"(?:school\s+)?term(?:[-\s]?times?)?\b"
_ON = r"\s+(?:(?:on|at|in|during|over|for)\s+)?(?:the\s+)?"

# What the hours of a number cannot say, and what to do instead.
_REFUSED = [
    (
        r"(?:at\s+)?(?:all|any)\s+other\s+times?|outside\s+(?:of\s+)?(?:these|those|office|normal|working|opening)"
        r"(?:\s+(?:office|working|opening))?\s+hours|out\s+of\s+(?:office\s+)?hours|when(?:ever)?\b.*\bclosed",
        "“%s” depends on the hours of another number. Leave the hours empty, and choose that number under “Answers "
        "whenever this one is closed”.",
    ),
    (
        r"every\s+(?:other|second|two|2|third|3)\b|alternate\b|fortnight(?:ly)?\b|bi-?weekly\b",
        "“%s” does not say which weeks. Write which of the month it is, such as “First and third Monday of the month, "
        "10:00 to 12:00”, or leave the hours empty and write it as a note.",
    ),
    (
        r"(?:fifth|5th)\b",
        "“%s” comes in some months only. Write “last” if you mean the last of every month.",
    ),
    (
        r"(?:\d{1,2}(?:st|nd|rd|th)?\s+)?(?:january|february|march|april|june|july|august|september|october|november"
        r"|december|jan|feb|apr|jun|jul|aug|sept|sep|oct|nov|dec|christmas|easter|new\s+year)\b",
        "“%s” is not in every week. Give days that differ from the usual hours under “Days that differ”.",
    ),
]

# The order matters: phrases before the words they are made of, "24 hours" and "7 days" before a time.
_TOKEN = re.compile(
    rf"""(?P<no_bank>{_NOT}{_ON}{_BANK})
    |(?P<with_bank>(?:incl(?:uding|udes|\.)?|inc\.?|even){_ON}{_BANK}
        |365\s+days\b(?:\s*(?:a|per)\s+year\b)?|every\s+day\s+of\s+the\s+year\b)
    |(?P<bank>{_BANK})
    |(?P<holidays>(?:{_NOT}|closed){_ON}{_TERM}(?:\s+only)?|{_HOLIDAYS}(?:\s+only)?)
    |(?P<term>(?:{_NOT}|closed){_ON}{_HOLIDAYS}|{_TERM}(?:\s+only)?)
    |(?P<refused>{"|".join(f"(?P<no{number}>{pattern})" for number, (pattern, _) in enumerate(_REFUSED))})
    |(?P<except>{_NOT}\b)
    |(?P<always>24\s*/\s*7\b(?:\s*/\s*365\b)?|always\s+open\b|at\s+(?:all\s+times|any\s+time)\b|(?:a|r)ound\s+the\s+clock\b)
    |(?P<all_day>(?:24|twenty[-\s]four)\s*+-?\s*+(?:hours?|hrs?|h)\b
        (?P<each_day>\s*(?:(?:a|per|each|every|/)\s*day\b|daily\b))?|all\s+day(?:\s+and\s+(?:all\s+)?night)?\b|day\s+and\s+night\b)
    |(?P<every_day>every\s*day\b|daily\b|all\s+week\b|(?P<seven>(?:7|seven)\s+days\b(?:\s*(?:a|per)\s+week\b)?))
    |(?P<nth>(?:1st|2nd|3rd|4th|first|second|third|fourth|last)\b)
    |(?P<of_month>(?:of|in)\s+(?:the|each|every)\s+month\b|(?:each|every)\s+month\b|monthly\b|all\s+year(?:\s+round)?\b)
    |(?P<named>(?:12(?:[:.]00)?\s*)?(?P<name>noon|mid[-\s]?day|midnight)\b)
    |(?P<time>(?P<hour>[0-9]{{1,2}})(?:(?:\s?[:.]\s?)?(?P<minute>[0-9]{{2}}))?(?![0-9])\s*
        (?:(?P<half>[ap])\.?m\b\.?|(?:hours?|hrs?|h)\b)?)
    |(?P<word>[^\W\d_]+)
    |(?P<to>[-~])
    |(?P<joint>[,;&+/|])
    |(?P<ignored>[\s:.()]+)
    |(?P<other>.)""",
    re.IGNORECASE | re.VERBOSE,
)
_DAY_NAMES = {name: day for day in Weekday for name in (day.label.lower(), day.label.lower()[:3])} | {
    "thur": Weekday.THURSDAY
}
_WORDS = {
    **dict.fromkeys(("to", "until", "till", "til", "through", "thru"), "to"),
    **dict.fromkeys(
        (
            "and",
            "then",
            "plus",
            "open",
            "opens",
            "from",
            "on",
            "at",
            "hours",
            "the",
            "in",
            "during",
            "over",
            "every",
        )
        + ("each", "only", "a", "per"),
        "joint",
    ),
    "closed": "closed",
}
_NTHS = {"1st": Nth.FIRST, "2nd": Nth.SECOND, "3rd": Nth.THIRD, "4th": Nth.FOURTH} | {
    nth.label.lower(): nth for nth in Nth if nth != Nth.EVERY
}


class Clock(NamedTuple):
    """A time as typed. `certain` means that it cannot be in the other half of the day."""

    text: str
    minutes: int
    certain: bool
    of_24_hours: bool = False
    four_digits: bool = False


def tokens(line):
    """Yield (kind, value) for the parts of the line that matter.

    The kinds: day, days, nth, time, to, all_day, closed, except, season, and bank_holidays ("closed" or "usual"). Raises
    ValidationError, with a message without the line's number, for what does not belong in hours.
    """
    # Every kind of dash becomes a hyphen.
    line = "".join("-" if unicodedata.category(mark) == "Pd" or mark == "−" else mark for mark in line)
    for match in _TOKEN.finditer(line):
        kind, text = _kind(match), match.group().strip()
        if kind == "word":
            yield from _word(text)
        elif kind == "refused":
            number = next(number for number in range(len(_REFUSED)) if match[f"no{number}"])
            raise ValidationError(_REFUSED[number][1] % text)
        elif kind == "other":
            raise ValidationError(f"“{text}” does not belong in hours. Write them such as {EXAMPLE}.")
        elif kind == "bank":
            yield "days", [BANK_HOLIDAY]
        elif kind == "no_bank":
            yield "bank_holidays", "closed"
        elif kind in ("with_bank", "always"):
            yield "bank_holidays", "usual"
            if kind == "always":
                yield "all_day", text
        elif kind in ("term", "holidays"):
            yield "season", Season(kind)
        elif kind == "every_day":
            yield "days", list(Weekday)
            if match["seven"]:
                yield "seven", text
        elif kind == "nth":
            yield "nth", _NTHS[text.lower()]
        elif kind in ("named", "time"):
            yield "time", _clock(match, text)
        elif kind in ("all_day", "to", "except"):
            yield kind, text
            if match["each_day"]:
                yield "each_day", text


_KINDS = [
    "no_bank",
    "with_bank",
    "bank",
    "holidays",
    "term",
    "refused",
    "except",
    "always",
    "all_day",
    "every_day",
    "nth",
    "of_month",
    "named",
    "time",
    "word",
    "to",
    "joint",
    "ignored",
    "other",
]


def _kind(match):
    return next(kind for kind in _KINDS if match[kind] is not None)


def _word(text):
    name = text.lower()
    day = _DAY_NAMES.get(name) or _DAY_NAMES.get(name.removesuffix("s"))
    if day:
        yield "day", day
    elif name in ("weekday", "weekdays"):
        yield "days", list(Weekday)[:5]
    elif name in ("weekend", "weekends"):
        yield "days", list(Weekday)[5:]
    elif name not in _WORDS:
        raise ValidationError(
            f"“{text}” is not a day or a time. Write only those, such as {EXAMPLE}, and the rest as a note."
        )
    elif _WORDS[name] != "joint":
        yield _WORDS[name], text


def _clock(match, text):
    if match["named"]:
        return Clock(text, 0 if match["name"].lower() == "midnight" else _HALF_DAY, certain=True)
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), match["half"]
    if minute > 59 or hour * 60 + minute > DAY or (half and not 1 <= hour <= 12):
        raise ValidationError(f"“{text}” is not a time of day. Write it such as 09:00 or 13:30.")
    if half:
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
        return Clock(text, hour * 60 + minute, certain=True)
    return Clock(
        text,
        hour * 60 + minute,
        certain=hour > 12 or match["hour"].startswith("0"),
        of_24_hours=hour > 12 or hour == 0,
        four_digits=len(match["hour"]) == 2 and match["minute"] is not None,
    )
