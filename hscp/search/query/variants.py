"""British and American spellings of the same word."""

from functools import lru_cache

_ENDINGS = [
    ("isation", "ization"),
    ("isations", "izations"),
    ("ise", "ize"),
    ("ised", "ized"),
    ("ises", "izes"),
    ("ising", "izing"),
    ("yse", "yze"),
    ("ysed", "yzed"),
    ("ysing", "yzing"),
    ("our", "or"),
    ("ours", "ors"),
    ("oured", "ored"),
    ("ouring", "oring"),
    ("oural", "oral"),
    ("ourable", "orable"),
    ("ourhood", "orhood"),
    ("tre", "ter"),
    ("tres", "ters"),
    ("lled", "led"),
    ("lling", "ling"),
    ("llor", "lor"),
    ("llors", "lors"),
    ("ogue", "og"),
    ("ogues", "ogs"),
    ("lment", "llment"),
    ("lments", "llments"),
    ("isational", "izational"),
    ("iser", "izer"),
    ("isers", "izers"),
]
_STARTS = [
    ("paed", "ped"),
    ("anaes", "anes"),
    ("foet", "fet"),
    ("gynae", "gyne"),
    ("haem", "hem"),
    ("orthopaed", "orthoped"),
    ("behaviour", "behavior"),
    ("neighbour", "neighbor"),
    ("honour", "honor"),
    ("favour", "favor"),
    ("colour", "color"),
    ("labour", "labor"),
    ("harbour", "harbor"),
    ("programme", "program"),
    ("mum", "mom"),
    ("grey", "gray"),
    ("practis", "practic"),
    ("licenc", "licens"),
    ("defenc", "defens"),
    ("offenc", "offens"),
    ("judgement", "judgment"),
    ("manoeuv", "maneuv"),
    ("pyjama", "pajama"),
    ("enrol", "enroll"),
    ("fulfil", "fulfill"),
    ("skilful", "skillful"),
    ("counsell", "counsel"),
    ("learnt", "learned"),
]


@lru_cache(maxsize=2_000)
def other_spellings(word):
    """Return the British or American spellings of `word` (str, folded) that differ from it."""
    found = []
    for pairs, swap in ((_ENDINGS, _swap_end), (_STARTS, _swap_start)):
        for british, american in pairs:
            found += filter(None, (swap(word, british, american), swap(word, american, british)))
    return [each for each in dict.fromkeys(found) if each != word]


def _swap_end(word, old, new):
    return word.removesuffix(old) + new if word.endswith(old) and len(word) > len(old) + 2 else None


def _swap_start(word, old, new):
    return new + word.removeprefix(old) if word.startswith(old) else None
