"""The synonyms a first run begins with, from content/synonyms.yaml."""

import yaml
from django.db import transaction

from hscp.search.index import refresh
from hscp.search.models import Synonym


@transaction.atomic
def load_synonyms(path):
    """Add the synonyms in the YAML file at `path` that are not there yet; return how many. Editors' own are kept."""
    added = []
    for entry in yaml.safe_load(path.read_text()):
        synonym, created = Synonym.objects.get_or_create(
            words="\n".join(map(str, entry["words"])),
            defaults={
                "means": "\n".join(map(str, entry["means"])),
                "both_ways": entry.get("both_ways", False),
            },
        )
        if created:
            added.append(synonym)
    refresh(*added)
    return len(added)
