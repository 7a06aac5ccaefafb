"""What people may follow by email, how often they are told, and for how long they may pause."""

from django.db import models


class What(models.TextChoices):
    """What a person follows. `hscp.following.matching` says which changes belong to each."""

    EVERYTHING = "everything", "Everything on this site"
    PAGE = "page", "A theme or a contact"
    DATES = "dates", "New training dates"
    SHEET = "sheet", "A contacts sheet"


class HowOften(models.TextChoices):
    """How often a person is told of changes. Changed numbers and addresses are always told at once."""

    DAILY = "daily", "Once a day, after 7 in the morning"
    WEEKLY = "weekly", "Once a week, on Monday after 7 in the morning"


class Pause(models.TextChoices):
    """For how many days a person gets no mail."""

    TWO_WEEKS = "14", "Two weeks"
    A_MONTH = "30", "A month"
    THREE_MONTHS = "91", "Three months"
