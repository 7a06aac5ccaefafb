"""Pages made to be framed by other sites: a contact, the next training dates, the toolkits of a theme; and the script beside them.

They have the look of the site without its menus, set no cookie, and are the only ones that may be framed.
"""

from functools import wraps

from django.db.models import Model
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from contacts.models import Pathway
from hscp.page_cache.policies import CachePolicy, cached_page
from hscp.records.former_pages import became_of
from hscp.records.redirects import moved
from hscp.web.cache_headers import EMBED_SCRIPT, EMBED_SCRIPT_NEWEST, cached_as
from hscp.web.cross_origin import open_to_all_sites
from hscp.web.embed_script import NEWEST, VERSIONS, script_text
from hscp.web.framing import let_frame
from hscp.web.page_sizes import DATES_IN_EMBEDS, MOST_DATES_IN_EMBEDS
from themes.models import Theme
from themes.packs import load_packs
from themes.sensitivity import is_sensitive
from training.enums import SessionState
from training.filters import SessionFilter, filterable
from training.models import Session
from training.models.session_times import load_days

# "auto" follows the reader's own settings.
COLOURS = ("auto", "light", "dark")


def framed(view):
    """Let pages of any site frame what `view` answers."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        return let_frame(require_safe(view)(request, *args, **kwargs))

    return answer


@cached_page(CachePolicy(by=frozenset({"colours"})))
@framed
def contact(request, slug):
    """Show the card of a live pathway."""
    pathway = Pathway.objects.live().filter(slug=slug).with_numbers().first()
    if pathway is None:
        return _instead(request, Pathway, slug, "embeds:contact", "contacts:pathway_list")
    return _page(request, "embeds/contact.html", pathway, {"pathway": pathway}, is_sensitive(pathway))


@cached_page(CachePolicy(by=frozenset({"colours"})))
@framed
def toolkits(request, slug):
    """Show the toolkits of a live theme, as its page lists them."""
    theme = Theme.objects.live().select_related("lead_toolkit").filter(slug=slug).first()
    if theme is None:
        return _instead(request, Theme, slug, "embeds:toolkits", "themes:theme_list")
    [pack] = load_packs([theme])
    return _page(request, "embeds/toolkits.html", theme, {"theme": theme, "pack": pack}, theme.sensitive)


def _dates_policy():
    policy = SessionFilter.cache_policy()
    return CachePolicy(by=policy.by | {"colours", "number"}, never=policy.never)


@cached_page(_dates_policy)
@framed
def dates(request):
    """Show the next sessions that take place, five or `?number=` of them. The filters are those of the list of dates."""
    upcoming = Session.objects.public().upcoming().exclude(state=SessionState.CANCELLED)
    filterset = SessionFilter(request.GET or None, filterable(upcoming).select_related("course"))
    sessions = list(filterset.qs[: _number(request.GET.get("number", ""))])
    load_days(sessions)
    query = request.GET.copy()
    for own in ("number", "colours"):
        query.pop(own, None)
    context = {"sessions": sessions, "query": query.urlencode(), "ignored": filterset.ignored}
    context["page_title"] = "Next training dates"
    return _page(request, "embeds/dates.html", None, context, filterset.is_sensitive)


def script(request, version):
    """Answer with the script of a version, whose text never changes. Raises Http404 for a version that there never was."""
    if version not in VERSIONS:
        raise Http404("There is no such version of the script.")
    return cached_as(EMBED_SCRIPT)(_script)(request, version)


@cached_as(EMBED_SCRIPT_NEWEST)
def newest_script(request):
    """Answer with the newest version of the script, for pages that hold it to no digest."""
    return _script(request, NEWEST)


@require_safe
def _script(request, version):
    return open_to_all_sites(
        HttpResponse(script_text(version), content_type="text/javascript; charset=utf-8")
    )


def _page(request, template, record: Model | None, context, sensitive, status=200):
    colours = request.GET.get("colours")
    shared = {
        "colours": colours if colours in COLOURS else COLOURS[0],
        "record": record,
        "page_title": record and record.title,
        "sensitive": sensitive,
    }
    return TemplateResponse(request, template, {**shared, **context}, status=status)


def _instead(request, model, slug, route, all_of_them):
    """Return what answers for a record that is not live: a redirect to its successor or to its address now, else a page (404)."""
    instead, _ = became_of(model, slug)
    if instead is not None:
        return moved(request, reverse(route, args=[instead]))
    context = {"page_title": "This is no longer here", "all_of_them": reverse(all_of_them)}
    return _page(request, "embeds/gone.html", None, context, sensitive=True, status=404)


def _number(text):
    """Return the number of dates in `text`, from 1 to MOST_DATES_IN_EMBEDS; the usual number for anything else."""
    is_number = text.isascii() and text.isdigit() and len(text) < 3
    return min(int(text), MOST_DATES_IN_EMBEDS) or DATES_IN_EMBEDS if is_number else DATES_IN_EMBEDS
