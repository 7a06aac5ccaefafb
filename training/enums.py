"""The fixed choices of training: formats of courses, states of sessions, bookings and mails, who books and from where."""

from django.db import models


class CourseKind(models.TextChoices):
    """How lists part the courses: each course is of one kind, whatever is said of its format."""

    TOURS = "tours", "Toolkit tours"
    WEBINAR = "webinar", "Webinars"
    PRACTICAL = "practical", "Practical sessions"
    ELEARNING = "elearning", "eLearning"
    VIDEO = "video", "Videos"
    OTHER = "other", "Other training"


class CourseFormat(models.TextChoices):
    WEBINAR = "webinar", "Webinar"
    ELEARNING = "elearning", "eLearning"
    VIDEO = "video", "Video"
    PRACTICAL_SESSION = "practical_session", "Practical session"
    NOT_STATED = "not_stated", "Format not stated"


KIND_OF_FORMAT = {
    CourseFormat.WEBINAR: CourseKind.WEBINAR,
    CourseFormat.PRACTICAL_SESSION: CourseKind.PRACTICAL,
    CourseFormat.ELEARNING: CourseKind.ELEARNING,
    CourseFormat.VIDEO: CourseKind.VIDEO,
    CourseFormat.NOT_STATED: CourseKind.OTHER,
}
# Whatever is about a toolkit is a tour of it, but for what people do alone and what they practise together.
NEVER_TOURS = (CourseFormat.ELEARNING, CourseFormat.PRACTICAL_SESSION)
FORMAT_HEADINGS = {
    CourseFormat.WEBINAR: "Webinars",
    CourseFormat.VIDEO: "Videos",
    CourseFormat.PRACTICAL_SESSION: "Practical sessions",
}


class Importance(models.TextChoices):
    """How much a role needs a course."""

    ESSENTIAL = "essential", "Essential"
    RECOMMENDED = "recommended", "Recommended"


class SessionState(models.TextChoices):
    DRAFT = "draft", "Draft"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed for booking"
    CANCELLED = "cancelled", "Cancelled"


# Sessions that are to take place, or did: a draft may never, a cancelled one does not.
SCHEDULED = (SessionState.OPEN, SessionState.CLOSED)


class Setting(models.TextChoices):
    ONLINE = "online", "Online"
    IN_PERSON = "in_person", "In person"


class Promotion(models.TextChoices):
    AT_ONCE = "at_once", "The next person gets the place at once"
    OFFER = "offer", "The next person is offered the place and must accept it in time"


class Availability(models.TextChoices):
    PLACES = "places", "Places left"
    WAITING = "waiting", "Full, with a waiting list"
    FULL = "full", "Full"
    ELSEWHERE = "elsewhere", "Booked on another site"
    NOT_YET = "not_yet", "Booking not open yet"
    CLOSED = "closed", "Booking closed"
    CANCELLED = "cancelled", "Cancelled"
    BEGUN = "begun", "Begun or over"


# Bookings are taken, here or elsewhere, whether or not anything is left.
BOOKING_IS_OPEN = (Availability.PLACES, Availability.WAITING, Availability.FULL, Availability.ELSEWHERE)


class BookingState(models.TextChoices):
    CONFIRMED = "confirmed", "Confirmed"
    WAITING = "waiting", "On the waiting list"
    OFFERED = "offered", "Offered a place"
    REQUESTED = "requested", "Waits for approval"
    CANCELLED = "cancelled", "Cancelled"
    LATE_CANCELLED = "late_cancelled", "Cancelled late"
    DECLINED = "declined", "Declined the offer"
    LAPSED = "lapsed", "Did not answer the offer in time"
    NOT_REACHED = "not_reached", "The session began before a place became available"
    NOT_APPROVED = "not_approved", "Not approved"


# The states that hold a place, and those in which something may still happen.
HOLDING = (BookingState.CONFIRMED, BookingState.OFFERED, BookingState.REQUESTED)
LIVE = (*HOLDING, BookingState.WAITING)


