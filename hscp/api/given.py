"""All that /api/v1/ gives of a kind, without a request: for the files of open data and for what changed."""

from urllib.parse import urljoin

from django.conf import settings

_BATCH = 100


def given(kind):
    """Yield (primary key, JSON as a dictionary) of each record of a Kind, in the order of its list. Addresses are of HSCP_ADDRESS."""
    keys = list(kind.records().values_list("pk", flat=True))
    for start in range(0, len(keys), _BATCH):
        found = {record.pk: record for record in kind.records().filter(pk__in=keys[start : start + _BATCH])}
        # One that was withdrawn meanwhile is no longer there.
        shown = [found[key] for key in keys[start : start + _BATCH] if key in found]
        for record, made in zip(shown, kind.make(shown, _absolute), strict=True):
            yield record.pk, kind.schema.model_validate(made).model_dump(mode="json")


def _absolute(path):
    """Return the full address of a path of this site, or `path` where it is one already."""
    return urljoin(f"{settings.HSCP_ADDRESS}/", path)
