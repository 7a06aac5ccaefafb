"""Whom to contact: pathways with their contact points and hours, the levels of need, and the guided path to them."""

from contacts.models.changes import ContactChange
from contacts.models.finder import FinderAnswer, FinderQuestion
from contacts.models.pathways import Pathway, PathwayStep
from contacts.models.points import (
    ContactPoint,
    OpeningHours,
    point_due_filter,
)
from contacts.models.thresholds import ThresholdIndicator, ThresholdLevel

__all__ = [
    "ContactChange",
    "ContactPoint",
    "FinderAnswer",
    "FinderQuestion",
    "OpeningHours",
    "Pathway",
    "PathwayStep",
    "ThresholdIndicator",
    "ThresholdLevel",
    "point_due_filter",
]
