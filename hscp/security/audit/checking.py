"""Finds out whether the audit trail is whole."""

from dataclasses import dataclass

from django.utils.crypto import constant_time_compare

from hscp.security.audit.enums import AuditKind
from hscp.security.audit.models import AuditEntry
from hscp.security.audit.trail import FIRST_SEAL, seal_of

MOST_PROBLEMS = 20


@dataclass(frozen=True)
class Checked:
    """What a check found: how many entries, the last one's `number` and `seal`, and `problems` in words."""

    entries: int
    number: int
    seal: str
    problems: list


def check(known=None):
    """Read the whole trail and return Checked. `known` is (number, seal) of an entry, as an earlier check gave it.

    Without `known` a removal at the very end is not noticed: nothing that is still there says that there was more.
    """
    problems, entries, number, seal = [], 0, 0, FIRST_SEAL
    seals = {}
    for entry in AuditEntry.objects.order_by("number").iterator(chunk_size=2000):
        if not entries:
            number, seal = _beginning(entry, problems)
        if entry.number != number + 1:
            problems.append(f"Entries {number + 1} to {entry.number - 1} are missing.")
        elif not constant_time_compare(entry.seal, seal_of(entry, seal)):
            problems.append(f"Entry {entry.number} was changed, or the one before it.")
        number, seal = entry.number, entry.seal
        entries += 1
        if known and number == known[0]:
            seals[number] = seal
        if len(problems) >= MOST_PROBLEMS:
            problems.append("There may be more.")
            break
    if known and not problems:
        problems += _against(known, number, seals)
    return Checked(entries, number, seal, problems)


def _beginning(entry, problems):
    """Return the number and the seal that came before the first entry that is left."""
    if entry.number == 1:
        return 0, FIRST_SEAL
    ended = AuditEntry.objects.filter(
        kind=AuditKind.TRAIL_SHORTENED, about=f"up to {entry.number - 1}"
    ).first()
    if ended is None:
        problems.append(f"Entries 1 to {entry.number - 1} are missing, and no retention job ended them.")
        return entry.number - 1, FIRST_SEAL
    return entry.number - 1, ended.what


def _against(known, number, seals):
    wanted, seal = known
    if number < wanted:
        return [f"The trail ends at {number}, but was known to reach {wanted}."]
    if wanted in seals and not constant_time_compare(seals[wanted], seal):
        return [f"Entry {wanted} is not the one that was there at the earlier check."]
    return []
