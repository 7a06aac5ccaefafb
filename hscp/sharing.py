"""Short addresses that stay: /t/<code> leads to a record whatever it is renamed to. Foundation: imports no app.

A code is given once, from the words the record had then, and is never given to another record. Posters and newsletters
on paper cannot be mended, so a code outlives a rename, a merge (it leads to the record that was kept) and an archive.
"""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils.text import slugify

from hscp.models import ShortAddress

# Long enough to be read, short enough to be typed from a poster.
LONGEST = 28
# The words that tell nothing at the start or the end of a code.
_SMALL = frozenset(("a", "an", "and", "the", "of", "for", "from", "in", "on", "to", "with", "every"))


class Shareable(models.Model):
    """A record with a short address. `short_words` gives the words that a new code is made of."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        give_code(self, self.short_words())

    def short_words(self):
        """Return the words (str) that the record's code is made of."""
        return self.title


def give_code(record, words):
    """Give a stored record a code made of `words`, unless it has one."""
    kind = ContentType.objects.get_for_model(record)
    if ShortAddress.objects.filter(content_type=kind, object_id=record.pk).exists():
        return
    base = code_from(words) or kind.model
    taken = set(ShortAddress.objects.filter(code__startswith=base).values_list("code", flat=True))
    number = 1
    while True:
        code = base if number == 1 else f"{base}-{number}"
        number += 1
        if code in taken:
            continue
        try:
            with transaction.atomic():
                ShortAddress.objects.create(code=code, content_type=kind, object_id=record.pk)
        except IntegrityError:
            # Somebody else was quicker with this code.
            continue
        return


def code_of(record):
    """Return the record's code: the first it was given. "" where it has none. Makes one query."""
    kind = ContentType.objects.get_for_model(record)
    found = ShortAddress.objects.filter(content_type=kind, object_id=record.pk).order_by("pk").first()
    return found.code if found else ""


def codes_of(records):
    """Return {pk: code} of `records`, all of one model. Makes one query."""
    records = list(records)
    if not records:
        return {}
    kind = ContentType.objects.get_for_model(records[0])
    rows = ShortAddress.objects.filter(content_type=kind, object_id__in=[record.pk for record in records])
    return dict(rows.order_by("-pk").values_list("object_id", "code"))


def short_address(code, audience=""):
    """Return the absolute short address of a code. `audience` ("parents", "professionals") leads to its toolkits."""
    path = (
        reverse("site:short_toolkits", args=[code, audience])
        if audience
        else reverse("site:short", args=[code])
    )
    return settings.HSCP_ADDRESS + path


def code_from(words):
    """Return the code that `words` make: whole words, without small ones at its ends, at most LONGEST signs."""
    code = ""
    for word in slugify(words).split("-"):
        longer = f"{code}-{word}" if code else word[:LONGEST]
        if len(longer) > LONGEST:
            break
        code = longer
    parts = [part for part in code.split("-") if part]
    while parts and parts[-1] in _SMALL:
        parts.pop()
    while parts and parts[0] in _SMALL:
        parts.pop(0)
    return "-".join(parts)
