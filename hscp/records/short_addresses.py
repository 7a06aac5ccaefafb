"""Permanent short addresses: /t/<code> leads to a record whatever it is renamed to.

A code is given once, from the words the record had then, and never to another record. Paper posters and newsletters
cannot be corrected, so a code outlives a rename, a merge (it leads to the record that was kept) and archiving.
"""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils.text import slugify

from hscp.models import ShortAddress
from hscp.records.compiled_queries import CompiledQuery

# The words of a code: enough to be read, few enough to be typed from a poster.
LONGEST = 28
# A whole code with its ending. The field holds 40, which leaves room for a number.
LONGEST_WHOLE = 36
# They add nothing at the start or end of a code, and little inside one.
_SMALL = frozenset(("a", "an", "and", "the", "of", "for", "from", "in", "on", "to", "with", "every"))


class Shareable(models.Model):
    """A record with a short address, given when it is first saved and permanent."""

    # The ending of the code, to distinguish records of two kinds with the same title.
    short_ending = ""

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        super().save(*args, update_fields=update_fields, **kwargs)
        # What only changes some fields was stored with its code before.
        if update_fields is None:
            give_code(self)

    def short_words(self):
        """Return the words (str) that the record's code is made from."""
        return self.title


def give_code(record):
    """Give a stored record a code, unless it has one. Makes one query if it has."""
    while not _addresses_of(record).exists():
        base = code_from(record.short_words(), record.short_ending) or record._meta.model_name
        code = _free(base)
        try:
            with transaction.atomic():
                ShortAddress.objects.create(code=code, record=record)
        except IntegrityError:
            # Somebody else was quicker, with this code or for this record: try again.
            continue


def code_of(record):
    """Return the record's code, the first it was given, or "" if it has none. Makes one query."""
    kind = ContentType.objects.get_for_model(record)
    return next(iter(_first_code(kind=kind.pk, record=record.pk)), "")


@CompiledQuery
def _first_code(kind, record):
    rows = ShortAddress.objects.filter(content_type=kind, object_id=record).order_by("pk")
    return rows.values_list("code", flat=True)[:1]


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


def code_from(words, ending=""):
    """Return the code made from `words`, as whole words followed by `ending`; "" if none can be in a code.

    If the words do not all fit, the verb they begin with is left out ("Supporting Children who Self-Harm" makes
    "children-who-self-harm"), then the small words, and finally those at the end.
    """
    room = min(LONGEST, LONGEST_WHOLE - len(ending) - 1) if ending else LONGEST
    parts = _trimmed([part for part in map(slugify, words.split()) if part])
    if _length(parts) > room and len(parts) > 1 and parts[0].endswith("ing"):
        parts = _trimmed(parts[1:])
    if _length(parts) > room:
        parts = [part for part in parts if part not in _SMALL]
    while _length(parts) > room and len(parts) > 1:
        parts.pop()
    base = "-".join(parts)[:room].strip("-_")
    return f"{base}-{ending}" if base and ending else base


def _addresses_of(record):
    kind = ContentType.objects.get_for_model(record)
    return ShortAddress.objects.filter(content_type=kind, object_id=record.pk)


def _free(base):
    """Return `base`, with a number after it if another record has that code."""
    taken = set(ShortAddress.objects.filter(code__startswith=base).values_list("code", flat=True))
    code, number = base, 1
    while code in taken:
        number += 1
        code = f"{base}-{number}"
    return code


def _trimmed(parts):
    """Return a list of words without the small ones at its start and end; the whole list if all are small."""
    significant = [position for position, part in enumerate(parts) if part not in _SMALL]
    return parts[significant[0] : significant[-1] + 1] if significant else parts


def _length(parts):
    return len("-".join(parts))
