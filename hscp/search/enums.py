"""The fixed choices of search."""

from django.db import models


class Reader(models.TextChoices):
    """Who seems to ask, by the way of asking. The first three have the values of the audience groups."""

    YOUNG_PERSON = "children_and_young_people", "a child or young person"
    PARENT = "parents_and_carers", "a parent or carer"
    PROFESSIONAL = "professionals", "a professional"
    ANYONE = "anyone", "anyone else"
