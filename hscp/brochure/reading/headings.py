"""The headings that the reader knows: those that name a section, an audience, a format or the one thing to do.

These tables hold the only words that the reader knows. Titles, themes and the partnership's name are never in them.
"""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum, auto
from functools import lru_cache

from hscp.brochure.reading.lines import Shape, is_capitals
from hscp.brochure.reading.readings import Act
from hscp.records.titles import match_key
from hscp.vocabulary import AudienceGroup, Section
from training.enums import CourseFormat

LONGEST_HEADING = 80
# In a document that marks its headings, themes have one mark and their parts two; deeper ones belong to the text.
PART_LEVEL = 2
SENTENCE_ENDS = (".", ",", ";", "!", "?")


class Kind(Enum):
    """What a heading opens."""

    FRONT = auto()
    SECTION = auto()
    AUDIENCE = auto()
    FORMAT = auto()
    KEY_MESSAGE = auto()


class Part(Enum):
    """The parts of a document other than the sections of resources. UNKNOWN follows a heading that is in no table."""

    FRONT_INTRODUCTION = auto()
    HOW_TO_USE = auto()
    CONTENTS = auto()
    INTRODUCTION = auto()
    TOOLKITS = auto()
    TRAINING = auto()
    KEY_MESSAGE = auto()
    BOOKING = auto()
    KEPT_ELSEWHERE = auto()
    UNKNOWN = auto()


@dataclass(frozen=True)
class Heading:
    """A heading that the reader knows. `rest` is text printed on the heading's own line.

    `value` is a Part, Section, AudienceGroup or CourseFormat value; None for a heading that names several formats.
    """

    kind: Kind
    value: object
    rest: str = ""


def _table(**lists):
    return {match_key(phrase): name for name, phrases in lists.items() for phrase in phrases.split(";")}


