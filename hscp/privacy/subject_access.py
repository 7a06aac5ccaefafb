"""Shows, corrects and erases what the portal holds about one person, found by their email address, by asking every app.

`erase` also puts the person on the list of the erased, as a keyed hash, so that `replay` can erase them again after an older
backup was restored. Published content is found, but only its editors change it.
"""

import json
import re

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone
from reversion.models import Version

from hscp.privacy import erasure_list
from hscp.privacy.personal_fields import personal_fields, worded_fields
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record

ERASED = "(erased)"
EXPORTS = "Lists that staff downloaded are not held here. Ask the people who made these files to delete or correct them."


class CannotCorrect(Exception):
    """A correction is refused; the message says why and quotes nothing personal."""


class CannotErase(Exception):
    """Somebody cannot be erased now; the message says why and quotes nothing personal."""


def held_on(email, declarations):
    """Return everything held on the person with `email` as a dict that `as_json` can write."""
    held, files = {}, []
    for declaration in declarations:
        held |= declaration.subject_access.held(email)
        files += declaration.subject_access.exported(email)
    return held | {
        "on_erasure_list": erasure_list.is_on_list(email),
        "mentioned_in": _mentions(email),
        "exports": {"note": EXPORTS, "files": files},
    }


def as_json(held):
    """Return what `held_on` found as JSON, to give to the person."""
    return json.dumps(held, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)


def show(email, declarations, *, by=None, at=None):
    """Return what `held_on` finds, and let every app write down that it was shown, and by which member of staff."""
    held = held_on(email, declarations)
    for declaration in declarations:
        declaration.subject_access.was_shown(email, by=by, at=at or timezone.now())
    record(
        AuditKind.PERSON_SHOWN,
        by=by,
        what=_in_numbers({name: len(rows) for name, rows in held.items() if isinstance(rows, list)}),
    )
    return held


@transaction.atomic
def correct(email, changes, declarations, *, by=None, at=None):
    """Write `changes` ({name: text}) to everything of the person that has these, and return {what: number of rows}.

    Raises CannotCorrect, and then changes nothing.
    """
    at = at or timezone.now()
    correctable = list(dict.fromkeys(name for one in declarations for name in one.subject_access.correctable))
    if not set(changes) <= set(correctable):
        raise CannotCorrect(f"These can be corrected: {', '.join(correctable)}.")
    counts = {}
    for declaration in declarations:
        access = declaration.subject_access
        if mine := {name: value for name, value in changes.items() if name in access.correctable}:
            counts |= access.correct(email, mine, by=by, at=at)
    record(AuditKind.PERSON_CORRECTED, by=by, what=_in_numbers(counts))
    return counts


def erase(email, declarations, *, by=None, at=None):
    """Anonymise everything held on the person with `email`, and put them on the list of the erased.

    Published content is left to its editors: `held_on` still names it under `mentioned_in`. Return {what: number of rows}.
    Raises CannotErase when an app refuses, such as for an active account; then nothing was changed.
    """
    at = at or timezone.now()
    if reason := _why_not_erase(email, declarations):
        raise CannotErase(reason)
    with transaction.atomic():
        counts = _erase(email, declarations, by=by, at=at, until=at)
        erasure_list.remember(erasure_list.code_of(email), at)
        record(AuditKind.PERSON_ERASED, by=by, what=_in_numbers(counts))
    return counts


def replay(declarations, *, at=None):
    """Erase again everybody on the list of the erased who came back with a backup. Return how many people.

    What somebody gave after they were erased stays: they came anew. Anyone who may not be erased, such as somebody with an
    active account, is left alone. Raises CannotErase; those before are erased then.
    """
    at = at or timezone.now()
    erased = erasure_list.times()
    addresses = set().union(*(one.subject_access.addresses() for one in declarations))
    people = 0
    for email in sorted(addresses):
        until = max((erased[code] for code in erasure_list.codes_of(email) & erased.keys()), default=None)
        if until is None or _why_not_erase(email, declarations):
            continue
        with transaction.atomic():
            people += any(_erase(email, declarations, by=None, at=at, until=until).values())
    return people


def _in_numbers(counts):
    return ", ".join(f"{name.replace('_', ' ')} {number}" for name, number in counts.items() if number)


def _why_not_erase(email, declarations):
    """Return the first app's reason not to erase the person, or ""."""
    return next(filter(None, (one.subject_access.why_not_erase(email) for one in declarations)), "")


def _erase(email, declarations, *, by, at, until):
    """Erase what the person with `email` gave up to `until`, and return {what: number of rows}."""
    counts = {}
    for declaration in declarations:
        counts |= declaration.subject_access.erase(email, by=by, at=at, until=until)
    is_back = any(one.subject_access.is_back(email) for one in declarations)
    return counts | {"other_records": 0 if is_back else _cut_out(email, declarations)}


def rows_of(queryset, *, only=None, but=frozenset()):
    """Return the rows of `queryset` as dicts of their own columns: `only` these, or all `but` these."""
    names = [field.attname for field in queryset.model._meta.concrete_fields]
    kept = [name for name in names if (only is None or name in only) and name not in but]
    return list(queryset.order_by("pk").values(*kept))


def forget_history(model, pks):
    """Delete the kept versions of these rows of `model`, and their names in the log of what staff did."""
    ids = [str(pk) for pk in pks]
    content_type = ContentType.objects.get_for_model(model)
    Version.objects.filter(content_type=content_type, object_id__in=ids).delete()
    LogEntry.objects.filter(content_type=content_type, object_id__in=ids).update(object_repr=ERASED)


def _cut_out(email, declarations):
    """Cut `email` out of every personal field of every model where it still stands, and return in how many places."""
    pattern, places = _pattern(email), 0
    for field, _ in personal_fields(declarations):
        rows = field.model._base_manager
        for pk, text in _with_address(field, email):
            rows.filter(pk=pk).update(**{field.name: pattern.sub(ERASED, text)[: field.max_length]})
            places += 1
    return places


def _mentions(email):
    """Return where `email` stands, in any field of any model: a list of {"where", "ids"}."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        for field in worded_fields(model):
            if pks := [pk for pk, _ in _with_address(field, email)]:
                found.append({"where": str(field), "ids": pks})
    return found


def _with_address(field, email):
    """Return (primary key, text) of the rows in whose `field` the whole of `email` stands, in any case of its letters."""
    rows = (
        field.model._base_manager.annotate(as_text=Cast(field.name, TextField()))
        .filter(as_text__icontains=email)
        .order_by("pk")
        .values_list("pk", "as_text")
    )
    pattern = _pattern(email)
    return [(pk, text) for pk, text in rows if pattern.search(text)]


def _pattern(email):
    """Return what finds `email` but not a longer address that it is part of."""
    return re.compile(rf"(?<![\w.+'-]){re.escape(email)}(?![\w-]|\.\w)", re.IGNORECASE)
