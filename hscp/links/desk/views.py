"""The pages of the link desk: the lines that wait, and what this editor has decided."""

from functools import wraps
from math import ceil

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.http import HttpResponseNotAllowed, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from hscp.links.desk.deciding import NotDecided, Overtaken, book_at, decide, undo
from hscp.links.desk.forms import ChoiceForm, DecisionForm, members_of
from hscp.links.desk.kinds import BY_NAME, kinds_for
from hscp.links.desk.lines import lines_of_page, waiting_numbers
from hscp.links.desk.session import decisions_of, forget, remember, tell, told
from hscp.links.undoing import CannotUndo
from hscp.records.saving import CannotPublish
from hscp.web.page_sizes import DESK_LINES, DESK_PROVIDERS
from hscp.web.typed_numbers import whole_number
from resources.models import Publisher
from training.models import Course

# With fewer courses than this, their own pages are worth finding.
MANY_COURSES = 3


def _for_deciders(*methods):
    """Make a page of a function that also takes the kinds of record on which the person decides; there must be some."""

    def decorate(view):
        @wraps(view)
        def page(request):
            kinds = kinds_for(request.user)
            if not kinds:
                raise PermissionDenied
            return view(request, kinds) if request.method in methods else HttpResponseNotAllowed(methods)

        return page

    return decorate


@_for_deciders("GET", "HEAD", "POST")
def desk(request, kinds):
    """Show the lines that wait; a POST decides one of them and goes on to the next."""
    if request.method == "POST":
        return _decide(request, kinds)
    return _page(request, kinds)


@_for_deciders("POST")
def set_booking_page(request, kinds):
    """Set where the courses of a provider are booked."""
    if BY_NAME["course"] not in kinds:
        raise PermissionDenied
    provider, address = whole_number(request.POST.get("provider")), request.POST.get("address", "")
    try:
        taken = book_at(provider, address, by=request.user)
    except (Overtaken, CannotPublish) as error:
        tell(request, str(error), is_warning=True)
    except ValidationError as error:
        tell(request, " ".join(error.messages), is_warning=True)
    else:
        remember(request, taken, "")
    return _back(request)


@_for_deciders("POST")
def undo_decision(request, kinds):
    """Take back one of the decisions of this session."""
    number = request.POST.get("id", "")
    entry = next((each for each in decisions_of(request) if str(each["id"]) == number), None)
    if entry is None:
        tell(request, "This decision has been taken back already.", is_warning=True)
        return _back(request)
    try:
        undo(entry["undo"], by=request.user)
    except (CannotUndo, CannotPublish) as error:
        tell(request, f"“{entry['title']}”: {error}", is_warning=True)
        return _back(request)
    forget(request, entry["id"])
    tell(request, f"Taken back: “{entry['title']}”.")
    return _back(request, entry["line"])


@_for_deciders("GET", "HEAD")
def decided(request, kinds):
    """Show the decisions of this session, each with a way back."""
    decisions = [{**each, "at": parse_datetime(each["at"])} for each in decisions_of(request)]
    context = {**admin.site.each_context(request), "title": "What you have decided", "decisions": decisions}
    return TemplateResponse(request, "admin/links/desk_decided.html", context | {"told": told(request)})


def _back(request, line=""):
    """Return to the page of the desk that a form came from, at the line with the key `line`."""
    query = QueryDict(request.POST.get("back", "")).urlencode()
    return _to_desk(query, line)


def _to_desk(query, line):
    address = reverse("admin:link_desk")
    return redirect(f"{address}{'?' if query else ''}{query}{f'#line-{line}' if line else ''}")


def _decide(request, kinds):
    form = DecisionForm(request.POST)
    key, following = request.POST.get("line", "")[:40], request.POST.get("next", "")[:40]
    seen = dict(zip(members_of(request.POST.getlist("offered")), request.POST.getlist("seen"), strict=False))
    ticked = [each for each in members_of(request.POST.getlist("record")) if each in seen]
    if any(kind not in kinds for kind, _ in seen):
        raise PermissionDenied
    problem = None
    if form.is_valid():
        try:
            taken = decide(
                form.taken,
                ticked=ticked,
                unticked=[each for each in seen if each not in ticked],
                seen=seen,
                links=[number for each in request.POST.getlist("link") if (number := whole_number(each))],
                by=request.user,
            )
        except Overtaken as error:
            tell(request, str(error), is_warning=True)
            return _to_desk(request.GET.urlencode(), key)
        except (NotDecided, CannotPublish) as error:
            problem = {"general": str(error)}
        except ValidationError as error:
            problem = {"address": " ".join(error.messages)}
        else:
            remember(request, taken, key)
            return _to_desk(request.GET.urlencode(), following)
    else:
        problem = {name: " ".join(errors) for name, errors in form.errors.items()}
        problem["general"] = problem.pop("__all__", "") or problem.pop("decision", "")
    typed = {name: request.POST.get(name, "") for name in ("address", "parent_page", "because")}
    ticks = {f"{kind.name}-{pk}" for kind, pk in ticked}
    return _page(request, kinds, failed={"line": key, "problem": problem, "typed": typed, "ticks": ticks})


def _page(request, kinds, failed=None):
    form = ChoiceForm(request.GET, kinds=kinds)
    choice = form.choice
    figures = {kind: kind.figures() for kind in kinds}
    waiting, everything = (sum(each) for each in zip(*figures.values(), strict=True))
    found = waiting_numbers(kinds, choice) if choice else waiting
    pages = max(1, ceil(found / DESK_LINES))
    number = min(max(1, whole_number(request.GET.get("page")) or 1), pages)
    lines = lines_of_page(kinds, choice, number)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        **admin.site.each_context(request),
        "title": "Link desk",
        "form": form,
        "is_filtered": bool(choice),
        "waiting": waiting,
        "everything": everything,
        "done": everything - waiting,
        "found": found,
        "lines": [
            {"line": line, "next": key, "failed": _failed_at(line, failed)}
            for line, key in zip(lines, [*(each.key for each in lines[1:]), ""], strict=False)
        ],
        "number": number,
        "pages": pages,
        "query": query.urlencode(),
        "back": request.GET.urlencode(),
        "providers": _providers(choice) if BY_NAME["course"] in kinds and number == 1 else [],
        "latest": next(iter(decisions_of(request)), None),
        "told": told(request),
        "failed": failed,
    }
    return TemplateResponse(request, "admin/links/desk.html", context)


def _failed_at(line, failed):
    return failed if failed and failed["line"] == line.key else None


def _providers(choice):
    """Return the providers with many courses that wait because nobody has said where they are booked, in one query."""
    course = BY_NAME["course"]
    condition = choice.condition(course)
    if condition is None:
        return []
    missing = Course.objects.link_missing().filter(condition, pk__in=course.records().values("pk"))
    providers = Publisher.objects.filter(default_link=None, courses__in=missing)
    counted = providers.annotate(number=Count("courses")).filter(number__gte=MANY_COURSES)
    return counted.order_by("-number", "name", "pk")[:DESK_PROVIDERS]
