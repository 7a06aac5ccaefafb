"""The fixed choices of training: formats of courses, states of sessions and bookings, who books and from where."""

from django.db import models


class CourseFormat(models.TextChoices):
    WEBINAR = "webinar", "Webinar"
    ELEARNING = "elearning", "eLearning"
    VIDEO = "video", "Video"
    PRACTICAL_SESSION = "practical_session", "Practical session"
    NOT_STATED = "not_stated", "Format not stated"


FORMAT_HEADINGS = {
    CourseFormat.WEBINAR: "Webinars",
    CourseFormat.VIDEO: "Videos",
    CourseFormat.PRACTICAL_SESSION: "Practical sessions",
}


class SessionState(models.TextChoices):
    DRAFT = "draft", "Draft"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed for booking"
    CANCELLED = "cancelled", "Cancelled"


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
    CANCELLED = "cancelled", "Cancelled"
    LATE_CANCELLED = "late_cancelled", "Cancelled late"
    DECLINED = "declined", "Declined the offer"
    LAPSED = "lapsed", "Did not answer the offer in time"
    NOT_REACHED = "not_reached", "The session began before a place came free"


# Those who hold a place, and those for whom something may still happen.
HOLDING = (BookingState.CONFIRMED, BookingState.OFFERED)
LIVE = (*HOLDING, BookingState.WAITING)


class Attendance(models.TextChoices):
    NOT_MARKED = "", "Not marked"
    ATTENDED = "attended", "Attended"
    PART = "part", "Attended part"
    NO_SHOW = "no_show", "Did not come"
    APOLOGY = "apology", "Sent apologies"


class OrganisationType(models.TextChoices):
    SCHOOL = "school", "School or college"
    EARLY_YEARS = "early_years", "Early years or childcare"
    HEALTH = "health", "Health"
    SOCIAL_CARE = "social_care", "Children’s or adults’ services"
    POLICE = "police", "Police or probation"
    VOLUNTARY = "voluntary", "Voluntary, community or faith"
    HOUSING = "housing", "Housing, district or borough council"
    OTHER = "other", "Another kind of organisation"


class Role(models.TextChoices):
    LEAD = "lead", "Designated safeguarding lead or deputy"
    MANAGER = "manager", "Manager or supervisor"
    PRACTITIONER = "practitioner", "Works directly with children or families"
    VOLUNTEER = "volunteer", "Volunteer or trustee"
    SUPPORT = "support", "Support or office staff"
    OTHER = "other", "Another role"


class Source(models.TextChoices):
    PUBLIC = "public", "Booked on the site"
    ADMIN = "admin", "Added by staff"
    IMPORT = "import", "Imported"
    ON_THE_DAY = "on_the_day", "Came without a booking"
