"""Redirects that keep old addresses working after a rename or a merge."""

from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpResponsePermanentRedirect
from reversion.models import Version

from hscp.database.outage import is_away
from hscp.models import OldAddress
from hscp.records.state import State


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


def renamed(model, slug):
    """Return the slug of the record of `model` whose page was once at that of `slug`; None where it has no page of its own.

    For addresses that are made of a page's slug, such as those of JSON and of frames.
    """
    page = model(slug=slug).get_absolute_url()
    before, found, after = page.rpartition(slug)
    if "#" in page or not found:
        return None
    address = OldAddress.objects.filter(old_path=page).values_list("new_path", flat=True).first()
    if address is None or not (address.startswith(before) and address.endswith(after)):
        return None
    return address.removeprefix(before).removesuffix(after)


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
            address = OldAddress.objects.filter(old_path=request.path).first()
        except (OperationalError, InterfaceError):
            return response  # the database is away: what is not found stays not found
        if address is None:
            return response
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{address.new_path}?{query}" if query else address.new_path)
