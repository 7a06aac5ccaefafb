"""The fixed choices of languages, and the codes that name them."""

import re

from django.db import models

# Not a language: English in short sentences. It stands in an address where the code of a language would.
EASY_READ = "easy-read"
# A language, perhaps with its script and its country, of RFC 5646 (BCP 47). What else the standard allows, no page needs.
CODE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?")


class Direction(models.TextChoices):
    """Which way a script runs, as HTML says it."""

    LTR = "ltr", "From left to right"
    RTL = "rtl", "From right to left"


def normal_code(text):
    """Return a code of a language with its letters as BCP 47 recommends: "zh-hans" is "zh-Hans". What is none stays as it is."""
    first, *rest = text.strip().replace("_", "-").split("-")
    rest = [part.title() if len(part) == 4 else part.upper() for part in rest]
    return "-".join([first.lower(), *rest])
