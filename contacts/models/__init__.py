"""Whom to contact: pathways with their contact points and hours, the levels of need, and the guided path to them."""

from contacts.models.changes import ContactChange
from contacts.models.finder import FinderAnswer, FinderQuestion
from contacts.models.hours import HoursException, OpeningHours, SchoolTerm
from contacts.models.pathways import NUMBERS, Catchment, Pathway, PathwayStep
from contacts.models.points import HOURS, ContactPoint, point_due_filter
from contacts.models.thresholds import ThresholdIndicator, ThresholdLevel

__all__ = [
    "HOURS",
    "NUMBERS",
    "Catchment",
    "ContactChange",
    "ContactPoint",
    "FinderAnswer",
    "FinderQuestion",
    "HoursException",
    "OpeningHours",
    "Pathway",
    "PathwayStep",
    "SchoolTerm",
    "ThresholdIndicator",
    "ThresholdLevel",
    "point_due_filter",
]
