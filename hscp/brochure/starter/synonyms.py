"""Loads the starter synonyms from content/synonyms.yaml."""

import yaml

from hscp.records.saving import content_change
from hscp.search.models import SearchDocument, Synonym


def load_synonyms(path):
    """Add the synonyms in the YAML file at `path`, once per portal; return how many were added.

    After that they belong to the editors, and what they change or delete stays so. Search documents are never deleted,
    so they show that there have been synonyms before.
    """
    if Synonym.objects.exists() or SearchDocument.objects.filter(kind="synonym").exists():
        return 0
    entries = yaml.safe_load(path.read_text())
    with content_change() as change:
        added = Synonym.objects.bulk_create(
            Synonym(
                words="\n".join(map(str, entry["words"])),
                means="\n".join(map(str, entry["means"])),
                both_ways=entry.get("both_ways", False),
            )
            for entry in entries
        )
        change.touched(*added)
    return len(added)
