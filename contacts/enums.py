"""The fixed choices of contacts: kinds of numbers and addresses, whom they are for, urgency, days of the week."""

from django.db import models


class Urgency(models.TextChoices):
    EMERGENCY = "emergency", "Emergency: act now"
    SAME_DAY = "same_day", "Same day"
    ROUTINE = "routine", "Not urgent"


class ContactKind(models.TextChoices):
    PHONE = "phone", "Phone"
    EMAIL = "email", "Email"
    FORM = "form", "Online form"
    WEB = "web", "Website"
    POST = "post", "Post"


class ForWhom(models.TextChoices):
    EVERYONE = "everyone", "Everyone"
    PUBLIC = "public", "The public"
    PROFESSIONALS = "professionals", "Professionals"
    YOUNG_PEOPLE = "young_people", "Children and young people"


class BankHolidays(models.TextChoices):
    CLOSED = "closed", "Closed on bank holidays"
    USUAL = "usual", "Same hours as on other days"


class Weekday(models.IntegerChoices):
    MONDAY = 1, "Monday"
    TUESDAY = 2, "Tuesday"
    WEDNESDAY = 3, "Wednesday"
    THURSDAY = 4, "Thursday"
    FRIDAY = 5, "Friday"
    SATURDAY = 6, "Saturday"
    SUNDAY = 7, "Sunday"


class Domain(models.TextChoices):
    CHILD = "child", "The child’s development"
    PARENTS = "parents", "Parents and carers"
    FAMILY = "family", "Family and surroundings"
