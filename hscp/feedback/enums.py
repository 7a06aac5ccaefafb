from django.db import models


class Problem(models.TextChoices):
    """What a reader says is wrong with a page."""

    NUMBER = "number", "A phone number, address or opening time is wrong"
    LINK = "link", "A link does not work, or leads to the wrong place"
    OUT_OF_DATE = "out_of_date", "Something is out of date or not true"
    HARD_TO_USE = "hard_to_use", "Something is hard to use, read or understand"
    OTHER = "other", "Something else"


class ReportState(models.TextChoices):
    """What became of a report."""

    NEW = "new", "New"
    DONE = "done", "Put right"
    NO_ACTION = "no_action", "No action needed"
