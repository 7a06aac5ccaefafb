"""Training: the course catalogue, dated sessions with their bookings, the outbox, and what is kept afterwards."""

from training.models.availability import Availability
from training.models.bookings import (
    HOLDING,
    LIVE,
    Attendance,
    Booking,
    BookingEvent,
    BookingState,
    ManageLink,
    OrganisationType,
    RecordLink,
    Role,
    Source,
)
from training.models.courses import FORMAT_HEADINGS, Course, CourseFormat
from training.models.follow_up import ErasedPerson, Evaluation, Interest
from training.models.messages import Message
from training.models.sessions import Promotion, Session, SessionState, Setting, Trainer

__all__ = [
    "FORMAT_HEADINGS",
    "HOLDING",
    "LIVE",
    "Attendance",
    "Availability",
    "Booking",
    "BookingEvent",
    "BookingState",
    "Course",
    "CourseFormat",
    "ErasedPerson",
    "Evaluation",
    "Interest",
    "ManageLink",
    "Message",
    "OrganisationType",
    "Promotion",
    "RecordLink",
    "Role",
    "Session",
    "SessionState",
    "Setting",
    "Source",
    "Trainer",
]
