"""Small brochures of an invented partnership, put together for one test."""

from hscp.brochure.reading.reader import read_brochure

PAGE_HEADER = "RIVERDALE\nPARTNERSHIP\n\nTHEME PACK\n\n"
KEY_MESSAGE = "IF YOU DO ONE THING...\n\nLook twice.\n"


def make_page(body, title="WATER"):
    return f"{PAGE_HEADER}{title}\n\n{body}\n"


def make_brochure(*pages, front=""):
    """A document with the pages given, and one more, so that there is always a second theme."""
    other = make_page(
        f"Other prose.\n\nTRAINING\n\nWebinars\n\n- Other Course\n\n{KEY_MESSAGE}", title="OTHER"
    )
    return front + "\n".join([*pages, other])


def read_page(body, **options):
    """Read a brochure whose first theme, WATER, has one page with this body. Return the brochure and the theme."""
    brochure = read_brochure(make_brochure(make_page(body, **options)))
    return brochure, brochure.packs[0]


def became(brochure, text):
    """What the first line with this text became."""
    return next(line.became for line in brochure.account if line.text == text)


def titles(records):
    return [record.title for record in records]