class IfFull(models.TextChoices):
    """What becomes of a booking that is moved to a session without a free place."""

    ASK = "ask", "Ask first"
    WAIT = "wait", "Join its waiting list, in the order of joining"
    OVER = "over", "Give a place beyond the limits, for a reason"


class InviteWhom(models.TextChoices):
    """Who may be invited to a session."""

    NOT_ATTENDED = "not_attended", "People who booked this course or waited for it, and have not attended it"
    INTEREST = "interest", "People who asked to hear of dates"
    ATTENDED = "attended", "People who attended it before, for instance as a refresher"
    LEADS = "leads", "Designated safeguarding leads and deputies who have booked any training"


class Attendance(models.TextChoices):
    NOT_MARKED = "", "Not marked"
    ATTENDED = "attended", "Attended"
    PART = "part", "Attended part"
    NO_SHOW = "no_show", "Did not come"
    APOLOGY = "apology", "Sent apologies"
    NOT_TOLD = "not_told", "Did not come, was told too late"


# Whoever was there, for all of it or part.
CAME = (Attendance.ATTENDED, Attendance.PART)


class BookingEventKind(models.TextChoices):
    """What can happen to a booking. Each end of one and each mark of the register is an event of the same value."""

    BOOKED = "booked", "Booked a place"
    WAITS = "waits", "Joined the waiting list"
    PROMOTED = "promoted", "Got or was offered a place that became available"
    ACCEPTED = "accepted", "Accepted the offer"
    REQUESTED = "requested", "Asked for a place, which needs approval"
    APPROVED = "approved", "Approved"
    HANDED_OVER = "handed_over", "Handed the place to a colleague"
    MOVED = "moved", "Moved to another date"
    NOT_FOR_THEM = "not_for_them", "Staff let them in though the course is not for them"
    CANCELLED = BookingState.CANCELLED.value, BookingState.CANCELLED.label
    LATE_CANCELLED = BookingState.LATE_CANCELLED.value, BookingState.LATE_CANCELLED.label
    DECLINED = BookingState.DECLINED.value, BookingState.DECLINED.label
    LAPSED = BookingState.LAPSED.value, BookingState.LAPSED.label
    NOT_REACHED = BookingState.NOT_REACHED.value, BookingState.NOT_REACHED.label
    NOT_APPROVED = BookingState.NOT_APPROVED.value, BookingState.NOT_APPROVED.label
    ATTENDED = Attendance.ATTENDED.value, Attendance.ATTENDED.label
    PART = Attendance.PART.value, Attendance.PART.label
    NO_SHOW = Attendance.NO_SHOW.value, Attendance.NO_SHOW.label
    APOLOGY = Attendance.APOLOGY.value, Attendance.APOLOGY.label
    NOT_TOLD = Attendance.NOT_TOLD.value, Attendance.NOT_TOLD.label
    NOT_MARKED = "not_marked", "The mark was taken off"
    DAY_MARKED = "day_marked", "Marked for one of the days"
    DETAILS = "details", "Changed their details"
    LETTER = "letter", "Staff wrote to the person"
    REISSUED = "reissued", "The certificate was issued again"
    WITHDRAWN = "withdrawn", "The certificate was withdrawn"
    RESTORED = "restored", "The certificate is valid again"
    SHOWN = "shown", "The person’s data was shown"
    CORRECTED = "corrected", "The person’s data was corrected"
    ERASED = "erased", "The person’s data was erased"


class TeamConsent(models.TextChoices):
    """What a colleague has said to a lead who would see their training."""

    NOT_ASKED = "not_asked", "Not asked yet"
    ASKED = "asked", "Asked"
    AGREED = "agreed", "Agreed"
    REFUSED = "refused", "Said no"
    WITHDRAWN = "withdrawn", "Stopped it"


class MessageState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    DROPPED = "dropped", "Not sent"


class EvaluationMoment(models.TextChoices):
    AFTER = "after", "After the session"
    LATER = "later", "Three months on"


class PracticeChange(models.TextChoices):
    NONE = "none", "Nothing yet"
    SOME = "some", "Something"
    MUCH = "much", "A lot"


