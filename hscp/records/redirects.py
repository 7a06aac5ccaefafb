"""Redirects that keep old addresses working after a rename or a merge."""

from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpResponsePermanentRedirect
from reversion.models import Version

from hscp.database.outage import is_away
from hscp.models import OldAddress
from hscp.records.state import State

# Where the slug stands in the address of a page is seen from an address that has this one.
_ANY_SLUG = "a-slug"


@transaction.atomic
def keep_old_address(old_path, new_path):
    """Redirect `old_path` to `new_path`, and whatever redirected to `old_path` too, in one step."""
    if old_path == new_path:
        return
    # The new path is a real page (again), so nothing may redirect away from it.
    OldAddress.objects.filter(old_path=new_path).delete()
    OldAddress.objects.filter(new_path=old_path).update(new_path=new_path)
    OldAddress.objects.update_or_create(old_path=old_path, defaults={"new_path": new_path})


def keep_address(before, after):
    """Let the address that a record had `before` lead to that of `after`, if the public can have known the old one."""
    old, new = before.get_absolute_url(), after.get_absolute_url()
    # An address with a fragment is part of a shared page, which stays.
    if old == new or "#" in old:
        return
    versions = Version.objects.get_for_object(before)
    was_seen = before.state not in (State.DRAFT, State.IN_REVIEW)
    if was_seen or versions.filter(serialized_data__contains=f'"state": "{State.PUBLISHED}"').exists():
        keep_old_address(old, new)


def path_now(path):
    """Return where the page that was once at `path` is now, or None. Makes a query."""
    return OldAddress.objects.filter(old_path=path).values_list("new_path", flat=True).first()


def renamed(model, slug):
    """Return the slug of the record of `model` whose page was once at that of `slug`; None where it has no page of its own.

    For addresses that are made of a page's slug, such as those of JSON and of frames.
    """
    return all_renamed(model, [slug]).get(slug)


def all_renamed(model, slugs):
    """Return {slug: what renamed() says of it} for those of `slugs` (list of str) that had a page. Makes at most one query."""
    before, _, after = model(slug=_ANY_SLUG).get_absolute_url().rpartition(_ANY_SLUG)
    if not slugs or "#" in before:
        return {}
    old = {f"{before}{slug}{after}": slug for slug in slugs}
    rows = OldAddress.objects.filter(old_path__in=old).values_list("old_path", "new_path")
    return {
        old[path]: new.removeprefix(before).removesuffix(after)
        for path, new in rows
        if new.startswith(before) and new.endswith(after)
    }


def moved(request, path):
    """Return the permanent redirect to `path`, with the query string of the request."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)


class OldAddressMiddleware:
    """Turns a 404 or 410 at an old address into a permanent redirect, keeping the query string. Queries only on these."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code not in {404, 410} or request.method not in {"GET", "HEAD"}:
            return response
        # PostgreSQL refuses a NUL, and no address of ours has ever had one.
        if not request.path.isprintable() or is_away(request):
            return response
        try:
            path = path_now(request.path)
        except (OperationalError, InterfaceError):
            return response  # the database is away: what is not found stays not found
        return response if path is None else moved(request, path)
