"""An address on a line of its own is the link of what stands above it."""

from dataclasses import replace

from hscp.brochure.reading.lines import DESCRIPTION, Shape, is_capitals
from hscp.brochure.reading.link_text import (
    ADDRESS_ALONE,
    BEFORE_ADDRESS,
    LINK,
    OPENS,
    as_label,
    complete_address,
    is_address,
    items_of,
    plain,
)

# A longer line without a bullet, or one that ends a sentence, is text.
LONGEST_TITLE = 160
SENTENCE_ENDS = (".", ";", ",", "!")


def with_addresses(lines, is_known_heading):
    """Return the lines with an address on a line of its own as the link of the item above it.

    A short line without a bullet is an item if its address follows at once, below the first heading of a list
    (`is_known_heading(line)` is true for headings): on a cover it may be a name.
    """
    found = []
    above, is_described, is_in_list = None, False, False
    for line in lines:
        address = None if above is None or line.reading else _address_of(line)
        # A link that is there stays, unless the line says what the thing opens; so does one with a description below it.
        is_kept = address and (is_described or items_of(found[above])[0].link)
        if is_kept and not OPENS.fullmatch(line.whole):
            address = None
        if address and found[above].shape is Shape.PLAIN and not _leads_to_a_page(address[0]):
            address = None
        if address:
            item = found[above]
            link = f"[{as_label(items_of(item)[0].title.rstrip(BEFORE_ADDRESS))}]({address[0]}) {address[1]}".rstrip()
            found[above] = replace(
                item,
                numbers=(*item.numbers, *line.numbers),
                shape=Shape.LINK if item.shape is Shape.PLAIN else item.shape,
                body=link,
                whole=f"{item.whole} {line.whole}",
            )
            above = None
            continue
        found.append(line)
        is_heading = bool(is_known_heading(line))
        is_in_list = is_in_list or is_heading
        if (line.is_item and len(items_of(line)) == 1) or (
            is_in_list and not is_heading and _may_be_title(line)
        ):
            above, is_described = len(found) - 1, False
        elif line.whole.startswith(DESCRIPTION):
            is_described = True
        elif line.shape is not Shape.BLANK or (above is not None and found[above].shape is Shape.PLAIN):
            above = None
    return found


def _may_be_title(line):
    text = line.text
    is_title = 1 < len(text) <= LONGEST_TITLE and not text.endswith(SENTENCE_ENDS)
    is_theme = line.is_heading or (is_capitals(text) and not text.endswith("TOOLKIT"))
    is_free = line.shape is Shape.PLAIN and not line.reading and not line.whole.startswith(DESCRIPTION)
    return is_free and is_title and not is_theme


def _leads_to_a_page(address):
    return "/" in address.partition("://")[2].rstrip("/")


def _address_of(line):
    """Return (address, note) of a line that has no more, or None: it is the link of the item above it."""
    if line.shape is Shape.NUMBERED:
        return None
    # The dash of "Neglect - https://…" may begin a line.
    if alone := ADDRESS_ALONE.fullmatch(line.body):
        return complete_address(alone["address"]), alone["note"] or ""
    link = LINK.fullmatch(line.whole)
    if link and is_address(plain(link[1])):
        return link[2], ""
    opens = OPENS.fullmatch(line.whole)
    return (opens[1], "") if opens else None
