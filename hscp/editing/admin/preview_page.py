"""The public pages of a record as they are to be, for staff."""

from copy import copy
from dataclasses import dataclass

from django.http import Http404, QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils.text import capfirst

from hscp.admin.extra_pages import RecordPage, admin_address
from hscp.editing.drafts.keeping import as_drafted, draft_of
from hscp.editing.snapshots import put
from hscp.records.saving import taken_back
from hscp.records.where_used import where_used
from hscp.web.typed_numbers import whole_number

# Enough to see how a change looks; a toolkit may stand in every pack.
_PLACES = 15


@dataclass(frozen=True)
class Place:
    """A public page that shows a record: what it is, its path, and whether it is a list, which may have several pages."""

    label: str
    path: str
    is_list: bool = False


@dataclass(frozen=True)
class PreviewNote:
    """What the banner of a preview says and links: `places` is a list of (Place, address of its preview, is shown now)."""

    draft: object
    record: object
    back: str
    places: list


def places_of(record, page_view):
    """Return each Place that shows `record`, its own page first. One that the public does not see has no other."""
    path = record.get_absolute_url()
    own = Place("Its page", path.partition("#")[0])
    if not record.is_live():
        return [own]
    found = {own.path: own}
    for use in where_used([record])[:_PLACES]:
        if use.record.is_live() and "#" not in (path := use.record.get_absolute_url()):
            found.setdefault(path, Place(f"{capfirst(use.record._meta.verbose_name)}: {use.record}", path))
    for label, route in page_view.parents[-1:]:
        found.setdefault(reverse(route), Place(f"List: {label}", reverse(route), is_list=True))
    return list(found.values())


def _page_in(view, record):
    """Return the number of the page of a list on which `record` stands. `view` is its class, or None for one without pages."""
    if view is None or not getattr(view, "paginate_by", None):
        return 1
    pks = list(view().get_queryset().values_list("pk", flat=True))
    return pks.index(record.pk) // view.paginate_by + 1 if record.pk in pks else 1


class PreviewPage(RecordPage):
    """A public page that shows the record, with its draft if it has one, for staff who may view it. Never kept in a cache.

    `on` in the address is the number of the Place; without it, it is the record's own page, in any state.
    """

    route = "preview/"
    name = "preview"

    def handle(self):
        draft = draft_of(self.record)
        if draft is None:
            return self._own_page(self.record)
        with taken_back():
            put(self.record, as_drafted(self.record, draft)[0])
            record = self.find(str(self.record.pk))
            response = self._page(record, draft)
            return response.render() if hasattr(response, "render") else response

    def _own_page(self, record):
        return self.admin.page_view.as_view(preview=True)(self.request, slug=record.slug)

    def _page(self, record, draft):
        places = places_of(record, self.admin.page_view)
        number = whole_number(self.request.GET.get("on", "0"))
        if number is None or number >= len(places):
            raise Http404
        address = admin_address(self.admin.opts, self.name, record.pk)
        self.request.preview_note = PreviewNote(
            draft,
            record,
            admin_address(self.admin.opts, "draft", record.pk),
            [(place, f"{address}?on={index}", index == number) for index, place in enumerate(places)],
        )
        place = places[number]
        if number == 0 and not record.is_live():
            return self._own_page(record)
        return self._public_page(place, record)

    def _public_page(self, place, record):
        """Return what the site answers at the path of a Place that shows `record`, as the database is at this moment."""
        try:
            match = resolve(place.path)
        except Resolver404 as error:
            raise Http404 from error
        page = _page_in(getattr(match.func, "view_class", None), record) if place.is_list else 1
        request = copy(self.request)
        request.resolver_match = match
        request.path = request.path_info = place.path
        request.GET = QueryDict(f"page={page}" if page > 1 else "")
        request.META = {**request.META, "PATH_INFO": place.path, "QUERY_STRING": request.GET.urlencode()}
        return match.func(request, *match.args, **match.kwargs)
