"""The layout of a pack's pages, read back with pypdf."""

import io

import pypdf

FOOT = 60  # points: below it is the foot of the page, which is 20 mm high
# Below these are lines to write on.
WRITTEN = {"Notes", "Our next steps"}
MIDDLE = 297.6  # points: between the columns


def run_together(texts):
    """Return `texts` as one without any space, since a line may end anywhere."""
    return "".join("".join(texts).split())


def in_order(words, text):
    """Return those of `words` that do not come in `text` (run together) after the one before."""
    place, missing = 0, []
    for each in words:
        found = text.find(run_together([each]), place)
        if found < 0:
            missing.append(each)
        else:
            place = found + len(run_together([each]))
    return missing


def feet_of(pdf):
    """Return the last lines (set of str) of every column of `pdf` (bytes)."""
    feet = set()
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        lines = {}

        def note(text, place, _matrix, _font, _size, lines=lines):
            x, y = place[4], place[5]
            if text.strip() and y > FOOT:
                lines.setdefault((x > MIDDLE, round(y)), []).append(text)

        page.extract_text(visitor_text=note)
        for right in (False, True):
            if heights := [y for side, y in lines if side == right]:
                feet.add(" ".join("".join(lines[right, min(heights)]).split()))
    return feet
