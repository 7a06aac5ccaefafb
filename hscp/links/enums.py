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


class CheckResult(models.TextChoices):
    """What the machine check found at an address."""

    OK = "ok", "Fine"
    MOVED = "moved", "Has moved"
    BROKEN = "broken", "Does not work"
    OTHER_CONTENT = "other", "Answers, but says something else"
    NOT_SECURE = "not_secure", "Makes no secure connection"
    SLOW = "slow", "Is very slow"
    BLOCKED = "blocked", "Refuses automatic checks"
    NOT_CHECKED = "not_checked", "Could not be checked"


# What somebody should look at, the worst first. A site that turns machines away says nothing about its pages.
WRONG = (
    CheckResult.BROKEN,
    CheckResult.OTHER_CONTENT,
    CheckResult.NOT_SECURE,
    CheckResult.MOVED,
    CheckResult.SLOW,
)
# What shows that readers get there.
WORKING = (CheckResult.OK, CheckResult.MOVED, CheckResult.SLOW)
# What says nothing new of an address.
UNKNOWN = (CheckResult.BLOCKED, CheckResult.NOT_CHECKED)