class OrganisationType(models.TextChoices):
    SCHOOL = "school", "School or college"
    EARLY_YEARS = "early_years", "Early years or childcare"
    HEALTH = "health", "Health"
    SOCIAL_CARE = "social_care", "Children’s or adults’ services"
    POLICE = "police", "Police or probation"
    VOLUNTARY = "voluntary", "Voluntary, community or faith"
    HOUSING = "housing", "Housing, district or borough council"
    OTHER = "other", "Another kind of organisation"


class District(models.TextChoices):
    """The districts and boroughs of Hampshire, and the three authorities beside it."""

    BASINGSTOKE = "basingstoke", "Basingstoke and Deane"
    EAST_HAMPSHIRE = "east_hampshire", "East Hampshire"
    EASTLEIGH = "eastleigh", "Eastleigh"
    FAREHAM = "fareham", "Fareham"
    GOSPORT = "gosport", "Gosport"
    HART = "hart", "Hart"
    HAVANT = "havant", "Havant"
    NEW_FOREST = "new_forest", "New Forest"
    RUSHMOOR = "rushmoor", "Rushmoor"
    TEST_VALLEY = "test_valley", "Test Valley"
    WINCHESTER = "winchester", "Winchester"
    ISLE_OF_WIGHT = "isle_of_wight", "Isle of Wight"
    PORTSMOUTH = "portsmouth", "Portsmouth"
    SOUTHAMPTON = "southampton", "Southampton"
    WHOLE_COUNTY = "whole_county", "The whole county"
    ELSEWHERE = "elsewhere", "Elsewhere"


class QuotaKind(models.TextChoices):
    """Whom a limit of places of a session is for, beside the one for each organisation."""

    KIND = "kind", "Kind of organisation"
    DISTRICT = "district", "District"


class Role(models.TextChoices):
    LEAD = "lead", "Designated safeguarding lead or deputy"
    MANAGER = "manager", "Manager or supervisor"
    PRACTITIONER = "practitioner", "Works directly with children or families"
    VOLUNTEER = "volunteer", "Volunteer or trustee"
    SUPPORT = "support", "Support or office staff"
    OTHER = "other", "Another role"


class QuestionKind(models.TextChoices):
    """How a question of a booking form is answered."""

    CHOICE = "choice", "One of several choices"
    CHOICES = "choices", "Any of several choices"
    TEXT = "text", "A short text"
    CONSENT = "consent", "A tick that agrees to a statement"


class Keeping(models.TextChoices):
    """How long the answers to a question of a booking form are kept."""

    SHORT = "short", "Deleted soon after the session, as access needs are"
    LONG = "long", "Kept as long as the booking"


class EntryRule(models.TextChoices):
    """What happens to a booking of somebody whom a course is not for."""

    SAID = "said", "They may book: whom it is for is only said"
    APPROVAL = "approval", "Staff decide: the booking waits for their approval"
    REFUSED = "refused", "They cannot book on the site"


class ApprovalBy(models.TextChoices):
    MANAGER = "manager", "The manager"
    STAFF = "staff", "Staff: who the course is for"
    PREREQUISITE = "prerequisite", "Staff: what has to be taken first"


class ApprovalState(models.TextChoices):
    PENDING = "pending", "Waits for an answer"
    APPROVED = "approved", "Approved"
    REFUSED = "refused", "Refused"
    LAPSED = "lapsed", "Not answered in time"


class ChargeReason(models.TextChoices):
    FEE = "fee", "Fee"
    LATE_CANCELLATION = "late_cancellation", "Late cancellation"
    NO_SHOW = "no_show", "Did not come"


class ChargeState(models.TextChoices):
    DUE = "due", "To be invoiced"
    WAIVED = "waived", "Waived"
    INVOICED = "invoiced", "Invoiced"
    VOID = "void", "No longer owed"
    CREDIT = "credit", "Invoiced, and to be credited"
    CREDITED = "credited", "Credited"


class Source(models.TextChoices):
    PUBLIC = "public", "Booked on the site"
    ADMIN = "admin", "Added by staff"
    IMPORT = "import", "Imported"
    ON_THE_DAY = "on_the_day", "Came without a booking"
