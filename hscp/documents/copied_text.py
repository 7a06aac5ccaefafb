"""Words that are copied out of a PDF, or searched in it, as they are spelt.

Typst draws some marks on their own: the accent of “ồ”, the dots of an Arabic letter, the first part of a Khmer vowel. The file
says of such a mark that it is the whole letter, so that the letter is read twice. Here the mark is said to stand for no text:
its letter is named beside it.
"""

import re
import unicodedata

_TEXT_OF_GLYPH = re.compile(r"<([0-9A-Fa-f]{4})>\s*<((?:[0-9A-Fa-f]{4})+)>")


def mend(document):
    """Let each letter of an open `pikepdf.Pdf` be read once. Return how many marks were said to stand for nothing."""
    fonts, mended = {}, 0
    for page in document.pages:
        found = page.get("/Resources", {}).get("/Font", {})
        for font in found.values():
            if font.objgen not in fonts:
                fonts[font.objgen] = _marks_of(font)
        marks = {name: fonts[font.objgen] for name, font in found.items()}
        if any(marks.values()):
            mended += _mend_page(document, page, marks)
    return mended


def _mend_page(document, page, marks):
    """Put the marks of a page between signs that they stand for nothing; return in how many places there were some."""
    import pikepdf

    nothing = pikepdf.Dictionary(ActualText=pikepdf.String(""))
    begin = pikepdf.ContentStreamInstruction([pikepdf.Name.Span, nothing], pikepdf.Operator("BDC"))
    end = pikepdf.ContentStreamInstruction([], pikepdf.Operator("EMC"))
    kept, number, font, spelt = [], 0, (), []
    for line in pikepdf.parse_content_stream(page):
        operator, operands = str(line.operator), line.operands
        if operator == "Tf":
            font = marks.get(str(operands[0]), ())
        elif operator in ("BDC", "BMC"):
            spelt.append(len(kept) if operator == "BDC" and "/ActualText" in operands[1] else None)
        elif operator == "EMC" and spelt:
            spelt.pop()
        parts = _parts(operands[0], font) if font and operator in ("Tj", "TJ") else []
        if not any(is_mark for is_mark, _ in parts):
            kept.append(line)
            continue
        number += 1
        opened = next((at for at in reversed(spelt) if at is not None), None)
        if opened is None:
            for is_mark, part in parts:
                kept += [begin, part, end] if is_mark else [part]
        elif len(parts) == 1:
            # The letter itself is shown beside it, and says so.
            kept[opened] = begin
            kept.append(line)
        elif parts[-1][0]:
            # The text of the letters goes with what takes room: a reader measures by it where the next word begins.
            kept += [*(part for _, part in parts[:-1]), end, begin, parts[-1][1]]
        else:
            kept.append(line)
    if number:
        page.Contents = document.make_stream(pikepdf.unparse_content_stream(kept))
    return number


def _parts(shown, marks):
    """Return what a Tj or TJ shows as a list of (whether it is marks, the TJ of that part), in the same order."""
    import pikepdf

    parts, moved = [], []
    for each in shown if isinstance(shown, pikepdf.Array) else [shown]:
        if not isinstance(each, pikepdf.String):
            moved.append(each)
            continue
        codes = bytes(each)
        for at in range(0, len(codes), 2):
            is_mark = int.from_bytes(codes[at : at + 2], "big") in marks
            if not parts or parts[-1][0] != is_mark:
                parts.append((is_mark, []))
            parts[-1][1].extend([*moved, pikepdf.String(codes[at : at + 2])])
            moved = []
    if parts:
        parts[-1][1].extend(moved)
    show = pikepdf.Operator("TJ")
    return [
        (is_mark, pikepdf.ContentStreamInstruction([pikepdf.Array(part)], show)) for is_mark, part in parts
    ]


def _marks_of(font):
    """Return the glyphs (set of int) of a font that take no room and are said to be a letter: marks drawn beside one."""
    if "/DescendantFonts" not in font or "/ToUnicode" not in font:
        return set()
    letters = {
        int(code, 16)
        for code, text in _TEXT_OF_GLYPH.findall(font.ToUnicode.read_bytes().decode("latin-1"))
        if any(
            not unicodedata.category(sign).startswith("M") for sign in bytes.fromhex(text).decode("utf-16-be")
        )
    }
    return letters - _with_room(font.DescendantFonts[0].get("/W", ()))


def _with_room(widths):
    """Return the glyphs (set of int) that the widths of a font, as PDF writes them, say take room."""
    import pikepdf

    found, rest = set(), list(widths)
    while len(rest) > 1:
        first = int(rest[0])
        if isinstance(rest[1], pikepdf.Array):
            found |= {first + number for number, width in enumerate(rest[1]) if width}
            rest = rest[2:]
        else:
            if rest[2]:
                found |= set(range(first, int(rest[1]) + 1))
            rest = rest[3:]
    return found
