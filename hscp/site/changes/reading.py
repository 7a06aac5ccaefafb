"""Reads the history of the site: versions of records, what only the admin's log notes, and drafts that nobody has published yet.

A page costs the same however much there is. A save that changed many records at once, such as an import, is one line.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Subquery, Value
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst
from reversion.models import Revision, Version

from hscp.editing.models import Draft
from hscp.web.wording import counted

# A line names so many records; the rest open on a page of their own.
NAMED = 3
_SAVED, _LOGGED, _DRAFTED = range(3)


@dataclass
class Changed:
    """One record of a line: its kind, its name, and where its form and the comparison are ("" where there is none)."""

    kind: str
    name: str
    form: str = ""
    compare: str = ""


@dataclass
class Line:
    """One save: when, who (None for what the portal did by itself), what is said of it, and the records. `more` opens the others."""

    at: datetime
    who: object
    what: str
    records: list = field(default_factory=list)
    many: str = ""
    more: str = ""


@dataclass(frozen=True)
class Wanted:
    """Which changes: `kept` and `logged` as `models_for` returns them, since when, by which user, of which one save (its key)."""

    kept: list
    logged: list
    since: datetime | None = None
    by: int | None = None
    save: int | None = None


def changes(wanted):
    """Return the keys of the changes, the latest first, as a queryset of (when, key, source) to take a page of."""
    types = _types(wanted.kept)
    saved = Revision.objects.filter(
        Exists(Version.objects.filter(revision=OuterRef("pk"), content_type__in=types))
    )
    if wanted.save is not None:
        saved = saved.filter(pk=wanted.save)
    logged = LogEntry.objects.filter(content_type__in=_types(wanted.logged))
    drafts = Draft.objects.filter(content_type__in=types)
    parts = [
        _keys(saved, "date_created", "user", _SAVED, wanted),
        _keys(logged, "action_time", "user", _LOGGED, wanted),
        _keys(drafts, "changed_at", "changed_by", _DRAFTED, wanted),
    ]
    if wanted.save is not None:
        parts = parts[:1]
    return parts[0].union(*parts[1:], all=True).order_by("-at", "-key")


def lines(keys, wanted):
    """Return the Lines of a page of `keys`, in their order."""
    by_source = defaultdict(list)
    for _, key, source in keys:
        by_source[source].append(key)
    found = {
        **_saved_lines(by_source[_SAVED], wanted),
        **_logged_lines(by_source[_LOGGED]),
        **_draft_lines(by_source[_DRAFTED]),
    }
    return [found[source, key] for _, key, source in keys if (source, key) in found]


def _types(models):
    return {kind.pk: model for model, kind in ContentType.objects.get_for_models(*models).items()}


def _keys(rows, when, who, source, wanted):
    if wanted.since:
        rows = rows.filter(**{f"{when}__gte": wanted.since})
    if wanted.by:
        rows = rows.filter(**{who: wanted.by})
    return (
        rows.order_by()
        .annotate(at=F(when), key=F("pk"), source=Value(source, output_field=IntegerField()))
        .values_list("at", "key", "source")
    )


def _saved_lines(keys, wanted):
    types = _types(wanted.kept)
    counts = _counts(keys, types)
    few = [key for key, numbers in counts.items() if sum(numbers.values()) <= NAMED]
    records = _records(few, types)
    found = {}
    for revision in Revision.objects.filter(pk__in=keys).select_related("user"):
        line = Line(revision.date_created, revision.user, revision.get_comment() or "Saved.")
        if revision.pk in records:
            line.records = records[revision.pk]
        else:
            line.many = _in_numbers(counts[revision.pk], types)
            line.more = reverse("admin:changes_save", args=[revision.pk])
        found[_SAVED, revision.pk] = line
    return found


def records_of(save, wanted, limit):
    """Return the first `limit` records of one save as Changed, by its key."""
    types = _types(wanted.kept)
    return _records([save], types, limit).get(save, [])


def _counts(keys, types):
    """Return {key of a save: {content type: number of records}}."""
    counts = defaultdict(dict)
    rows = Version.objects.filter(revision__in=keys, content_type__in=types).order_by()
    for key, kind, number in rows.values_list("revision", "content_type").annotate(number=Count("pk")):
        counts[key][kind] = number
    return counts


def _records(keys, types, limit=None):
    """Return {key of a save: [Changed]}, each with the comparison to the version before."""
    before = Version.objects.filter(
        content_type=OuterRef("content_type"), object_id=OuterRef("object_id"), pk__lt=OuterRef("pk")
    )
    rows = (
        Version.objects.filter(revision__in=keys, content_type__in=types)
        .annotate(older=Subquery(before.order_by("-pk").values("pk")[:1]))
        .order_by("pk")
        .values_list("revision", "content_type", "object_id", "object_repr", "pk", "older")
    )
    rows = list(rows[:limit] if limit else rows)
    there = _still_there({(kind, pk) for _, kind, pk, *_ in rows}, types)
    found = defaultdict(list)
    for key, kind, pk, name, newer, older in rows:
        model = types[kind]
        changed = Changed(_name(model), name)
        if (kind, pk) in there:
            changed.form = _address(model, "change", pk)
            if older and (compare := _address(model, "compare", pk)):
                changed.compare = f"{compare}?older={older}&newer={newer}"
        found[key].append(changed)
    return found


def _still_there(keys, types):
    """Return those of `keys` ((content type, key as text)) that have not been deleted: one query for each kind."""
    by_type = defaultdict(list)
    for kind, pk in keys:
        by_type[kind].append(pk)
    return {
        (kind, str(pk))
        for kind, pks in by_type.items()
        for pk in types[kind]._base_manager.filter(pk__in=pks).values_list("pk", flat=True)
    }


def _logged_lines(keys):
    rows = LogEntry.objects.filter(pk__in=keys).select_related("user", "content_type")
    found = {}
    for entry in rows:
        model = entry.content_type.model_class()
        changed = Changed(_name(model), entry.object_repr)
        if entry.object_id and not entry.is_deletion():
            changed.form = _address(model, "change", entry.object_id)
        what = "Deleted." if entry.is_deletion() else entry.get_change_message() or "Saved."
        found[_LOGGED, entry.pk] = Line(entry.action_time, entry.user, what, [changed])
    return found


def _draft_lines(keys):
    drafts = Draft.objects.filter(pk__in=keys).select_related("changed_by").prefetch_related("record")
    return {
        (_DRAFTED, draft.pk): Line(
            draft.changed_at,
            draft.changed_by,
            "Changed its draft. The public does not see it yet.",
            [
                Changed(
                    _name(type(draft.record)),
                    str(draft.record),
                    _address(type(draft.record), "change", draft.object_id),
                )
            ],
        )
        for draft in drafts
        if draft.record is not None
    }


def _in_numbers(counts, types):
    named = sorted(
        ((number, types[kind]._meta) for kind, number in counts.items()), key=lambda each: -each[0]
    )
    return ", ".join(counted(number, opts.verbose_name, opts.verbose_name_plural) for number, opts in named)


def _name(model):
    return capfirst(model._meta.verbose_name)


def _address(model, page, pk):
    try:
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=[pk])
    except NoReverseMatch:
        return ""
