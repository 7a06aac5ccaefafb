"""QR codes: the drawing holds exactly the modules of the code of the address."""

import re

import segno

from hscp.web.qr_codes import DENSEST, qr_svg

ADDRESS = "https://portal.example.org/contacts/sheet/?contact=childline"
MARGIN = 4


def drawn(svg):
    """Return the dark modules of the SVG's one path of horizontal strokes, as {(row, column)}, without the margin."""
    path = re.search(r' d="([^"]+)"', svg[svg.index('stroke="#000"') :])[1]
    dark, x, y = set(), 0, 0
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if command == "h":
            row, first, length = int(y), int(x), int(values[0])
            dark |= {(row - MARGIN, column - MARGIN) for column in range(first, first + length)}
            x += values[0]
        else:
            x, y = values if command == "M" else (x + values[0], y + values[1])
    return dark


def test_the_drawing_is_the_code_of_the_address():
    code = segno.make_qr(ADDRESS, error="m")

    assert drawn(qr_svg(ADDRESS)) == {
        (row, column)
        for row, modules in enumerate(code.matrix)
        for column, dark in enumerate(modules)
        if dark
    }


def test_another_address_is_another_code():
    assert drawn(qr_svg(ADDRESS)) != drawn(qr_svg(ADDRESS.replace("childline", "camhs")))


def test_the_drawing_keeps_to_the_content_security_policy_and_takes_its_size_from_the_style_sheet():
    svg = qr_svg(ADDRESS)

    assert re.findall(r"<(\w+)", svg) == ["svg", "path", "path"]
    assert set(re.findall(r'([\w-]+)="', svg)) == {"viewBox", "class", "fill", "d", "stroke"}


def test_there_is_no_code_that_is_too_dense_for_paper():
    longest = 666  # bytes, what the densest version holds (ISO/IEC 18004, level M)
    assert segno.make_qr("a" * longest, error="m").version == DENSEST

    assert qr_svg("a" * longest) != ""
    assert qr_svg("a" * (longest + 1)) == ""
    assert qr_svg("a" * 10_000) == ""
