"""How like a new record is to one that the document no longer names: by title, address, words, and what packs hold."""

from collections import defaultdict

from hscp.brochure.duplicates.finding import SAME_ADDRESS
from hscp.brochure.importing.link_part import LinkPart
from hscp.brochure.importing.record_types import PACK_LISTS, RECORD_TYPES, Target
from hscp.records.rich_text.plain_text import words_to_find
from hscp.records.titles import look_alike, words_of
from themes.models import Theme

# From this share on, two packs that hold the same are asked about, whatever their titles, and so are two titles in one pack.
SHARE = 0.5
FEWEST = 2
# The share of the words of two introductions that are the same, and how many they have at least.
TEXT_SHARE = 0.6
SHORTEST_TEXT = 12
SAME_TEXT = "Their introductions have mostly the same words."


class Likeness:
    """Compares new records, Entries of a plan, with `former`, Targets of stored records; a few queries read what is needed."""

    def __init__(self, entries, former):
        pks = defaultdict(list)
        for target in former:
            pks[target.model].append(target.pk)
        self._link_parts = {
            model: part for model in pks for part in RECORD_TYPES[model].parts if isinstance(part, LinkPart)
        }
        self._addresses = {model: part.load(pks[model]) for model, part in self._link_parts.items()}
        # {theme: what its pack holds, as (list, key) pairs}, and {(model, key): the stored themes whose packs hold it}.
        self._held, self._holders = defaultdict(set), defaultdict(set)
        for list_type in PACK_LISTS:
            if list_type.item_model:
                self._read(list_type, pks)
        self._new_holders = defaultdict(set)
        for entry in entries:
            if entry.target.model is Theme and entry.target.pk:
                for _, item in _items(entry):
                    self._new_holders[item].add(entry.target.pk)

    def _read(self, list_type, pks):
        rows = list_type.through.objects.values_list("theme_id", f"{list_type.item}_id")
        for theme, item in rows.filter(theme__in=pks[Theme]) if pks[Theme] else ():
            self._held[theme].add((list_type.name, item))
        model = list_type.item_model
        for theme, item in rows.filter(**{f"{list_type.item}__in": pks[model]}) if pks[model] else ():
            self._holders[model, item].add(theme)

    def of(self, entry, target):
        """Return (how alike from 0 to 2, why); (0, "") for two that are not alike."""
        if reason := look_alike(entry.target.title, target.title):
            return 2, reason
        if target.model is Theme:
            return max(self._pack(entry, target), self._text(entry, target))
        return max(self._address(entry, target), self._words(entry, target))

    def _address(self, entry, target):
        before, now = self._addresses[target.model].get(target.pk), entry.said.get("link")
        comparable = self._link_parts[target.model].comparable
        return (1.5, SAME_ADDRESS) if before and now and comparable(now) == comparable(before) else (0, "")

    def _words(self, entry, target):
        """Two that share words of their titles, in the same pack."""
        packs = self._new_holders[entry.target] & self._holders[target.model, target.pk]
        new, former = set(words_of(entry.target.title)), set(words_of(target.title))
        both = new & former
        share = len(both) / max(1, min(len(new), len(former)))
        if not packs or len(both) < FEWEST or share < SHARE:
            return 0, ""
        return (
            share,
            f"Both are in the same pack, and share the words “{' '.join(w for w in words_of(target.title) if w in both)}”.",
        )

    def _pack(self, entry, target):
        mine = {(name, item.pk or item) for name, item in _items(entry)}
        theirs = self._held[target.pk]
        both = len(mine & theirs)
        share = both / max(len(mine), len(theirs), 1)
        if both < FEWEST or share < SHARE:
            return 0, ""
        why = f"{both} of the {len(mine)} things in its pack are in the pack of the other, which has {len(theirs)}."
        return share, why

    @staticmethod
    def _text(entry, target):
        new = set(words_of(words_to_find(entry.said.get("introduction") or "")))
        former = set(words_of(words_to_find(target.record.introduction)))
        if min(len(new), len(former)) < SHORTEST_TEXT:
            return 0, ""
        share = len(new & former) / len(new | former)
        return (share, SAME_TEXT) if share >= TEXT_SHARE else (0, "")


def _items(theme):
    """Yield (name of the list, Target) for all that a theme's Entry holds."""
    for list_type, comparison in theme.lists.items():
        for item, _ in comparison.wanted:
            if isinstance(item, Target):
                yield list_type.name, item
