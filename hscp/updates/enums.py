"""What can change for readers, and the facets by which lines about it are found."""

from django.db import models


class Change(models.TextChoices):
    """What a line is about."""

    NEW = "new", "New page"
    NUMBER = "number", "Number or address"
    DATES = "dates", "Training dates"
    CONTENTS = "contents", "What a page holds"
    LINK = "link", "Link"
    TEXT = "text", "Wording"
    GONE = "gone", "Page taken off this site"


class FacetName(models.TextChoices):
    """What a line belongs to."""

    THEME = "theme", "Theme"
    AUDIENCE = "audience", "Audience"
    AREA = "area", "Area"
