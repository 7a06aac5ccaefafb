"""The versions of a page that readers choose from: English, the languages that it is there in, and easy read."""

from dataclasses import dataclass

from hscp.languages.models import Translatable, Wording
from hscp.web.addresses import absolute


@dataclass(frozen=True)
class Version:
    """One version of a page: its own `name`, and how HTML calls its language. `current` is the one that is open."""

    name: str
    lang: str
    direction: str
    path: str
    is_easy_read: bool = False
    current: bool = False

    @property
    def address(self):
        """Its address as machines are told it."""
        return absolute(self.path)


def versions_of(record, current=None):
    """Return the Versions of a live record, English first, as a list; [] while it is there in English alone.

    `current` is the Wording that is open, None for the English page. Makes one query.
    """
    if not isinstance(record, Translatable):
        return []
    wordings = Wording.objects.of(record).shown().by_name()
    english = record.get_absolute_url()
    found = [
        Version(
            each.language.own_name,
            each.language.lang,
            each.language.direction,
            f"{english}{each.language.part}/",
            each.language.is_easy_read,
            current is not None and each.pk == current.pk,
        )
        for each in wordings
    ]
    if not found:
        return []
    return [Version("English", "en", "ltr", english, current=current is None), *found]
