"""What stands on the pages of a PDF: pieces of lines with their place and look, and the links that lie on them."""

import ctypes
from dataclasses import dataclass
from statistics import median

NEW_LINE = frozenset("\r\n\x02\x00\ufffe")
# Shares of the size of the type: a space, a gap between two pieces, how far a line may go up and down.
SPACE, APART, OFF_LINE = 0.18, 1.2, 0.35
BOLD = 600
LINK_MARGIN = 1.0


@dataclass(frozen=True)
class Box:
    """A place on a page, in points from the lower left."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self):
        """Half way between bottom and top."""
        return (self.bottom + self.top) / 2

    def with_(self, other):
        """Return the box around both."""
        return Box(
            min(self.left, other.left),
            min(self.bottom, other.bottom),
            max(self.right, other.right),
            max(self.top, other.top),
        )


@dataclass(frozen=True)
class Piece:
    """A run of characters on one line: (text, address) pairs, its box, and how it looks."""

    runs: tuple
    box: Box
    size: float
    is_bold: bool

    @property
    def text(self):
        """The characters, without what they link to."""
        return "".join(text for text, _ in self.runs)


@dataclass(frozen=True)
class PageOfPieces:
    """A page: its number from 1, its width and height in points, and its pieces in the order of the file."""

    number: int
    width: float
    height: float
    pieces: list


def read_page(page, number):
    """Return the PageOfPieces of a pypdfium2 page."""
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    text_page = page.get_textpage()
    try:
        links = _links(page, pdfium)
        characters = _characters(text_page.raw, pdfium, links)
        return PageOfPieces(number, width, height, _pieces(characters))
    finally:
        text_page.close()


@dataclass(slots=True)
class _Character:
    sign: str
    left: float
    bottom: float
    right: float
    top: float
    baseline: float
    size: float
    weight: int
    address: str
    # Which of the page's links lies on it, if one does.
    link: int | None
    # Where the sign begins and ends with the white on its sides, which wide type has much of.
    start: float
    end: float


def _characters(raw, pdfium, links):
    """Yield the _Characters of a page, " " for a space that is not drawn, "-" for a word divided there, None where a line ends."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    x, y = ctypes.c_double(), ctypes.c_double()
    wide = pdfium.FS_RECTF()
    for index in range(pdfium.FPDFText_CountChars(raw)):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        sign = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffe"
        if sign in NEW_LINE:
            # A hyphen at the end of a line comes as U+0002.
            yield "-" if sign == "\x02" else None
            continue
        if pdfium.FPDFText_IsGenerated(raw, index) == 1:
            yield " "
            continue
        if not pdfium.FPDFText_GetCharBox(raw, index, left, right, bottom, top):
            continue
        pdfium.FPDFText_GetCharOrigin(raw, index, x, y)
        size = pdfium.FPDFText_GetFontSize(raw, index)
        height = top.value - bottom.value
        centre = (left.value + right.value) / 2, (bottom.value + top.value) / 2
        link = _link_at(links, *centre)
        is_wide = pdfium.FPDFText_GetLooseCharBox(raw, index, wide)
        yield _Character(
            sign,
            left.value,
            bottom.value,
            right.value,
            top.value,
            y.value,
            size if size > 1 else max(size, height),
            pdfium.FPDFText_GetFontWeight(raw, index),
            links[link][1] if link is not None else "",
            link,
            min(left.value, wide.left) if is_wide else left.value,
            max(right.value, wide.right) if is_wide else right.value,
        )


def _pieces(characters):
    pieces, run, space = [], [], False
    last = None

    def end():
        nonlocal run, space
        if run:
            pieces.append(_piece(run))
        run, space = [], False

    for each in characters:
        if each is None:
            end()
            last = None
        elif each == "-":
            if run and space:
                run += [(" ", run[-1][1]), ("-", run[-1][1])]
                space = False
            elif run:
                run.append(("\xad", run[-1][1]))
        elif each == " " or each.sign.isspace():
            space = True
        else:
            if last is not None and _is_elsewhere(last, each):
                end()
            elif run and (space or each.start - last.end > SPACE * each.size):
                run.append((" ", each))
            run.append((each.sign, each))
            space, last = False, each
    end()
    return pieces


def _is_elsewhere(last, each):
    size = max(last.size, each.size)
    # The words of one link belong together, however far a narrow column with straight edges has pulled them apart.
    is_one_link = each.link is not None and each.link == last.link
    return (
        abs(each.baseline - last.baseline) > OFF_LINE * size
        or (each.left - last.right > APART * size and not is_one_link)
        or each.left < last.left - size
    )


def _piece(run):
    real = [character for sign, character in run if not sign.isspace()]
    runs = []
    for sign, character in run:
        if runs and (runs[-1][1] == character.address or (sign == " " and not runs[-1][1])):
            runs[-1] = (runs[-1][0] + sign, runs[-1][1])
        else:
            runs.append((sign, character.address))
    box = Box(
        min(each.left for each in real),
        min(each.bottom for each in real),
        max(each.right for each in real),
        max(each.top for each in real),
    )
    return Piece(
        tuple(runs),
        box,
        round(median(each.size for each in real), 1),
        median(each.weight for each in real) >= BOLD,
    )


def _links(page, pdfium):
    """Return [(Box, address)] of a page's link annotations; the address of a place in the document is "#"."""
    found = []
    position, link = ctypes.c_int(0), pdfium.FPDF_LINK()
    area = pdfium.FS_RECTF()
    while pdfium.FPDFLink_Enumerate(page.raw, ctypes.byref(position), ctypes.byref(link)):
        if not pdfium.FPDFLink_GetAnnotRect(link, ctypes.byref(area)):
            continue
        box = Box(
            min(area.left, area.right) - LINK_MARGIN,
            min(area.bottom, area.top) - LINK_MARGIN,
            max(area.left, area.right) + LINK_MARGIN,
            max(area.bottom, area.top) + LINK_MARGIN,
        )
        found.append((box, _target(page, link, pdfium)))
    return found


def _target(page, link, pdfium):
    action = pdfium.FPDFLink_GetAction(link)
    if action and pdfium.FPDFAction_GetType(action) == pdfium.PDFACTION_URI:
        length = pdfium.FPDFAction_GetURIPath(page.pdf.raw, action, None, 0)
        buffer = ctypes.create_string_buffer(length)
        pdfium.FPDFAction_GetURIPath(page.pdf.raw, action, buffer, length)
        return buffer.value.decode("utf-8", "replace")
    return "#"


def _link_at(links, x, y):
    for position, (box, _) in enumerate(links):
        if box.left <= x <= box.right and box.bottom <= y <= box.top:
            return position
    return None
