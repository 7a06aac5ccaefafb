"""The fixed choices that several apps share: audience groups, areas, and the sections and booking lines of a pack."""

from django.db import models

PARTNERSHIP = "Hampshire Safeguarding Children Partnership"


class AudienceGroup(models.TextChoices):
    PROFESSIONALS = "professionals", "Professionals"
    PARENTS_AND_CARERS = "parents_and_carers", "Parents and carers"
    CHILDREN_AND_YOUNG_PEOPLE = "children_and_young_people", "Children and young people"


class Area(models.TextChoices):
    """The area a record covers. Left empty where the source does not say."""

    HAMPSHIRE = "hampshire", "Hampshire"
    HAMPSHIRE_IOW = "hampshire_iow", "Hampshire and Isle of Wight"
    HIPS = "hips", "Hampshire, Isle of Wight, Portsmouth and Southampton (HIPS)"
    FOUR_LS = "four_ls", "The four local safeguarding boards and partnerships (4LSAB and 4LSCP)"
    NATIONAL = "national", "National"


class Section(models.TextChoices):
    """The sections of a pack that hold resources, in the pack's order."""

    STRATEGY = "strategy", "Strategy, guidance and procedures"
    PROFESSIONAL = "professional", "Professional resources"
    DAY_IN_THE_LIFE = "day_in_the_life", "Day in the life tools"
    CASE_STUDIES = "case_studies", "Case studies"
    ADDITIONAL = "additional", "Additional resources"


class BookingLineKind(models.TextChoices):
    """What a line such as “Book a toolkit tour” in a pack asks readers to book."""

    TOURS = "tours", "Book a toolkit tour"
    PRACTICAL = "practical", "Book a practical training session"
    WEBINAR = "webinar", "Book a webinar"
    ANY = "any", "Book training"
