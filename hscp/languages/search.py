"""What search finds of wordings: their own words, and for the rest what it knows of the records that they are of."""

from dataclasses import dataclass, replace

from hscp.languages.models import Wording
from hscp.records.rich_text.plain_text import as_line
from hscp.records.state import State
from hscp.search.index.entries import SearchSource

KIND = "wording"
# A page in English comes first where it is found by the same words.
_LIGHTER = 0.8


@dataclass(frozen=True)
class WordingSource(SearchSource):
    """The wordings of the records of `originals`, (SearchSource of them) by their models."""

    originals: dict = None

    def found(self, pks):
        """Yield (wording, its Entry) for those of the wordings `pks` that are published, of published records, in languages in use.

        The dates within which the public sees it are those of both.
        """
        wordings = list(self.records().filter(pk__in=pks, state=State.PUBLISHED, language__in_use=True))
        by_model = {}
        for wording in wordings:
            by_model.setdefault(wording.content_type.model_class(), []).append(wording)
        for model, some in by_model.items():
            source = self.originals[model]
            found = {
                record.pk: (record, entry)
                for record, entry in source.found([each.object_id for each in some])
            }
            for wording in some:
                if wording.object_id in found:
                    record, english = found[wording.object_id]
                    wording.publish_at = _later(wording.publish_at, record.publish_at)
                    wording.expire_at = _earlier(wording.expire_at, record.expire_at)
                    yield wording, _entry(wording, record, english, source)


def _later(one, other):
    return max(filter(None, (one, other)), default=None)


def _earlier(one, other):
    return min(filter(None, (one, other)), default=None)


def _entry(wording, record, english, source):
    language = wording.language
    name = "easy read" if language.is_easy_read else language.name
    return replace(
        english,
        title=wording.title,
        url=f"{english.url}{language.part}/",
        aliases=wording.alias_list,
        names=[],
        summary=wording.summary,
        plain="",
        subtitle=language.own_name,
        texts=[as_line(wording.body)],
        related=[],
        labels=[language.name, language.own_name],
        format=None,
        listed=[],
        opens=None,
        weight=english.weight * _LIGHTER,
        modified_at=wording.updated_at,
        depends_on=[*english.depends_on, record, language],
        language={"lang": language.lang, "direction": language.direction},
        version_of={"kind": source.kind, "id": record.pk, "name": name},
    )


def wording_source(sources):
    """Return the source of the wordings of what `sources` (SearchSources of all apps) find."""
    originals = {source.model: source for source in sources if hasattr(source.model, "wordings")}
    touched_by = {"languages.Language": ("language",)}
    for model, source in originals.items():
        name = model._meta.model_name
        touched_by.setdefault(model._meta.label, ())
        touched_by[model._meta.label] += (name,)
        for label, paths in source.touched_by.items():
            paths = (paths,) if isinstance(paths, str) else paths
            touched_by[label] = (*touched_by.get(label, ()), *(f"{name}__{path}" for path in paths))
    return WordingSource(
        kind=KIND,
        label="Other language or easy read",
        model=Wording,
        records=lambda: Wording.objects.select_related("language", "content_type"),
        entry=None,
        touched_by=touched_by,
        originals=originals,
    )