FRONT = _table(
    FRONT_INTRODUCTION="introduction;welcome;foreword;about this brochure;about the brochure",
    CONTENTS="contents;contents page;table of contents;in this brochure",
)
HOW_TO_USE = re.compile(r"how to use (?:the|this|your|our) \w+(?: \w+)?")
TOOLKITS = _table(
    TOOLKITS="supporting toolkits;supporting toolkit;toolkits;related toolkits;our toolkits;useful toolkits;"
    "this theme's own toolkit;key toolkits;tools and toolkits;toolkits to use;toolkits to support you"
)
# What no import changes. Contacts are records of their own, whose numbers two people check; so are levels and processes.
KEPT_ELSEWHERE = _table(
    KEPT_ELSEWHERE="who to contact;useful contacts;key contacts;contacts;contact details;who to call;agency processes;"
    "levels of need;index;share this theme"
)
TRAINING = _table(
    TRAINING="training;training and events;training and development;learning and development;learning and training;"
    "training opportunities;training and learning;training courses and events;training offer;training available;"
    "available training;our training;learning opportunities;learning;training sessions;workforce development;"
    "multi agency training"
)
SECTIONS = _table(
    DAY_IN_THE_LIFE="day in the life;a day in the life;day in my life;a day in my life;day in the life tools;"
    "day in the life tool;day in my life tools;day in my life tool;day in the life resources",
    CASE_STUDIES="case studies;case study;case examples;practice examples;case study examples;practice case studies;"
    "real life examples;examples from practice",
    ADDITIONAL="additional resources;additional information;further resources;further reading;further information;"
    "other resources;more resources;useful resources;useful links;resources;further links;additional reading;other links;"
    "related resources;useful information;links and resources;resources and links;find out more;useful websites",
    PROFESSIONAL="professional resources;professionals resources;resources for professionals;resources for practitioners;"
    "practitioner resources",
)
# "Strategy, guidance & procedures" is printed in many orders: any heading made of these words alone is that section.
STRATEGY_WORDS = frozenset(
    (
        "strategy",
        "strategies",
        "guidance",
        "procedure",
        "procedures",
        "policy",
        "policies",
        "protocol",
        "protocols",
        "legislation",
        "law",
        "framework",
        "frameworks",
    )
)
# What may stand beside these words without being one of them.
BESIDE_STRATEGY = frozenset(("and", "key", "local", "relevant", "our"))
AUDIENCES = _table(
    PROFESSIONALS="professionals;professional;practitioners;practitioner",
    PARENTS_AND_CARERS="parents and carers;parents/carers;parents;parent and carer;parent/carer;parents carers;families;"
    "parents carers and families;carers",
    CHILDREN_AND_YOUNG_PEOPLE="children and young people;young people;children;children/young people;"
    "children young people;child and young person",
)
FORMATS = _table(
    WEBINAR="webinar;webinars;live webinar;live webinars",
    ELEARNING="online modules;elearning;e learning;online learning;elearning courses;elearning modules;e learning courses;e learning modules",
    VIDEO="video;videos;training videos",
    PRACTICAL_SESSION="practical session;practical sessions;practical training;practical training session;"
    "practical training sessions",
    NOT_STATED="face to face;face to face training;in person;in person training;classroom training;workshops;"
    "virtual training",
)
FOR_AUDIENCE = re.compile(r"^(?:for (?:use with )?|to (?:share|use) with )")
ANY_FORMAT = frozenset(("courses", "training courses", "events"))
# "Training – webinars", "Webinar training": the part and what is inside it, in one heading.
INSIDE_TRAINING = re.compile(r"(?:training|learning)[ :,/]+(?P<after>.+)|(?P<before>.+?) training")
INSIDE_TOOLKITS = re.compile(
    r"(?:supporting )?toolkits(?: for|[:,/])? (?:use with |sharing with |to share with )?(?P<after>.+)|(?P<before>.+?) toolkits"
)
FORMAT_LIST = re.compile(r", | and |/")
ONE_THING = re.compile(
    r"if you (?:only |just )?(?:do|remember) (?:only |just )?one thing\b([ .…:!,–-]*)", re.IGNORECASE
)
KEY_MESSAGES = frozenset(
    (
        "key message",
        "key messages",
        "one thing to do",
        "the one thing to do",
        "one thing to remember",
        "key takeaway",
    )
)
TITLE_FORMATS = (
    (re.compile(r"\b(?:e-?learning)$", re.IGNORECASE), CourseFormat.ELEARNING),
    (re.compile(r"\bwebinar$", re.IGNORECASE), CourseFormat.WEBINAR),
    (re.compile(r"\bvideo$", re.IGNORECASE), CourseFormat.VIDEO),
    (
        re.compile(r"^(?:the |a )?practical (?:training )?session\b", re.IGNORECASE),
        CourseFormat.PRACTICAL_SESSION,
    ),
    (re.compile(r"\bpractical (?:training )?session$", re.IGNORECASE), CourseFormat.PRACTICAL_SESSION),
)
# Whatever heading a misprint may be of, and how alike the two are at least.
PHRASES = (*FRONT, *TOOLKITS, *TRAINING, *SECTIONS, *AUDIENCES, *FORMATS, *KEY_MESSAGES)
MISPRINT = 0.8
# Words that are not capitalised in a title in mixed case.
LOWER_CASE = frozenset(
    ("a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with")
)


def nearest_heading(line):
    """Return the known heading that a short plain line is, or is a misprint of, as its words; None if it is like none."""
    if line.shape is not Shape.PLAIN or len(line.body) > LONGEST_HEADING:
        return None
    if heading_of(line):
        return line.key
    return next(iter(get_close_matches(line.key, PHRASES, n=1, cutoff=MISPRINT)), None)


def heading_of(line):
    """Return the Heading that a line is, or None. A bullet never is one; a link is one only if it names a format."""
    if line.reading:
        return line.reading.opens if line.reading.act is Act.HEADING else None
    if line.shape not in (Shape.PLAIN, Shape.LINK) or (line.is_marked and line.level != PART_LEVEL):
        return None
    if message := _one_thing(line):
        return message
    if len(line.body) > 2 * LONGEST_HEADING:
        return None
    text = line.text
    if len(text) > LONGEST_HEADING or (text.endswith(SENTENCE_ENDS) and not text.endswith("...")):
        return None
    heading = _known(line.key)
    if heading and line.shape is Shape.LINK and heading.kind is not Kind.FORMAT and not is_capitals(text):
        return None
    return heading


