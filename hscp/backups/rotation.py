"""Which backups of a folder stay: the last of each of seven days and of each of five weeks, and none older than 35 days."""

import re
from datetime import UTC, datetime, timedelta

DAYS, WEEKS = 7, 5
# docs/data-protection.md: what somebody had erased is in no backup after this.
LONGEST = timedelta(days=35)
_NAME = re.compile(r"hscp-(\d{8}T\d{6}Z)\.tar(?:\.age)?")
_TIME = "%Y%m%dT%H%M%SZ"


def name_at(at, is_encrypted):
    """Return the name of the backup that is made at `at` (aware datetime)."""
    return f"hscp-{at.astimezone(UTC):{_TIME}}.tar{'.age' if is_encrypted else ''}"


def made_at(name):
    """Return when the backup `name` was made (aware, UTC), or None for a name that is not ours."""
    match = _NAME.fullmatch(name)
    try:
        return match and datetime.strptime(match[1], _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None


def superseded(names, at):
    """Return those of `names` that need not be kept at `at` (aware datetime), the oldest first. Never the newest.

    Names that are not those of backups are left out. A day and a week are those of UTC.
    """
    times = sorted(((time, name) for name in names if (time := made_at(name))), reverse=True)
    keep = {name for _, name in times[:1]}
    for number, period in ((DAYS, "%Y-%m-%d"), (WEEKS, "%G-%V")):
        latest = {}
        for time, name in times:
            latest.setdefault(f"{time:{period}}", name)
        keep |= {name for _, name in zip(range(number), latest.values(), strict=False)}
    keep -= {name for time, name in times[1:] if at - time > LONGEST}
    return [name for _, name in reversed(times) if name not in keep]


def remove_superseded(folder, at):
    """Delete the backups in `folder` that need not be kept, and return their names."""
    names = superseded([path.name for path in folder.iterdir() if path.is_file()], at)
    for name in names:
        (folder / name).unlink(missing_ok=True)
    return names
