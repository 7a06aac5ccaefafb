"""English as readers type it: words that carry little, who asks and for what."""

import re

from hscp.search.enums import Reader
from hscp.search.index.schema import stem, words_of

# Words that a search may contain but a result need not.
_STOP_WORDS = """
a about after again all also am an and any anybody anyone anything are aren't as ask asking at away be
because been before being but by bit can can't cannot come could couldn't did didn't do does doesn't doing
don't dont else ever feel feels find for from get gets getting give given go goes going gone got had has
have having he he'd he'll he's hello help her here hers herself hi him himself his how i i'd i'll i'm i've if im
in information into is isn't it it's its itself ive just keep keeps know let like look looking make making
may me might more much must my myself need needs no not now of off ok on one or other our ours out over
please possible really s say says she she'd she'll she's should so some somebody someone something still t tell
than thanks that that's that'll the their them themselves then there there's they they're they've they'll they'd thing things think this
those to too try trying under up us use using very want wants was wasn't way we we're we've were weren't what what's
when where where's which while who who's whom whose why will with without won't would wouldn't you you're you've your
yours yourself hasn't haven't hadn't shouldn't near nearby nearest advice concern concerned worried worry worrying thinks thought does happening happened
happens
"""
# Who the search is about: this says who is asking, and seldom what they ask about.
_PEOPLE_WORDS = """
child children childs kid kids son sons daughter daughters boy boys girl girls teenager teenagers teen teens
baby babies toddler grandson granddaughter stepson stepdaughter nephew niece sister brother family families
parent parents mum mums mom mummy dad dads daddy mother father husband wife partner ex boyfriend girlfriend
friend friends mate mates pupil pupils student students neighbour neighbours person people young year years old
"""
# Known to the spelling correction, though perhaps in no record.
# Many type "cant" and "hes"; but "ill" and "id" are words of their own.
_CONTRACTED = re.compile(r"n't$|'(?:s|re|ve)$")
_STOP_WORDS += " ".join(word.replace("'", "") for word in _STOP_WORDS.split() if _CONTRACTED.search(word))
PLAIN_WORDS = frozenset(f"{_STOP_WORDS} {_PEOPLE_WORDS}".split())
STOP = frozenset(stem(word) for word in _STOP_WORDS.split())
_PEOPLE = frozenset(stem(word) for word in _PEOPLE_WORDS.split())

