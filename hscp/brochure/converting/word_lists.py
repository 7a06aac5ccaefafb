"""The lists of a Word file: which paragraphs are items, and how deep each is."""

from hscp.brochure.converting.word_paragraphs import W

TWIPS_APART = 100  # less than this is the same level: 5 points


class Lists:
    """Knows the depth of each item from where its bullet stands, since Word keeps levels in more than one way."""

    def __init__(self, document):
        self._levels = _numbering(document)
        self._open = []

    def end(self):
        """Forget the list above."""
        self._open = []

    def depth_of(self, paragraph):
        """Return how deep an item is in its list, from 0; None for a paragraph that is none."""
        number = paragraph.setting(f"{W}numPr")
        if number is None:
            return None
        level_id, number_id = _value(number.find(f"{W}ilvl")), _value(number.find(f"{W}numId"))
        if number_id is None:
            found = paragraph.setting(f"{W}numPr/{W}numId")
            number_id = _value(found)
        if not number_id or number_id == "0":
            return None
        level = self._levels.get((number_id, level_id or "0"))
        if level is not None and _value(level.find(f"{W}numFmt")) == "none":
            return None
        return self._depth(
            _indent(paragraph, level), int(level_id or 0) if (level_id or "0").isdigit() else 0
        )

    def _depth(self, indent, level):
        place = (level, indent)
        while self._open and not self._is_inside(place, self._open[-1]):
            if self._is_beside(place, self._open[-1]):
                return len(self._open) - 1
            self._open.pop()
        self._open.append(place)
        return len(self._open) - 1

    @staticmethod
    def _is_inside(place, other):
        return place[0] > other[0] or (place[0] == other[0] and place[1] > other[1] + TWIPS_APART)

    @staticmethod
    def _is_beside(place, other):
        return place[0] == other[0] and abs(place[1] - other[1]) <= TWIPS_APART


def _numbering(document):
    """Return {(numId, level): the element that defines the level}."""
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return {}
    kinds = {each.get(f"{W}abstractNumId"): each for each in root.findall(f"{W}abstractNum")}
    levels = {}
    for number in root.findall(f"{W}num"):
        kind = kinds.get(_value(number.find(f"{W}abstractNumId")))
        for level in kind.findall(f"{W}lvl") if kind is not None else ():
            levels[number.get(f"{W}numId"), level.get(f"{W}ilvl")] = level
    return levels


def _indent(paragraph, level):
    """Return how far in the item begins, in twips: as it says itself, as its level says, or as its style says."""
    own = paragraph.element.find(f"{W}pPr/{W}ind")
    of_level = level.find(f"{W}pPr/{W}ind") if level is not None else None
    for found in (own, of_level, paragraph.setting(f"{W}ind")):
        if found is not None:
            for name in ("left", "start"):
                text = found.get(f"{W}{name}", "")
                if text.lstrip("-").isdigit():
                    return int(text)
    return 0


def _value(element):
    return element.get(f"{W}val") if element is not None else None
