"""A PDF as lines: columns in order, headings by size, bullets by glyph and indent, wrapped lines joined, links on their words."""

import re
from collections import Counter

from hscp.brochure.converting.lines import Converted, as_link
from hscp.brochure.converting.pdf_items import INDENT, NEXT_LINE, SENTENCE_ENDS, items_of_pages
from hscp.brochure.converting.pdf_order import lines_in_order, starts_item
from hscp.brochure.converting.pdf_pieces import Box, read_page
from hscp.brochure.reading.booking_lines import booking
from hscp.brochure.reading.headings import heading_of
from hscp.brochure.reading.lines import DESCRIPTION, read_line
from hscp.brochure.reading.link_text import OPENS, as_label

MOST_PAGES = 400
# Of the pages, those that a line must stand on at the same place to be page furniture.
FURNITURE = 0.5
FEWEST_PAGES = 3
SAME_PLACE = 6.0
# The share of a page's height, above and below, in which headers and footers stand.
EDGE = 0.12
LONGEST_HEADING = 120
DIGITS = re.compile(r"\d+")
LONG_LINE = 60
# The size of themes' titles stands on at least this share of as many pages as the commonest large size.
OFTEN = 0.3
WORDLESS = "Page {} has no text, only a picture. Nothing was read from it."


class NoText(ValueError):
    """No page of the PDF has text."""


def convert_pdf(content):
    """Return the Converted of a PDF (bytes). Raises NoText, or pypdfium2.PdfiumError for what is no PDF or has a password."""
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        pages = [read_page(document[number], number + 1) for number in range(min(len(document), MOST_PAGES))]
        total = len(document)
    finally:
        document.close()
    if not any(page.pieces for page in pages):
        raise NoText
    converted = Converted()
    if total > MOST_PAGES:
        converted.notices.append(f"The PDF has {total} pages. Only the first {MOST_PAGES} were read.")
    converted.notices += [WORDLESS.format(page.number) for page in pages if not page.pieces]
    furniture = _furniture(pages)
    if furniture:
        names = "; ".join(f"“{text}”" for text in sorted(set(furniture.values())))
        converted.notices.append(f"Printed on most pages and left out: {names}.")
    body = _body_size(pages)
    printed = []
    for page in pages:
        kept = [piece for piece in page.pieces if not _is_furniture(piece, page, furniture)]
        printed += [(page, line) for line in lines_in_order(kept)]
    _write(items_of_pages(printed, body), converted, {page.number: page for page in pages})
    return converted


def _body_size(pages):
    """Return the size of most text, by what stands in long lines if there are any."""
    sizes = Counter()
    for page in pages:
        for piece in page.pieces:
            sizes[piece.size] += len(piece.text) * (10 if len(piece.text) >= LONG_LINE else 1)
    return sizes.most_common(1)[0][0]


def _place(piece, page):
    return round(piece.box.left / SAME_PLACE), round((page.height - piece.box.middle) / SAME_PLACE)


def _furniture(pages):
    """Return {(text without its numbers, place): as it is first printed} of what stands at the same place on most pages.

    Every theme may have its toolkits, and bullets, at the same place: a heading, a bullet, an invitation to book and what leads
    elsewhere on each page stay.
    """
    found, first, addresses, inside = {}, {}, {}, set()
    for page in pages:
        for piece in page.pieces:
            text = piece.text.strip()
            key = DIGITS.sub("#", text), _place(piece, page)
            found.setdefault(key, set()).add(page.number)
            first.setdefault(key, text)
            addresses.setdefault(key, set()).update(address for _, address in piece.runs)
            if EDGE * page.height < piece.box.middle < (1 - EDGE) * page.height:
                inside.add(key)
    least = max(FEWEST_PAGES, FURNITURE * len(pages))
    return {
        key: first[key]
        for key, numbers in found.items()
        if len(numbers) >= least and len(addresses[key]) == 1 and _may_be_furniture(key[0], key in inside)
    }


def _may_be_furniture(text, is_inside):
    # Inside a page "Level 1" and "Level 2" are two things, at its edge "Page 1" and "Page 2" are one.
    if is_inside and "#" in text:
        return False
    if not any(sign.isalnum() or sign == "#" for sign in text) or starts_item(text):
        return False
    return not (booking(text) or heading_of(read_line(0, text)))


