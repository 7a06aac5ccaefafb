"""The editors' page about what goes stale: who keeps it, what is due, and “reviewed” for many at once."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponseNotAllowed, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from hscp.editing.freshness.defaults import read_defaults
from hscp.editing.freshness.kinds import content_kinds
from hscp.editing.freshness.review_dates import give_review_dates, next_review, number_without
from hscp.models import User
from hscp.records.publishing import mark_reviewed
from hscp.records.saving import content_change
from hscp.site.freshness.stale import REASONS, REVIEW, StaleRecords
from hscp.web.page_sizes import ADMIN_LISTS
from hscp.web.typed_numbers import whole_number
from hscp.web.wording import counted, full_name

MINE, NOBODY = "me", "nobody"


def freshness(request):
    """Show what goes stale among the records that this person may see; a POST marks some as reviewed, or gives dates."""
    models = [model for model in content_kinds() if _may(request.user, "view", model)]
    if not models:
        raise PermissionDenied
    if request.method == "POST":
        return _act(request, [model for model in models if _may(request.user, "change", model)])
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    return _page(request, models)


def _may(user, verb, model):
    return user.has_perm(f"{model._meta.app_label}.{verb}_{model._meta.model_name}")


def _page(request, models):
    by_name = {model._meta.label_lower: model for model in models}
    kind, reason, owner = (request.GET.get(name, "") for name in ("kind", "reason", "owner"))
    kind = kind if kind in by_name else ""
    reason = reason if reason in REASONS else ""
    keeper = (
        str(request.user.pk) if owner == MINE else owner if owner == NOBODY or whole_number(owner) else ""
    )
    defaults = read_defaults()
    everything = StaleRecords(defaults, models=models).counts()
    chosen = StaleRecords(
        defaults,
        models=[by_name[kind]] if kind else models,
        reasons=[reason] if reason else REASONS,
        keeper=keeper,
    )
    wanted = None if keeper == NOBODY else keeper
    number = sum(
        each
        for (model, why, who), each in everything.items()
        if (not kind or model is by_name[kind])
        and (not reason or why == reason)
        and (not keeper or str(who or "") == (wanted or ""))
    )
    pages = Paginator(_Rows(chosen, number), ADMIN_LISTS)
    page = pages.get_page(request.GET.get("page"))
    people = User.objects.in_bulk({who for _, _, who in everything if who})
    rows = [_shown(row, people, request.user) for row in page.object_list]
    context = {
        **admin.site.each_context(request),
        "title": "What goes stale",
        "filters": [
            _filter("Owner", "owner", owner, _owners(everything, people, request.user)),
            _filter("Kind", "kind", kind, _kinds(everything)),
            _filter("Why", "reason", reason, _reasons(everything)),
        ],
        "rows": rows,
        "may_mark": any(row["may_mark"] for row in rows),
        "number": number,
        "page": page,
        "query": _query(request, without="page"),
        "undated": number_without([model for model in models if _may(request.user, "change", model)]),
    }
    return TemplateResponse(request, "admin/freshness.html", context)


class _Rows:
    """The rows of a StaleRecords for a Paginator, which reads those of one page; how many there are is known."""

    def __init__(self, stale, number):
        self._stale, self._number = stale, number

    def count(self):
        return self._number

    def __len__(self):
        return self._number

    def __getitem__(self, part):
        return self._stale.rows(part.start, part.stop)


def _shown(row, people, user):
    opts = row.model._meta
    keeper = people.get(row.keeper)
    return {
        "key": f"{opts.label_lower}:{row.pk}",
        "title": row.title,
        "kind": capfirst(opts.verbose_name),
        "why": REASONS[row.reason],
        "due": row.due,
        "overdue": row.due is None or row.due < timezone.localdate(),
        "keeper": keeper and full_name(keeper),
        "address": reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk]),
        "may_mark": row.reason == REVIEW and _may(user, "change", row.model),
    }


def _owners(counts, people, user):
    """Return (value, name, number) for each person who keeps something stale: this one first, nobody next."""
    numbers = {}
    for (_, _, who), number in counts.items():
        numbers[who] = numbers.get(who, 0) + number
    mine = numbers.pop(user.pk, 0)
    named = sorted(
        (full_name(person), str(who), numbers[who]) for who in numbers if (person := people.get(who))
    )
    nobody = [(NOBODY, "Nobody", numbers[None])] if None in numbers else []
    return [(MINE, "Me", mine), *nobody, *((who, name, number) for name, who, number in named)]


def _kinds(counts):
    numbers = {}
    for (model, _, _), number in counts.items():
        numbers[model] = numbers.get(model, 0) + number
    return [
        (model._meta.label_lower, capfirst(model._meta.verbose_name_plural), numbers[model])
        for model in content_kinds()
        if model in numbers
    ]


def _reasons(counts):
    numbers = {}
    for (_, why, _), number in counts.items():
        numbers[why] = numbers.get(why, 0) + number
    return [(why, name, numbers[why]) for why, name in REASONS.items() if why in numbers]


def _filter(label, name, value, choices):
    return {"label": label, "name": name, "value": value, "choices": choices}


def _query(request, *, without):
    query = request.GET.copy()
    query.pop(without, None)
    return query.urlencode()


# What is done about it


def _act(request, models):
    back = redirect(
        f"{reverse('admin:freshness')}?{QueryDict(request.POST.get('back', '')).urlencode()}".rstrip("?")
    )
    if not models:
        raise PermissionDenied
    if "give_dates" in request.POST:
        given = give_review_dates(by=request.user, models=models)
        messages.success(request, f"{counted(given, 'record')} given a review date by the rule of the kind.")
        return back
    marked = _mark(request.POST.getlist("row"), models, request.user)
    if marked:
        messages.success(request, f"{counted(marked, 'record')} marked as reviewed today.")
    else:
        messages.warning(request, "Tick the records that you have read, then mark them as reviewed.")
    return back


def _mark(keys, models, by):
    """Mark the records of `keys` ("app.model:key") among `models` as reviewed, as one revision. Return how many there were."""
    pks = {model: [] for model in models}
    by_name = {model._meta.label_lower: model for model in models}
    for key in keys:
        name, _, pk = key.partition(":")
        if name in by_name and (number := whole_number(pk)):
            pks[by_name[name]].append(number)
    defaults = read_defaults()
    with content_change(by=by, comment="Reviewed."):
        return sum(
            mark_reviewed(
                queryset=model._default_manager.filter(pk__in=some),
                by=by,
                next_review=next_review(model, defaults=defaults),
            )
            for model, some in pks.items()
            if some
        )