def _one_thing(line):
    """The Heading of a line that begins with "If you do one thing", or None. The message may follow on the line."""
    if line.body.lstrip("*_ ")[:6].lower() != "if you":
        return None
    text = line.body.strip("*_ ")
    found = ONE_THING.match(text)
    if not found:
        return None
    rest = text[found.end() :].strip("*_ ")
    if rest and not found[1].strip():
        return None  # a sentence of prose: "If you do one thing this year ..."
    return Heading(Kind.KEY_MESSAGE, Part.KEY_MESSAGE, rest)


@lru_cache(maxsize=4096)
def _known(key):
    if key in FRONT:
        return Heading(Kind.FRONT, Part[FRONT[key]])
    if HOW_TO_USE.fullmatch(key):
        return Heading(Kind.FRONT, Part.HOW_TO_USE)
    if key in KEY_MESSAGES:
        return Heading(Kind.KEY_MESSAGE, Part.KEY_MESSAGE)
    if key in TOOLKITS:
        return Heading(Kind.SECTION, Part.TOOLKITS)
    if key in KEPT_ELSEWHERE:
        return Heading(Kind.SECTION, Part.KEPT_ELSEWHERE)
    if key in TRAINING:
        return Heading(Kind.SECTION, Part.TRAINING)
    if key in SECTIONS:
        return Heading(Kind.SECTION, Section[SECTIONS[key]])
    words = set(re.split(r"[ ,/]+", key)) - BESIDE_STRATEGY
    if words and words <= STRATEGY_WORDS:
        return Heading(Kind.SECTION, Section.STRATEGY)
    if audience := audience_of(key) or audience_of_toolkits(key):
        return Heading(Kind.AUDIENCE, audience)
    return _known_format(key)


def _known_format(key):
    if key in FORMATS:
        return Heading(Kind.FORMAT, CourseFormat[FORMATS[key]])
    parts = FORMAT_LIST.split(key)
    if key in ANY_FORMAT or all(part in FORMATS for part in parts):
        return Heading(Kind.FORMAT, None)
    inside = INSIDE_TRAINING.fullmatch(key)
    return _known_format(inside["after"] or inside["before"]) if inside else None


def audience_of(text):
    """Return the AudienceGroup that a text names, or None: "Parents & carers", "For professionals"."""
    name = AUDIENCES.get(FOR_AUDIENCE.sub("", match_key(text)))
    return AudienceGroup[name] if name else None


def audience_of_toolkits(text):
    """Return the AudienceGroup whose toolkits a text names, or None: "Parents and Carers Toolkits"."""
    inside = INSIDE_TOOLKITS.fullmatch(match_key(text))
    return audience_of(inside["after"] or inside["before"]) if inside else None


def format_in_title(title):
    """Return the CourseFormat that a course's own title states, or None."""
    text = title.rstrip(" .)]")
    return next((course_format for pattern, course_format in TITLE_FORMATS if pattern.search(text)), None)


def title_case(text, acronyms=frozenset()):
    """Return a text in capitals in title case: small words inside it become lower case, the given acronyms stay."""
    words = text.split()
    return " ".join(
        "-".join(
            _cased(piece, acronyms, is_first=not (position or inner))
            for inner, piece in enumerate(word.split("-"))
        )
        for position, word in enumerate(words)
    )


def _cased(word, acronyms, is_first):
    bare = word.strip("()[].,:;!?'\"“”‘’")
    stem = bare.replace("’", "'").partition("'")[0]
    if stem in acronyms:
        # "THE RDP'S RULES": the ending is not part of the acronym.
        return word.replace(bare, stem + bare[len(stem) :].lower())
    lower = word.lower()
    if lower in LOWER_CASE and not is_first:
        return lower
    start = next((position for position, letter in enumerate(lower) if letter.isalnum()), 0)
    return lower[:start] + lower[start : start + 1].upper() + lower[start + 1 :]
