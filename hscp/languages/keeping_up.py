"""Which wordings are behind the English, and since when: looked at in every change of content that touches a record or a wording."""

from collections import defaultdict
from dataclasses import asdict

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone

from hscp.languages.models import Translatable, Wording


def look_for_outdated(touched):
    """Write since when the wordings are behind that a change of `touched`, (model, pk) pairs, concerns; nothing for one that is not.

    Makes a query where it touched records that may have wordings, or wordings, and some more where there are any.
    """
    by_model = defaultdict(set)
    for model, pk in touched:
        if pk is not None and issubclass(model, Translatable | Wording):
            by_model[model].add(pk)
    if not by_model:
        return
    concerned = Q(pk__in=by_model.pop(Wording, ()))
    for model, pks in by_model.items():
        concerned |= Q(content_type=ContentType.objects.get_for_model(model), object_id__in=pks)
    for wording in Wording.objects.filter(concerned).prefetch_related("english"):
        if wording.english is None:
            continue  # it is being deleted with its record
        is_behind = wording.made_from != asdict(wording.english.english_text())
        if is_behind != wording.is_outdated:
            since = timezone.now() if is_behind else None
            Wording.objects.filter(pk=wording.pk).update(outdated_since=since)
