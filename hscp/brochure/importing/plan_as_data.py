"""A plan as plain data: for the admin's pages, for `--report`, and to check whether it has changed."""

import hashlib
import json
from collections import Counter
from dataclasses import asdict

from hscp.brochure.importing.renames import rename_key
from hscp.brochure.reading.values import UNKNOWN_HEADING


def plan_as_dict(plan):
    """Return the plan as values that JSON can hold. Equal plans give equal values."""
    return {
        "title": plan.title,
        "counts": plan.counts,
        "created": [_entry(each) for each in plan.of("created")],
        "changed": [_entry(each) for each in plan.of("changed")],
        "unchanged": [
            {"kind": each.kind, "id": each.target.pk, "title": each.label} for each in plan.of("unchanged")
        ],
        "conflicts": [
            {"kind": entry.kind, "id": entry.target.pk, "title": entry.label, **_difference(each)}
            for entry, each in plan.conflicts
        ],
        "no_longer_mentioned": [
            {
                "key": archive_key(each),
                "kind": str(each.model._meta.verbose_name),
                "id": each.pk,
                "title": each.label,
                "used_in": plan.users[each],
            }
            for each in plan.no_longer
        ],
        "possible_duplicates": [
            {
                "kind": str(each.first.model._meta.verbose_name),
                "first": each.first.label,
                "second": each.second.label,
                "reason": each.reason,
            }
            for each in plan.pairs
        ],
        "renames": [
            {
                "key": each.key,
                "kind": str(each.former.model._meta.verbose_name),
                "title": each.new.label,
                "former": each.former.label,
                "id": each.former.pk,
                "reason": each.reason,
            }
            for each in plan.renames
        ],
        "renamed": [
            {
                "key": rename_key(each.wanted[0]),
                "id": each.target.pk,
                "title": each.wanted[0].title,
                "former": each.label,
            }
            for each in plan.entries
            if each.wanted[0].renamed
        ],
        "unplaced": [{"line": each.number, "text": each.text} for each in plan.unplaced],
        "unknown_headings": _unknown_headings(plan.unplaced),
        "links_missing": [{"kind": each.kind, "title": each.label} for each in plan.links_missing],
        "notices": plan.notices,
        "left_out": [str(each) for each in plan.problems],
    }


def _entry(entry):
    return {
        "kind": entry.kind,
        "id": entry.target.pk,
        "title": entry.label,
        "where": entry.where,
        "changes": [_difference(each) for each in entry.changes],
    }


def _difference(each):
    return {
        "key": each.key,
        "field": each.label,
        "old": each.old,
        "new": each.new,
        "kept_because": each.kept_because,
    }


def _unknown_headings(unplaced):
    found = {}
    for each in unplaced:
        if each.detail == UNKNOWN_HEADING:
            found.setdefault(each.text.strip(), []).append(each.number)
    return [{"text": text, "lines": lines} for text, lines in found.items()]


def renamed_of(plan_dict):
    """Return what the plan was told of renamed records, {rename_key: primary key}, from plan_as_dict's result."""
    return {each["key"]: each["id"] for each in plan_dict.get("renamed", [])}


def archive_key(target):
    """The key of a record in the choice of records to archive."""
    return f"{target.model._meta.label_lower}.{target.pk}"


def fingerprint(plan_dict):
    """Return a checksum of plan_as_dict's result: two plans with the same checksum would do the same."""
    return hashlib.sha256(json.dumps(plan_dict, sort_keys=True).encode()).hexdigest()


def account_as_dict(document):
    """Return what became of every line of the document, with counts."""
    return {
        "lines": len(document.account),
        "became": dict(sorted(Counter(str(line.became) for line in document.account).items())),
        "account": [{**asdict(line), "became": str(line.became)} for line in document.account],
    }