def _is_furniture(piece, page, furniture):
    text = DIGITS.sub("#", piece.text.strip())
    across, down = _place(piece, page)
    return any((text, (across + x, down + y)) in furniture for x in (-1, 0, 1) for y in (-1, 0, 1))


def _levels(items):
    """Return {size: level} of headings: themes have the largest size that stands on more than one page."""
    pages = {}
    for item in items:
        if item.level:
            pages.setdefault(item.size, set()).add(item.page)
    sizes = sorted(pages, reverse=True)
    most = max(map(len, pages.values()), default=0)
    themes = next((size for size in sizes if len(pages[size]) >= max(2, OFTEN * most)), None)
    levels, level = {}, 1
    for size in sizes:
        if themes is None or size > themes:
            levels[size] = 0
        else:
            levels[size] = min(level, 6)
            level += 1
    return levels


def _write(items, converted, pages):
    levels = _levels(items)
    stack, above, group = [], None, None
    for item in items:
        text = _text(item.runs)
        if not text:
            continue
        boxes = [_share(box, pages[item.page], item.page) for box in item.boxes]
        if item.is_description:
            converted.add(text if OPENS.fullmatch(text) else f"{DESCRIPTION}{text}", boxes)
            continue
        if item.bullet:
            group = None
            text = f"{'  ' * _depth(stack, item)}{item.bullet if item.bullet[0].isdigit() else '-'} {text}"
        elif level := item.level and _may_be_heading(item, text) and levels[item.size]:
            text = f"{'#' * level} {text}"
        if not item.bullet:
            stack = []
            group = _open_group(group, item)
            if group is not None and item is not group:
                text = f"- {text}"
        if above is not None and (
            item.level or above.level or bool(item.bullet) != bool(above.bullet) or _is_apart(above, item)
        ):
            converted.lines.append("")
        converted.add(text, boxes)
        above = item


def _open_group(group, item):
    """Return the item without a bullet that a line without one stands further in below, such as "Guides:"; None for any other line.

    A line that ends like that opens a group itself.
    """
    if "".join(text for text, _ in item.runs).rstrip().endswith(":") and not item.level:
        return item
    is_inside = (
        group is not None
        and not item.level
        and item.text_left - item.first.column.left > group.text_left - group.first.column.left + INDENT
    )
    return group if is_inside else None


def _may_be_heading(item, text):
    is_link = all(address for run, address in item.runs if run.strip())
    return len(text) <= LONGEST_HEADING and not text.endswith(SENTENCE_ENDS) and not is_link


def _depth(stack, item):
    """Return how deep an item is in its list. `stack` holds the open levels: (sign, where it stands in its column, that column's edge).

    In another column only the sign tells the level: a list may go on there with its inner items.
    """
    sign = item.bullet
    if item.bullet[-1] in ".)":
        sign = "1" if item.bullet.strip("(.)").isdigit() else "a"
    place, column = item.bullet_left - item.first.column.left, item.first.column.left
    known = [
        number
        for number, (other, at, of) in enumerate(stack)
        if other == sign and (abs(of - column) > INDENT or abs(at - place) <= INDENT)
    ]
    if known:
        del stack[known[-1] + 1 :]
    else:
        while stack and place < stack[-1][1] - INDENT:
            stack.pop()
        if stack and place <= stack[-1][1] + INDENT:
            stack.pop()
        stack.append((sign, place, column))
    return len(stack) - 1


def _is_apart(above, item):
    return above.page != item.page or above.last.box.middle - item.boxes[0].middle > NEXT_LINE * item.size


def _share(box: Box, page, number):
    return [
        number,
        *(
            round(value, 4)
            for value in (
                box.left / page.width,
                box.bottom / page.height,
                box.right / page.width,
                box.top / page.height,
            )
        ),
    ]


def _text(runs):
    """Return runs as the reader reads them, with neighbouring runs of one link as one."""
    merged = []
    for text, address in runs:
        if merged and merged[-1][1] == address or text == " " and merged and not merged[-1][1]:
            merged[-1][0] += text
        else:
            merged.append([text, address])
    parts = []
    for text, address in merged:
        text = text.replace("\xad", "-")
        if address and text.strip():
            start = " " if text[:1] == " " else ""
            end = " " if text[-1:] == " " else ""
            parts.append(f"{start}{as_link(' '.join(text.split()), address)}{end}")
        else:
            parts.append(as_label(text))
    return " ".join("".join(parts).split())
