"""The fixed choices of contacts: kinds of numbers and addresses, whom they are for, urgency, days of the week."""

from django.db import models


class Urgency(models.TextChoices):
    EMERGENCY = "emergency", "Emergency: act now"
    SAME_DAY = "same_day", "Same day"
    ROUTINE = "routine", "Not urgent"


class ContactKind(models.TextChoices):
    PHONE = "phone", "Phone"
    SHORT = "short", "Short number"
    TEXT = "text", "Text message"
    CHAT = "chat", "Online chat"
    EMAIL = "email", "Email"
    FORM = "form", "Online form"
    WEB = "web", "Website"
    POST = "post", "Post"


# What a telephone rings, what a person answers, and what is a web address.
RUNG = (ContactKind.PHONE, ContactKind.SHORT)
ANSWERED = (*RUNG, ContactKind.TEXT, ContactKind.CHAT)
ON_THE_WEB = (ContactKind.CHAT, ContactKind.FORM, ContactKind.WEB)


class ForWhom(models.TextChoices):
    EVERYONE = "everyone", "Everyone"
    PUBLIC = "public", "The public"
    PROFESSIONALS = "professionals", "Professionals"
    YOUNG_PEOPLE = "young_people", "Children and young people"


class BankHolidays(models.TextChoices):
    CLOSED = "closed", "Closed on bank holidays"
    USUAL = "usual", "Same hours as on other days"
    OWN = "own", "Hours of their own"


class Weekday(models.IntegerChoices):
    MONDAY = 1, "Monday"
    TUESDAY = 2, "Tuesday"
    WEDNESDAY = 3, "Wednesday"
    THURSDAY = 4, "Thursday"
    FRIDAY = 5, "Friday"
    SATURDAY = 6, "Saturday"
    SUNDAY = 7, "Sunday"


# Stands in the place of a weekday for hours that hold on bank holidays alone.
BANK_HOLIDAY = 9


class Nth(models.IntegerChoices):
    """Which of a month's days of one name: "first Monday"."""

    EVERY = 0, "Every"
    FIRST = 1, "First"
    SECOND = 2, "Second"
    THIRD = 3, "Third"
    FOURTH = 4, "Fourth"
    LAST = -1, "Last"


class Season(models.TextChoices):
    """The part of the school year in which hours hold."""

    ALL_YEAR = "", "All year"
    TERM = "term", "In term time"
    HOLIDAYS = "holidays", "In school holidays"


class Domain(models.TextChoices):
    CHILD = "child", "The child’s development"
    PARENTS = "parents", "Parents and carers"
    FAMILY = "family", "Family and surroundings"
