"""What an editor says of how lines are to be read: used for the run at hand, and remembered for later documents."""

from dataclasses import dataclass

from django.db.models import Q

from hscp.brochure.models import LineCorrection
from hscp.brochure.reading.lines import read_line
from hscp.brochure.reading.reader import read_brochure
from hscp.brochure.reading.reading_choices import READINGS
from hscp.brochure.reading.readings import EVERYWHERE, Act
from hscp.brochure.reading.values import PART_HEADINGS, Became, NotABrochure
from hscp.records.titles import match_key

LONGEST_KEY = LineCorrection._meta.get_field("key").max_length


@dataclass(frozen=True)
class Place:
    """A line as another document would have it: its words, what the reader takes it for, its theme, and the heading above it."""

    key: str
    was: str
    theme: str = ""
    heading: str = ""

    def for_reading(self, code):
        """Return the place in which a correction counts: that of a heading, or of what is no part of any list, in every theme."""
        act = READINGS[code].act
        if act in EVERYWHERE or (act is Act.LEAVE_OUT and self.was == Became.UNPLACED):
            return Place(self.key, self.was)
        return self


def places_of(account):
    """Return {line number: Place} for every line of an account that has words."""
    places, theme, heading = {}, "", ""
    for line in account:
        if line.became == Became.PACK_TITLE:
            theme, heading = match_key(line.detail or line.text)[:LONGEST_KEY], ""
        elif line.became in PART_HEADINGS:
            heading = read_line(line.number, line.text).key[:LONGEST_KEY]
        if key := read_line(line.number, line.text).key[:LONGEST_KEY]:
            under = "" if line.became in PART_HEADINGS else heading
            places[line.number] = Place(key, str(line.became), theme, under)
    return places


def read_as_remembered(document):
    """Return the ReadBrochure of the same text with its lines read as editors said of earlier documents."""
    readings = {} if document.is_marked else _remembered(places_of(document.account))
    if not readings:
        return document
    text = "\n".join(line.text for line in document.account)
    try:
        return read_brochure(text, notices=document.conversion_notices, readings=readings)
    except NotABrochure:
        return document


def _remembered(places):
    """Return {line number: code} of the lines whose place an editor has corrected."""
    known = {
        Place(row.key, row.was, row.theme, row.heading): row.reading
        for row in LineCorrection.objects.all()
        if row.reading in READINGS
    }
    if not known:
        return {}
    found = {
        number: known.get(place) or known.get(Place(place.key, place.was)) for number, place in places.items()
    }
    return {number: code for number, code in found.items() if code}


def correct(account, readings, corrections, by):
    """Remember `corrections` ({line number: code, or "" to read it as the reader does}) and return what is read how now.

    `account` is that of the document without any correction, `readings` the codes so far. A correction counts for every line in
    the same place.
    """
    places, readings = places_of(account), dict(readings)
    for number, code in corrections.items():
        if number not in places:
            continue
        place = places[number].for_reading(code or readings.get(number, "nothing"))
        same = [each for each, other in places.items() if place in (other, Place(other.key, other.was))]
        _forget({places[each] for each in same})
        readings = {each: kept for each, kept in readings.items() if each not in same}
        if code:
            readings |= dict.fromkeys(same, code)
            LineCorrection.objects.create(**vars(place), reading=code, corrected_by=by)
    return readings


def _forget(places):
    """Forget what was said of lines in these places, there or everywhere: what is said last counts."""
    for place in places:
        same = LineCorrection.objects.filter(key=place.key, was=place.was)
        same.filter(Q(theme="", heading="") | Q(theme=place.theme, heading=place.heading)).delete()
