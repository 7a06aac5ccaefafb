"""Whom to contact: pathways with their contact points and hours, the levels of need, and the guided path to them."""

from contacts.models.changes import ContactChange
from contacts.models.finder import FinderAnswer, FinderQuestion
from contacts.models.hours import HoursException, OpeningHours, SchoolTerm, load_hours
from contacts.models.pathways import Catchment, Pathway, PathwayStep, load_numbers
from contacts.models.points import ContactPoint, ContactPointLink, point_due_filter
from contacts.models.thresholds import ThresholdIndicator, ThresholdLevel

__all__ = [
    "Catchment",
    "ContactChange",
    "ContactPoint",
    "ContactPointLink",
    "FinderAnswer",
    "FinderQuestion",
    "HoursException",
    "OpeningHours",
    "Pathway",
    "PathwayStep",
    "SchoolTerm",
    "ThresholdIndicator",
    "ThresholdLevel",
    "load_hours",
    "load_numbers",
    "point_due_filter",
]