_FAMILY = r"(?:child|children|kids?|sons?|daughters?|teen(?:ager)?s?|toddler|baby|babies|boys?|girls?|(?:grand|step)(?:child(?:ren)?|kids?|sons?|daughters?)|niece|nephew)"
_PARENT = re.compile(
    rf"\b(?:my|our|his|her|their) (?:\w+ ){{0,2}}{_FAMILY}\b"
    r"|\b(?<!my )(?:parents?|carers?|mums?|dads?|mothers?|fathers?|famil(?:y|ies)|leaflet)\b"
    r"|\bmy (?:ex|ex-\w+|partner|husband|wife)\b|\bas a (?:parent|mum|dad)\b",
    re.IGNORECASE,
)
_OWN_CHILD = re.compile(rf"\b(?:my|our) (?:\w+ ){{0,2}}{_FAMILY}\b", re.IGNORECASE)
_YOUNG = re.compile(
    r"\bmy (?:step)?(?:mum|mom|dad|mother|father|parents?|stepmum|stepdad|boyfriend|girlfriend|teacher|uncle|aunt(?:ie|y)?|cousin|gran(?:ddad|dad|dma|ny)?|nan|brother|sister|friend|mate|coach)\b"
    r"|\bi(?:'m| am|m) (?:\d{1,2}\b|being|scared|bullied|depressed|sad|lonely|unhappy|pregnant)"
    r"|\b(?:i want to die|i feel|kill myself|hurt(?:ing)? myself|cut(?:ting)? myself|self harming myself)\b"
    r"|\bmy (?:class|form|year|school)\b.*\bme\b"
    r"|\b(?:young (?:people|person)|teenagers?|someone to talk to|talk to someone)\b",
    re.IGNORECASE,
)
# A brother or a friend with children of their own: said by an adult.
_FAMILY_OF_ANOTHER = re.compile(
    rf"\bmy (?:\w+ )?(?:brother|sister|cousin|friend|mate)\b.*\b(?:his|her|their) (?:\w+ ){{0,2}}{_FAMILY}\b",
    re.IGNORECASE,
)
# "mum kicked me out": without "a", "the" or "her" before it, said by who has the mother.
_OWN_PARENT = re.compile(
    r"(?<!a )(?<!the )(?<!for )(?<!as )(?<!of )(?<!her )(?<!his )(?<!their )(?<!and )(?<!new )"
    r"\b(?:step)?(?:mum|mam|mummy|mom|dad|daddy)(?:'?s)?\b(?! (?:of|with|to be)\b)",
    re.IGNORECASE,
)
_ME = re.compile(r"\b(?:i|i'?m|i'?ve|me|my|us)\b", re.IGNORECASE)
_PERSONAL = re.compile(
    r"\b(?:i|i'?m|i'?ve|me|myself|we|us|he|he'?s|him|his|himself|she|she'?s|her|hers|herself|they|they'?re|them|their"
    r"|you|who|some(?:one|body)|any(?:one|body)|no ?(?:one|body)|every(?:one|body)"
    r"|(?:step|grand)(?:mum|mother|dad|father|brother|sister|ma|pa|parent|child(?:ren)?)s?|nans?|grans?|uncles?|aunt(?:ie|y)?s?|cousins?|strangers?"
    r"|(?:ca|wo|do|does|did|is|was|has)n'?t|not|never|keeps|always)\b",
    re.IGNORECASE,
)
# What is said to the search itself.
_TO_SEARCH = re.compile(r"\b(?:near|show) me\b", re.IGNORECASE)
_SOMEONE = re.compile(
    r"\b(?:i|i'?m|i'?ve|me|my|myself|us|our|he|he'?s|him|his|himself|she|she'?s|her|herself|they|they'?re|them|their|it'?s me"
    r"|someone|somebody|no ?one|nobody|kids?|sons?|daughters?|boys?|girls?|teen(?:ager)?|baby|babies|toddlers?|pupil|student|lad|lass"
    r"|nephew|niece|brother|sister|cousin|grand\w+|step\w+|mum|mam|mom|dad|husband|wife|partner|boyfriend|girlfriend|ex|friend|mate"
    r"|neighbours?|next door|end(?:ing)? it|swallowed|overdosed|child'?s|\d+ ?(?:year|yr)s? old|year \d+"
    r"|(?:a|the|my|this|our|one|another|disabled|small|young|little) child(?:ren)?|child(?:ren)? (?:is|are|has|have|was|were|being|who|left|says?|said|told|just|keeps?|in a|home|alone|not|with|came|wo\w+|ca\w+|disclos\w+|found|missing))\b",
    re.IGNORECASE,
)
_WORKER = re.compile(
    r"\b(?:practitioners?|professionals?|pupils?|students?|(?<!at )(?<!after )(?<!to )(?<!from )(?<!my )(?<!in )(?<!outside )schools?|teachers?|nurser(?:y|ies)|gps?|health visitors?|social workers?"
    r"|midwi(?:fe|ves)|patients?|clients?|staff|volunteers?|police|trainers?|lead)\b",
    re.IGNORECASE,
)
_ASKED_OF = r"(?:i |we |you |one )?(?:call|ring|phone|tell|contact|speak|talk|report|email|ask|go|inform|notify|refer|turn)\w*"
_LINE = r"(?:phone|telephone|contact|helpline|emergency|out of hours) (?:numbers?|details|lines?)"
_CONTACT = re.compile(
    rf"\bwhom? (?:(?:do|does|should|can|to|shall|must|would|could|will) )*{_ASKED_OF}"
    r"|\bwho(?:'s| is|m is)? (?:the )?(?:right )?(?:person|people|contact) (?:to|for)\b"
    r"|\bwho (?:deals with|handles|answers|can help|helps|takes)\b"
    rf"|^{_LINE}|\b{_LINE} (?:for|of|to)\b|\b(?:what(?:'s| is)|whats|need|find|get|give me) (?:the|a) (?:\w+ )?(?:{_LINE}|numbers?)\b"
    r"|\bnumbers? (?:for|to (?:call|ring|phone|report))\b|^(?:useful |important |emergency )?numbers$"
    r"|\b(?:helplines?|hotlines?|999|out of hours)\b"
    r"|\b(?:how|where) (?:do|can|should|to|could) (?:i |we |you )?(?:report|refer|contact|call|phone|ring|tell|get hold of|speak to|make a referral)"
    r"|\b(?:need|want|like|trying) to (?:call|ring|phone|contact|report|refer|speak to|talk to|make a referral)"
    r"|\breport(?:ing)? (?:a |an |my |some|abuse|child|concern|neglect)\w*|\bmak(?:e|ing) a referral|\brefer(?:ring)? a \w+"
    r"|\b(?:someone|somebody|anyone|anybody) to talk to|\btalk to (?:someone|somebody)\b",
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
toolkit toolkits training course courses webinar webinars workshop workshops elearning strategy strategies form forms
template templates procedure procedures protocol protocols guidance guide guides leaflet leaflets poster posters law laws
legislation podcast podcasts policy policies
"""
_SORTS = frozenset(_SORT_WORDS.split())
_NO_SORT = re.compile(r"\b(?:my|his|her|their|our|tutor|sixth) form\b|\bin[ -]law\b", re.IGNORECASE)


# What people want of a subject, and when it has its day: the rest of such a search says which subject.
_OCCASION_WORDS = """
anti awareness week day month campaign ambassador ambassadors award awards lesson lessons assembly education plan plans
resources statistics stats figures facts news definition act ks1 ks2 ks3 ks4 ks5 gcse
"""
_OCCASIONS = frozenset(_OCCASION_WORDS.split())

# Who works with children: beside a subject this says for whom something is wanted.
_ROLE_WORDS = """
teacher teachers ta tas dsl dsls ddsl ddsls senco sencos senior nurse nurses midwife midwives gp gps doctor doctors
paramedic paramedics police officer officers practitioner practitioners professional professionals staff worker workers
volunteer volunteers governor governors headteacher headteachers head heads lead leads childminder childminders nursery
nurseries coach coaches trustee trustees receptionist receptionists dentist dentists counsellor counsellors pharmacist
pharmacists beginner beginners manager managers
"""
_ROLES = frozenset(stem(word) for word in _ROLE_WORDS.split())
_ROLE_PHRASES = frozenset(
    tuple(stem(word) for word in phrase.split())
    for phrase in (
        "health visitor",
        "social worker",
        "school nurse",
        "youth worker",
        "support worker",
        "teaching assistant",
        "police officer",
        "foster carer",
        "early years",
        "scout leader",
    )
)

# How people ask for a contact: this does not say which one.
_ASKING_WORDS = (
    "call ring phone telephone number contact helpline hotline report emergency hours details speak line"
)
_ASKING = frozenset(stem(word) for word in _ASKING_WORDS.split())


def asks_only(word):
    """Whether the Word only asks for a contact."""
    return word.stem in _ASKING


def says_only_who_asks(word):
    """Whether the Word says no more than that a contact is wanted, for whom, or how old somebody is."""
    return asks_only(word) or names_a_person(word) or word.folded.isdigit()


def names_a_sort(word):
    """Whether the Word says what sort of record is wanted."""
    # As typed: a train is no training.
    return word.folded in _SORTS


def names_an_occasion(word):
    """Whether the Word says what is wanted of a subject or done about it, such as a lesson or an awareness week."""
    return word.folded in _OCCASIONS


def asks_for_a_sort(text, words):
    """Whether the search `text`, of `words`, is for a sort of record; a mother in law and a boy in my form are none."""
    sorts = sum(names_a_sort(word) for word in words)
    return sorts > len(_NO_SORT.findall(text))


def names_a_role(words):
    """Whether the Words, one or two, say whose work it is that something is wanted for."""
    stems = tuple(word.stem for word in words)
    return stems in _ROLE_PHRASES or (len(stems) == 1 and stems[0] in _ROLES)


def carries_little(word):
    """Whether a result need not contain the Word: it is a little word, or says only who is asking."""
    return word.stem in STOP and not (word.shouted and len(word.text) > 1)


def names_a_person(word):
    """Whether the Word says who the search is about."""
    return word.stem in _PEOPLE


def readers(text):
    """Return the audience groups that the words of a search point to, likeliest first; often none."""
    found = []
    own_parent = _OWN_PARENT.search(text) and _ME.search(text)
    is_adult = _OWN_CHILD.search(text) or _FAMILY_OF_ANOTHER.search(text)
    if not is_adult and (own_parent or _YOUNG.search(text)):
        found.append("children_and_young_people")
    if _PARENT.search(text):
        found.append("parents_and_carers")
    if _WORKER.search(text):
        found.append("professionals")
    return found


def reader_of(text):
    """Return the Reader who most likely asks with `text`."""
    return Reader(next(iter(readers(text)), Reader.ANYONE))


def sounds_personal(text):
    """Whether a search speaks of people: of a child, of somebody, or of the one who asks."""
    text = _TO_SEARCH.sub(" ", text)
    return bool(_PERSONAL.search(text)) or any(stem(word) in _PEOPLE for word, _, _ in words_of(text))


def speaks_of_someone(text):
    """Whether a search speaks of one person, such as "my son", "a pupil" or "I", and not of children or parents in general."""
    return bool(_SOMEONE.search(text))


def asks_for_a_contact(text):
    """Whether a search asks whom to contact, or how."""
    return bool(_CONTACT.search(text))


def sounds_urgent(text):
    """Whether a search suggests that somebody may need help at once."""
    return bool(_URGENT.search(text))
