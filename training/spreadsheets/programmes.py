"""A programme of training as other people write it: the words of its headings, and what its cells say in the words of ours."""

import re

from training.enums import Setting

DATE, TIME, COST = "Date", "Time", "Cost"
# {field of the session: headings that mean it}
HEADINGS = {
    "course": (
        "Title",
        "Course title",
        "Course name",
        "Training",
        "Training title",
        "Event",
        "Session",
        "Topic",
    ),
    "starts_at": ("Start", "Start time", "From", "Date and time"),
    "ends_at": ("End", "End time", "Finish", "Finish time", "Until"),
    "place": ("Platform", "Venue", "Location", "Platform or venue", "Venue or platform", "Delivery", "Held"),
    "trainers": (
        "Trainer",
        "Trainer(s)",
        "Trainer name",
        "Facilitator",
        "Facilitators",
        "Presenter",
        "Delivered by",
        "Led by",
    ),
    "capacity": ("Capacity", "Maximum places", "Spaces", "Max places"),
    DATE: ("Day", "Date of session", "Date of training", "When"),
    TIME: ("Times", "Start and finish", "Timing"),
    COST: ("Price", "Fee", "Charge", "Cost per place"),
}
NO_COST = "The cost “{cost}” is not kept: what a place costs is said with the course, for each kind of organisation."
_ONLINE = re.compile(
    r"\b(?:teams|zoom|online|on-line|virtual|virtually|webex|google meet|webinar)\b", re.IGNORECASE
)
_BETWEEN_PEOPLE = re.compile(r";|,|\n|/|&|\band\b")


def setting_of(place):
    """Return the Setting of what a programme gives as the place: a platform is online, anything else a venue."""
    return Setting.ONLINE if _ONLINE.search(place) else Setting.IN_PERSON


def people_of(text):
    """Return the names in a cell such as “Ann Low, Bo Hill & Cy Lee”, with a semicolon between two."""
    return "; ".join(filter(None, map(str.strip, _BETWEEN_PEOPLE.split(text))))
