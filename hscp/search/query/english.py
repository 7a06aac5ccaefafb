"""English as readers type it: words that carry little, British and American spellings, who asks and for what."""

import re
from functools import lru_cache

from hscp.search.index.schema import stem

# Words that a search may contain but a result need not.
_STOP_WORDS = """
a about after again all also am an and any anybody anyone anything are aren't as ask asking at away be
because been before being but by bit can can't cannot come could couldn't did didn't do does doesn't doing
don't dont else ever feel feels find for from get gets getting give given go goes going gone got had has
have having he he'd he's hello help her here hers herself hi him himself his how i i'd i'll i'm i've if im
in information into is isn't it it's its itself ive just keep keeps know let like look looking make making
may me might more much must my myself need needs no not now of off ok on one or other our ours out over
please possible really s say says she she'd she's should so some somebody someone something still t tell
than thanks that that's the their them themselves then there there's they they're thing things think this
those to too try trying under up us use using very want wants was wasn't way we we're were what what's when
where where's which while who who's whom whose why will with without won't would wouldn't you you're your
yours yourself advice concern concerned worried worry worrying thinks thought does happening happened
happens
"""
# Who the search is about: this says who is asking, and seldom what they ask about.
_PEOPLE_WORDS = """
child children childs kid kids son sons daughter daughters boy boys girl girls teenager teenagers teen teens
baby babies toddler grandson granddaughter stepson stepdaughter nephew niece sister brother family families
parent parents mum mums mom mummy dad dads daddy mother father husband wife partner ex boyfriend girlfriend
friend friends pupil pupils student students neighbour neighbours person people young year years old
"""
# Known to the spelling correction, though perhaps in no record.
PLAIN_WORDS = frozenset(f"{_STOP_WORDS} {_PEOPLE_WORDS}".split())
STOP = frozenset(stem(word) for word in _STOP_WORDS.split())
_PEOPLE = frozenset(stem(word) for word in _PEOPLE_WORDS.split())

_FAMILY = r"(?:child|children|kids?|sons?|daughters?|teen(?:ager)?s?|toddler|baby|babies|boys?|girls?|grand\w+|step\w+|niece|nephew)"
_PARENT = re.compile(
    rf"\b(?:my|our|his|her|their) (?:\w+ ){{0,2}}{_FAMILY}\b"
    r"|\b(?<!my )(?:parents?|carers?|mums?|dads?|mothers?|fathers?|famil(?:y|ies)|leaflet)\b"
    r"|\bmy (?:ex|ex-\w+|partner|husband|wife)\b|\bas a (?:parent|mum|dad)\b",
    re.IGNORECASE,
)
_YOUNG = re.compile(
    r"\bmy (?:step)?(?:mum|mom|dad|mother|father|parents?|stepmum|stepdad|boyfriend|girlfriend|teacher|uncle|aunt|brother|sister|friend|mate|coach)\b"
    r"|\bi(?:'m| am|m) (?:\d{1,2}\b|being|scared|bullied|depressed|sad|lonely|unhappy|pregnant)"
    r"|\b(?:i want to die|i feel|kill myself|hurt(?:ing)? myself|cut(?:ting)? myself|self harming myself)\b"
    r"|\b(?:young (?:people|person)|teenagers?|someone to talk to|talk to someone)\b",
    re.IGNORECASE,
)
_WORKER = re.compile(
    r"\b(?:practitioners?|professionals?|pupils?|students?|schools?|teachers?|nurser(?:y|ies)|gps?|health visitors?|social workers?"
    r"|midwi(?:fe|ves)|patients?|clients?|staff|volunteers?|police|trainers?|lead)\b",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"\b(?:who (?:do|should|can|to|shall|must) (?:i |we |you )?(?:call|ring|phone|tell|contact|speak|talk|report|email|ask|go)\w*"
    r"|numbers?|contact details|helplines?|hotlines?|999|101"
    r"|how (?:do|can|should|to) (?:i |we |you )?(?:report|refer|contact|call|phone|tell)|out of hours"
    r"|report(?:ing)? (?:a |an |my |some|abuse|child|concern|neglect)\w*|mak(?:e|ing) a referral|refer(?:ring)? a \w+"
    r"|call|ring|phone|telephone|speak to|talk to|someone to talk)\b",
    re.IGNORECASE,
)
_URGENT = re.compile(
    r"\b(?:hurt(?:s|ing)?|suicid\w*|kill(?:ing|ed)?|die|dying|danger|dangerous|emergency|urgent|unsafe|not safe|in trouble|rape[ds]?"
    r"|attack(?:ed|s)?|beat(?:s|en|ing)?|hit(?:s|ting)?|overdose|scared|frightened|afraid|threaten\w*|weapon|abus(?:ed|ing|es)|missing|run away|ran away"
    r"|touch(?:ed|es|ing)?|disclos\w*)\b",
    re.IGNORECASE,
)


# What sort of record a search is for: named beside a subject, it is meant literally.
_SORT_WORDS = """
toolkit toolkits training course courses webinar webinars workshop workshops elearning strategy form
template procedure procedures protocol guidance guide leaflet poster law legislation podcast
"""
_SORTS = frozenset(stem(word) for word in _SORT_WORDS.split())


# How people ask for a contact: this does not say which one.
_ASKING_WORDS = "call ring phone telephone number contact helpline hotline report emergency hours details"
_ASKING = frozenset(stem(word) for word in _ASKING_WORDS.split())


def asks_only(word):
    """Whether the Word only asks for a contact."""
    return word.stem in _ASKING


def names_a_sort(word):
    """Whether the Word says what sort of record is wanted."""
    return word.stem in _SORTS


def carries_little(word):
    """Whether a result need not contain the Word: it is a little word, or says only who is asking."""
    return word.stem in STOP and not (word.shouted and len(word.text) > 1)


def names_a_person(word):
    """Whether the Word says who the search is about."""
    return word.stem in _PEOPLE


def readers(text):
    """Return the audience groups that the words of a search point to, likeliest first; often none."""
    found = []
    if _YOUNG.search(text):
        found.append("children_and_young_people")
    if _PARENT.search(text):
        found.append("parents_and_carers")
    if _WORKER.search(text):
        found.append("professionals")
    return found


def asks_for_a_contact(text):
    """Whether a search asks whom to contact, or how."""
    return bool(_CONTACT.search(text))


def sounds_urgent(text):
    """Whether a search suggests that somebody may need help at once."""
    return bool(_URGENT.search(text))


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
