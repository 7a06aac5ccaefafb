"""Whom to contact: pathways with their contact points and hours, the levels of need, and the guided path to them."""

from contacts.models.changes import ContactChange
from contacts.models.finder import FinderAnswer, FinderQuestion
from contacts.models.pathways import Pathway, PathwayStep, Urgency
from contacts.models.points import (
    BankHolidays,
    ContactKind,
    ContactPoint,
    ForWhom,
    OpeningHours,
    Weekday,
    point_due_filter,
)
from contacts.models.thresholds import Domain, ThresholdIndicator, ThresholdLevel

__all__ = [
    "BankHolidays",
    "ContactChange",
    "ContactKind",
    "ContactPoint",
    "Domain",
    "FinderAnswer",
    "FinderQuestion",
    "ForWhom",
    "OpeningHours",
    "Pathway",
    "PathwayStep",
    "ThresholdIndicator",
    "ThresholdLevel",
    "Urgency",
    "Weekday",
    "point_due_filter",
]
