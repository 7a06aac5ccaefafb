"""The years that a resource runs for, as its title gives them: 2023-26, 2019–2024, 2024 to 2027, 2025/26."""

import re
from datetime import date

from resources.enums import ResourceKind

# A report about some years is not valid in those years only, so only these kinds take them.
KINDS_WITH_YEARS = {
    ResourceKind.STRATEGY,
    ResourceKind.PROCEDURE,
    ResourceKind.GUIDANCE,
    ResourceKind.PRACTITIONER_GUIDE,
}
_YEARS = re.compile(r"\b((?:19|20)\d\d)(?: ?[-–—−/] ?| to )((?:19|20)?\d\d)\b")
# “2025/26” is a financial year: it ends with March.
FINANCIAL_YEAR = r"(19|20)[0-9][0-9] ?/ ?(19|20)?[0-9][0-9]"


def years_in(title):
    """Return (from, to) for the years that a title gives; None if it gives none, or impossible ones."""
    found = _YEARS.search(title)
    if not found:
        return None
    start, end = found.groups()
    end = int(end) if len(end) == 4 else int(start[:2] + end)
    return (int(start), end) if int(start) < end <= int(start) + 25 else None


def suggested_years(title, kind):
    """Return (from, to) for the years that a resource of this title and `kind` runs for; None where the title says none."""
    return years_in(title) if kind in KINDS_WITH_YEARS else None


def last_day(title, first_year, last_year):
    """Return the day on which a resource of this title, valid from `first_year` (or None) to `last_year`, ends."""
    is_financial = first_year == last_year - 1 and re.search(FINANCIAL_YEAR, title)
    return date(last_year, 3, 31) if is_financial else date(last_year, 12, 31)
