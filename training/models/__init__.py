"""Training: the course catalogue, dated sessions with their bookings, the outbox, and what is kept afterwards.

ErasedPerson is here because its table is: hscp/privacy keeps the list.
"""

from hscp.privacy.models import ErasedPerson
from training.models.approvals import Approval
from training.models.bookings import (
    Booking,
    BookingEvent,
    ManageLink,
    RecordLink,
)
from training.models.charges import Charge, InvoiceDetails, InvoiceList
from training.models.course_rules import CourseFee, CourseGroup, CoursePrerequisite
from training.models.courses import Course, CourseLink
from training.models.follow_up import CommentTheme, Evaluation, Interest
from training.models.invitations import InvitationRefusal
from training.models.messages import Message
from training.models.needs import NeededCourse, TrainingNeed
from training.models.organisations import NotAnOrganisation, Organisation, OrganisationAlias
from training.models.questions import BookingAnswer, BookingQuestion
from training.models.session_parts import DayMark, SessionDay, SessionQuota
from training.models.sessions import Session, Trainer
from training.models.teams import TeamMember, TeamRequest

__all__ = [
    "Approval",
    "Booking",
    "BookingAnswer",
    "BookingEvent",
    "CommentTheme",
    "BookingQuestion",
    "Charge",
    "Course",
    "CourseFee",
    "CourseGroup",
    "CourseLink",
    "DayMark",
    "CoursePrerequisite",
    "ErasedPerson",
    "Evaluation",
    "Interest",
    "InvitationRefusal",
    "InvoiceDetails",
    "InvoiceList",
    "ManageLink",
    "Message",
    "NeededCourse",
    "NotAnOrganisation",
    "Organisation",
    "OrganisationAlias",
    "RecordLink",
    "Session",
    "SessionDay",
    "SessionQuota",
    "TeamMember",
    "TeamRequest",
    "Trainer",
    "TrainingNeed",
]
