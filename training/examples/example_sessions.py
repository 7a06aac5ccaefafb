"""The example sessions as data, loaded by `training.examples.loading`. Venues, people and organisations are invented."""

from dataclasses import dataclass, field
from itertools import count

from hscp.vocabulary import Area
from training.booking.places import Person
from training.enums import OrganisationType, Promotion, Role, Setting
from training.mail.invented_addresses import DOMAIN

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)


@dataclass(frozen=True)
class Example:
    """One session. `week` counts from the current one, which has none: 1 is next week, -1 last week.

    `booked` people book; the next `on_the_day` come without a booking. Of those who booked, the first `cancelled` give
    their place back in good time and the next `late` after “cancel by”. `fields` are further fields of the session.
    """

    week: int
    weekday: int
    starts: str
    minutes: int
    course: str
    booked: int = 0
    capacity: int | None = 30
    place: str = "Microsoft Teams"
    on_the_day: int = 0
    cancelled: int = 0
    late: int = 0
    called_off: bool = False
    booking_opens_weeks_before: int | None = None
    limit_ends_days_before: int | None = None
    fields: dict = field(default_factory=dict)


def _in_person(week, weekday, starts, course, place, **rest):
    """Return a practical session of three hours with 12 places at an invented venue."""
    fields = {"setting": Setting.IN_PERSON, "asks_manager": True} | rest.pop("fields", {})
    rest = {"capacity": 12, "minutes": 180} | rest
    return Example(
        week=week, weekday=weekday, starts=starts, course=course, place=place, fields=fields, **rest
    )


UPCOMING = (
    Example(1, TUESDAY, "08:00", 45, "neglect-toolkit-tour", booked=9),
    Example(1, THURSDAY, "12:15", 45, "child-exploitation-toolkit-tour", booked=21),
    _in_person(
        2,
        WEDNESDAY,
        "09:30",
        "day-in-the-life-tool-practical-session",
        "Example venue, Winchester",
        booked=16,
        fields={"area": Area.HAMPSHIRE, "tells_manager": True},
    ),
    Example(2, THURSDAY, "18:30", 45, "safeguarding-infants-toolkit-tour", booked=6),
    Example(
        3,
        TUESDAY,
        "10:00",
        45,
        "information-sharing-toolkit-tour",
        booked=22,
        limit_ends_days_before=3,
        fields={"agency_quota": 2},
    ),
    Example(3, FRIDAY, "12:15", 45, "early-help-toolkit-tour", booked=4),
    _in_person(
        4,
        MONDAY,
        "13:30",
        "practical-session-on-the-day-in-the-life-tool",
        "Example venue, Basingstoke",
        capacity=8,
        booked=11,
        cancelled=1,
        fields={"area": Area.HAMPSHIRE, "promotion": Promotion.OFFER},
    ),
    Example(4, WEDNESDAY, "12:30", 45, "modern-slavery-toolkit-tour", booked=5, called_off=True),
    Example(5, TUESDAY, "19:00", 45, "child-sexual-abuse-toolkit-tour", booked=3),
    Example(
        6,
        THURSDAY,
        "09:30",
        120,
        "mash-workshop",
        capacity=None,
        place="Online, booked elsewhere",
        fields={"external_link": "https://www.example.org/mash-workshop"},
    ),
    Example(7, WEDNESDAY, "08:00", 45, "prevent-toolkit-tour", booked=2),
    Example(8, TUESDAY, "12:15", 45, "serious-violence-toolkit-tour"),
    _in_person(
        9,
        THURSDAY,
        "10:00",
        "the-practical-session-on-the-day-in-the-life-tool",
        "Example venue, Newport, Isle of Wight",
        booked=5,
        fields={"area": Area.HAMPSHIRE_IOW, "minimum_places": 6},
    ),
    Example(10, WEDNESDAY, "12:15", 45, "harmful-practices-toolkit-tour", booking_opens_weeks_before=6),
)
PAST = (
    Example(-1, TUESDAY, "12:15", 45, "child-on-child-abuse-toolkit-tour", booked=19, cancelled=1, late=1),
    _in_person(
        -2,
        THURSDAY,
        "09:30",
        "day-in-the-life-tool-practical-session",
        "Example venue, Fareham",
        booked=15,
        cancelled=1,
        late=1,
        on_the_day=2,
        fields={"area": Area.HAMPSHIRE},
    ),
    Example(
        -3, WEDNESDAY, "08:00", 45, "child-exploitation-toolkit-tour", booked=24, cancelled=2, on_the_day=1
    ),
    Example(-5, TUESDAY, "18:30", 45, "understanding-unidentified-adults-toolkit-tour", booked=13, late=1),
    Example(-6, THURSDAY, "10:00", 45, "learning-from-reviews-toolkit-tour", booked=4, called_off=True),
    Example(
        -8, WEDNESDAY, "12:15", 45, "safeguarding-adolescents-toolkit-tour", booked=27, cancelled=1, late=2
    ),
    # Long enough ago for the evaluation three months on.
    Example(-15, TUESDAY, "08:00", 45, "neglect-toolkit-tour", booked=18, cancelled=1, on_the_day=1),
)

ORGANISATIONS = (
    ("Example Primary School", OrganisationType.SCHOOL),
    ("Example Nursery", OrganisationType.EARLY_YEARS),
    ("Example NHS Trust", OrganisationType.HEALTH),
    ("Example Children’s Services Team", OrganisationType.SOCIAL_CARE),
    ("Example Secondary School", OrganisationType.SCHOOL),
    ("Example Police Team", OrganisationType.POLICE),
    ("Example Youth Charity", OrganisationType.VOLUNTARY),
    ("Example Housing Association", OrganisationType.HOUSING),
    ("Example Surgery", OrganisationType.HEALTH),
)
_ROLES = (Role.LEAD, Role.PRACTITIONER, Role.MANAGER, Role.PRACTITIONER, Role.SUPPORT)
_FIRST = (
    *("Amara", "Ben", "Chloe", "Dev", "Erin", "Farid", "Grace", "Harvey", "Isla", "Jamal", "Kate", "Liam"),
    *("Maya", "Noah", "Olivia", "Priya", "Quinn", "Rosa", "Sam", "Tara", "Umar", "Vera", "Will", "Zoe"),
)
_LAST = (
    *(
        "Abbott",
        "Bright",
        "Carter",
        "Dunn",
        "Ellis",
        "Fox",
        "Green",
        "Hart",
        "Iqbal",
        "Jones",
        "Khan",
        "Lowe",
    ),
    *("Marsh", "Nash", "Owen", "Patel", "Reed", "Shaw", "Todd", "Usman", "Vale", "Ward", "Young"),
)


def _person(number):
    first, last = _FIRST[number % len(_FIRST)], _LAST[number % len(_LAST)]
    organisation, kind = ORGANISATIONS[number % len(ORGANISATIONS)]
    return Person(
        name=f"{first} {last}",
        email=f"{first}.{last}@{DOMAIN}".lower(),
        organisation=organisation,
        organisation_type=kind,
        role=_ROLES[number % len(_ROLES)],
    )


def people_from(number):
    """Yield invented people endlessly, beginning with person `number`: the same number is always the same person."""
    # The lengths of the two lists of names have no common divisor, so 552 people come before anyone comes again.
    return map(_person, count(number))
