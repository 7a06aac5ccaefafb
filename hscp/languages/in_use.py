"""The languages in which readers find something."""

from django.db.models import Count, F, Q

from hscp.languages.enums import EASY_READ
from hscp.languages.models import Language, Wording


def languages_with_pages():
    """Return the Languages that have a page, by name, easy read last, each with the `number` of its pages. Makes one query."""
    live = Wording.objects.live().order_by().values("pk")
    found = Language.objects.annotate(number=Count("wordings", filter=Q(wordings__in=live))).filter(
        number__gt=0
    )
    return sorted(found.order_by(F("name"), "pk"), key=lambda language: language.code == EASY_READ)
