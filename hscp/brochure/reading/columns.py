"""Two columns of a page that were extracted as one: their headings come first, then their lists."""

from dataclasses import dataclass

from hscp.brochure.reading.booking_lines import booking
from hscp.brochure.reading.headings import Heading, Kind, heading_of
from hscp.brochure.reading.line_account import line_words
from hscp.brochure.reading.lines import Line, Shape
from hscp.vocabulary import Section


@dataclass(frozen=True)
class Entry:
    """A line of a page in reading order. `is_empty_by_print`: a heading whose list cannot be told from another's."""

    line: Line
    heading: Heading | None = None
    is_empty_by_print: bool = False


def reading_order(lines, account):
    """Return the Entries of a page, with each heading before its own list.

    N headings printed together and followed by exactly N groups (a single link, or a list) get one group each, in order.
    With any other number it is unclear which belongs where: all stay under the last heading, and the editor is told.
    """
    entries = [Entry(line, heading_of(line)) for line in lines]
    ordered = []
    position = 0
    while position < len(entries):
        run, next_position = (
            _headings_together(entries, position) if entries[position].heading else ([], position)
        )
        if len(run) < 2:
            ordered.append(entries[position])
            position += 1
            continue
        groups, end = _groups(entries, next_position)
        if len(groups) == len(run):
            for heading, group in zip(run, groups, strict=True):
                ordered += [heading, *group]
            position = end
            continue
        if groups:
            names = " and ".join(f"“{entry.line.text}”" for entry in run)
            account.notice(
                f"{names} are printed together ({line_words(run[0].line)} on), and nothing tells which of the lines "
                f"below belong to which. All were placed under the last."
            )
            run = [Entry(entry.line, entry.heading, is_empty_by_print=True) for entry in run[:-1]] + run[-1:]
        ordered += run
        position = next_position
    return ordered


def _headings_together(entries, position):
    """The adjacent headings of one level from a position on, and the position after them."""
    run, next_position = [], position
    while position < len(entries):
        heading = entries[position].heading
        if heading is None:
            if entries[position].line.shape is not Shape.BLANK:
                break
        elif _level(heading) is None or any(
            _level(heading) != _level(entry.heading) or heading == entry.heading for entry in run
        ):
            break
        else:
            run.append(entries[position])
            next_position = position + 1
        position += 1
    return run, next_position


def _level(heading):
    """The kind of heading that may be beside this one, or None if a list cannot come directly below it."""
    if heading.kind is Kind.SECTION and isinstance(heading.value, Section):
        return Kind.SECTION
    if heading.kind in (Kind.AUDIENCE, Kind.FORMAT) and heading.value is not None:
        return heading.kind
    return None


def _groups(entries, position):
    """The groups of items from a position on, and the position after them. Blank and booking lines start no group."""
    groups, before = [], []
    above = None
    while position < len(entries):
        entry = entries[position]
        line = entry.line
        if entry.heading or (line.shape is Shape.PLAIN and not booking(line.text)):
            break
        is_item = line.is_item and not booking(line.text)
        if is_item and _opens_group(line, above):
            groups.append(before)
            before = []
        (groups[-1] if groups else before).append(entry)
        above = line if is_item or line.shape is Shape.BLANK else above
        position += 1
    return groups, position


def _opens_group(line, above):
    if above is None or line.shape is Shape.LINK:
        return True
    return above.shape is Shape.LINK or (above.shape is Shape.BLANK and line.indent == 0)
