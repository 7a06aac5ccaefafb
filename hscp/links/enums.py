"""The fixed choices of links."""

from django.db import models


class LinkKind(models.TextChoices):
    PAGE = "page", "Web page"
    DOCUMENT = "document", "Document"
    FORM = "form", "Form"
    BOOKING = "booking", "Booking page"


class LinkState(models.TextChoices):
    """What is known of an address. A suggested one is shown to the public, which is told that nobody has checked it yet."""

    SUGGESTED = "suggested", "Suggested"
    CONFIRMED = "confirmed", "Confirmed"
    BROKEN = "broken", "Broken"
    WITHDRAWN = "withdrawn", "Withdrawn"


class LinkSource(models.TextChoices):
    """Who first gave the address."""

    DOCUMENT = "document", "An imported document"
    EDITOR = "editor", "An editor"
    PUBLIC = "public", "Found in public, with evidence"
