"""A plan as lines of text, for a terminal."""

from textwrap import indent, shorten

WIDTH = 110


def plan_lines(plan):
    """Yield lines that say what the plan would do: the counts, then each part."""
    yield f"Plan for “{plan.title}”"
    for name, count in plan.counts.items():
        yield f"{count:6}  {name}"
    if plan.changes_nothing and not plan.conflicts:
        yield "The document brings nothing new."
    for title, entries in (("Created", plan.of("created")), ("Changed", plan.of("changed"))):
        if entries:
            yield from _heading(title)
            for entry in entries:
                yield from _entry(entry)
    if plan.conflicts:
        yield from _heading("Conflicts: changed by an editor since the last import")
        for entry, difference in plan.conflicts:
            yield f"- {entry.kind}: {entry.label}"
            yield from _old_and_new(difference, "stands now", "document")
            if difference.kept_because:
                yield f"      kept: {difference.kept_because}"
    if plan.no_longer:
        yield from _heading("No longer mentioned: left alone")
        yield from (f"- {target.model._meta.verbose_name}: {target.label}" for target in plan.no_longer)
    if plan.pairs:
        yield from _heading("Possible duplicates: kept apart until an editor decides")
        for pair in plan.pairs:
            yield f"- {pair.first.model._meta.verbose_name}: {pair.first.label} / {pair.second.label}"
            yield f"    {pair.reason}"
    if plan.unplaced:
        yield from _heading("Lines not placed")
        yield from (f"- line {line.number}: {_short(line.text)}" for line in plan.unplaced)
    if plan.problems:
        yield from _heading("Left out: no record can hold it")
        yield from (f"- {problem}" for problem in plan.problems)
    if plan.notices:
        yield from _heading("Notices")
        yield from (f"- {notice}" for notice in plan.notices)


def _heading(title):
    yield ""
    yield title


def _entry(entry):
    where = f" ({entry.where})" if entry.where else ""
    yield f"- {entry.kind}: {entry.label}{where}"
    if entry.outcome == "changed":
        for difference in entry.changes:
            yield from _old_and_new(difference, "old", "new")


def _old_and_new(difference, old, new):
    yield f"    {difference.label}"
    yield indent(f"{old}: {_short(difference.old) or '(nothing)'}", "      ")
    yield indent(f"{new}: {_short(difference.new) or '(nothing)'}", "      ")


def _short(text):
    return shorten(text, WIDTH, placeholder=" …")
