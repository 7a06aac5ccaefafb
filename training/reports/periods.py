"""The periods of a report: quarters and years of the financial year, which begins on 1 April, or any two dates."""

from dataclasses import dataclass
from datetime import date, timedelta

_QUARTERS_BACK, _YEARS_BACK = 8, 3
_FIRST_MONTH = 4
LAST_12_MONTHS, DATES = "last-12-months", "dates"


@dataclass(frozen=True)
class Period:
    """From one date to another, both included; `name` is what people call it."""

    start: date
    end: date
    name: str = ""

    def __str__(self):
        dates = f"{day(self.start)} to {day(self.end)}"
        return f"{self.name}: {dates}" if self.name else dates


def day(value):
    """Return a date in words, such as 1 April 2026."""
    return f"{value.day} {value:%B %Y}"


def quarter_start(value):
    """Return the first day of the quarter that the date `value` is in. Calendar and financial years have the same quarters."""
    return date(value.year, (value.month - 1) // 3 * 3 + 1, 1)


def quarter(start):
    """Return the Period of the quarter that begins on the date `start`, named as in “Quarter 1 of 2026 to 2027”."""
    end = quarter_start(start + timedelta(days=100)) - timedelta(days=1)
    number = (start.month - _FIRST_MONTH) % 12 // 3 + 1
    return Period(start, end, f"Quarter {number} of {_year_name(financial_year_of(start))}")


def financial_year(year):
    """Return the Period of the financial year that begins in April of `year` (int)."""
    return Period(
        date(year, _FIRST_MONTH, 1),
        date(year + 1, _FIRST_MONTH, 1) - timedelta(days=1),
        f"Financial year {_year_name(year)}",
    )


def financial_year_of(value):
    """Return the year (int) in whose April the financial year of the date `value` began."""
    return value.year if value.month >= _FIRST_MONTH else value.year - 1


def periods(today):
    """Return {code: Period} of what can be chosen on the date `today`, the most used first."""
    tomorrow = today + timedelta(days=1)
    if (tomorrow.month, tomorrow.day) == (2, 29):
        tomorrow += timedelta(days=1)
    found = {LAST_12_MONTHS: Period(tomorrow.replace(year=tomorrow.year - 1), today, "Last 12 months")}
    this_year = financial_year_of(today)
    for year in range(this_year, this_year - _YEARS_BACK, -1):
        found[f"{year}"] = financial_year(year)
    start = quarter_start(today)
    for _ in range(_QUARTERS_BACK):
        found[f"{start:%Y-%m}"] = quarter(start)
        start = quarter_start(start - timedelta(days=1))
    return found


def year_before(period):
    """Return the Period of the same days a year before `period`; 28 February stands for the 29th."""
    return Period(_year_before(period.start), _year_before(period.end))


def _year_before(value):
    leap = (value.month, value.day) == (2, 29)
    return value.replace(year=value.year - 1, day=28 if leap else value.day)


def _year_name(year):
    return f"{year} to {year + 1}"
