"""Builders of read documents: small brochures of our own making, as the reader would return them."""

from itertools import count

from hscp.brochure.reading.values import (
    LineAccount,
    ReadBookingLine,
    ReadBrochure,
    ReadCourse,
    ReadPack,
    ReadResource,
    ReadToolkit,
    ReadToolkitList,
)
from hscp.vocabulary import AudienceGroup, Section
from training.enums import CourseFormat

_lines = count(1)

TEXT = """LAKE SAFETY BROCHURE

2031-2032

INTRODUCTION

Words before the packs.

CONTENTS

- [Boats](#)
- [Ice](#)

STOP

Lakeside
Children
Partnership

BOATS

A boat needs a captain.

SUPPORTING TOOLKITS

Boats Toolkit

Professionals

- [Ropes](#)
- [Anchors](#)

STRATEGY, GUIDANCE & PROCEDURES

- [Harbour Rules](#)

TRAINING

Webinars

- Knots for Beginners

IF YOU DO ONE THING...

Wear a life jacket.

STOP

Lakeside
Children
Partnership

ICE

Ice can break.

SUPPORTING TOOLKITS

Professionals

- [Ropes](#)

STRATEGY, GUIDANCE & PROCEDURES

- [Harbour Rules](#)

IF YOU DO ONE THING...

Stay on the shore.
"""


def toolkit(title, audience_group=AudienceGroup.PROFESSIONALS, **fields):
    return ReadToolkit(title, audience_group, (next(_lines),), **fields)


def toolkit_list(label, audience_group=AudienceGroup.PROFESSIONALS):
    return ReadToolkitList(label, audience_group, (next(_lines),))


def resource(title, section=Section.STRATEGY, **fields):
    return ReadResource(title, section, (next(_lines),), **fields)


def course(title, course_format=CourseFormat.WEBINAR, **fields):
    return ReadCourse(title, course_format, (next(_lines),), **fields)


def booking_line(kind="tours", toolkit=""):
    return ReadBookingLine(f"Book a {kind}", kind, (next(_lines),), toolkit)


def pack(title, *items, short_title="", order=1, **texts):
    """Return a pack that holds `items`, each in its own list, in the order given."""
    read = ReadPack(title, short_title or title, order, **texts)
    lists = {
        ReadToolkit: read.toolkits,
        ReadToolkitList: read.toolkit_lists,
        ReadResource: read.resources,
        ReadCourse: read.courses,
        ReadBookingLine: read.booking_lines,
    }
    for item in items:
        lists[type(item)].append(item)
    return read


def document(*packs, edition="2031-2032", unplaced=(), **texts):
    account = [LineAccount(number, text, "unplaced") for number, text in enumerate(unplaced, start=1)]
    fields = {"title": "Lake Brochure", "introduction": "", "how_to_use": ""} | texts
    return ReadBrochure(edition=edition, packs=list(packs), account=account, **fields)
