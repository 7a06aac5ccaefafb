"""Atom feeds of the public lists, each with the filters of its list in the address.

An entry is known by a tag URI (RFC 4151) of its kind and number, so that no feed reader shows it again when its address or title
changes. What could put a reader at risk has a neutral title and no words: feed readers show notices that others see.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Min
from django.db.models.functions import Coalesce, Greatest
from django.http import HttpResponse
from django.urls import reverse
from django.utils import feedgenerator
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.generic import View

from hscp.page_cache.policies import CachePolicy
from hscp.search.index.entries import sources
from hscp.search.models import SearchDocument
from hscp.site.updates.views import UpdateList
from hscp.updates.enums import Change
from hscp.updates.models import Update
from hscp.updates.pages import NEUTRAL, load_pages
from hscp.web.cache_headers import FEEDS, NOT_STORED
from hscp.web.page_sizes import IN_FEEDS
from hscp.web.wording import printable_line
from resources.views import ResourceList, ToolkitList
from themes.views import ThemeList
from training.models.session_times import load_days
from training.views.courses import CourseList
from training.views.sessions import SessionList

# The day on which the ids of entries were coined. It is part of each, so it never changes.
_COINED = "2026-12-01"
_NEUTRAL_RECORD, _NEUTRAL_SESSION = "A page of the safeguarding portal", "A training session"


@dataclass(frozen=True)
class FeedEntry:
    """One entry: `name` and `pk` make its id, `path` is its page; `published_at` and `updated_at` are aware datetimes."""

    name: str
    pk: int
    title: str
    path: str
    updated_at: datetime
    published_at: datetime
    summary: str = ""
    categories: tuple = ()


def tag_uri(name, pk):
    """Return the id of an entry, such as tag:portal.example,2026-12-01:toolkit/4. It follows from HSCP_ADDRESS."""
    return f"tag:{urlsplit(settings.HSCP_ADDRESS).hostname},{_COINED}:{name}/{pk}"


class PortalFeed(feedgenerator.Atom1Feed):
    """An Atom feed that says the same whenever it is made: one without entries was last changed on a fixed day."""

    def latest_post_date(self):
        moments = [item["updateddate"] for item in self.items]
        return max(moments, default=datetime.fromisoformat(f"{_COINED}T00:00:00+00:00"))


class ListFeed(View):
    """The feed of one list: `listed` is its view, `list_url` the name of its address. Subclasses say what its entries are."""

    http_method_names = ["get", "head"]
    listed = None
    title = list_url = ""

    def entries(self, records):
        """Return the FeedEntries of `records`, a queryset of what the list has: by default those that changed last."""
        return record_entries(records)

    @classmethod
    def cache_policy(cls):
        """Return how the feed is cached: by what its list is cached by, but for the page."""
        policy = cls.listed.cache_policy
        policy = policy() if callable(policy) else policy
        return CachePolicy(by=policy.by - {"page"}, never=policy.never)

    def get(self, request, *args, **kwargs):
        view = self.listed()
        view.setup(request)
        records, query, is_sensitive = view.get_queryset(), "", False
        if hasattr(view, "filterset_class"):
            filterset = view.filterset_class(request.GET, records)
            query, is_sensitive = filterset.data.urlencode(), filterset.is_sensitive
            best = filterset.best_first()
            records = filterset.qs if best is None else records.filter(pk__in=best[0 : len(best)])
        entries = self.entries(records)
        data = self._feed(entries, query)
        etag = f'"{sha256(data).hexdigest()}"'
        response = HttpResponse(data, content_type=PortalFeed.content_type)
        response["ETag"] = etag
        if entries:
            response["Last-Modified"] = http_date(max(entry.updated_at for entry in entries).timestamp())
        response["Cache-Control"] = NOT_STORED if is_sensitive else FEEDS
        # Only the ETag decides: the time of the last change stays when a record is withdrawn.
        return get_conditional_response(request, etag=etag, response=response)

    def _feed(self, entries, query):
        """Return the Atom feed (bytes) of `entries`, as the list is narrowed by `query`."""
        address, suffix = settings.HSCP_ADDRESS, f"?{query}" if query else ""
        own_path = reverse(self.listed.feed)
        feed = PortalFeed(
            title=f"HSCP Safeguarding Portal: {self.title}",
            link=f"{address}{reverse(self.list_url)}{suffix}",
            description="",
            language=settings.LANGUAGE_CODE,
            author_name="Hampshire Safeguarding Children Partnership",
            feed_url=f"{address}{own_path}{suffix}",
            feed_guid=tag_uri("feed", f"{own_path.strip('/')}{suffix}"),
        )
        for entry in entries:
            feed.add_item(
                title=printable_line(entry.title),
                link=f"{address}{entry.path or reverse(self.list_url)}",
                description=printable_line(entry.summary) or None,
                unique_id=tag_uri(entry.name, entry.pk),
                pubdate=entry.published_at,
                updateddate=entry.updated_at,
                categories=entry.categories,
            )
        return feed.writeString("utf-8").encode()


def update_entries(updates):
    """Return the FeedEntries of the latest of `updates`, a queryset."""
    found = load_pages(list(updates.newest_first()[:IN_FEEDS]))
    return [
        FeedEntry(
            name="update",
            pk=update.pk,
            title=NEUTRAL if update.page.sensitive else f"{update.page.title}: {update.words}",
            path=reverse("site:update", args=[update.pk]),
            # One that an editor rewords is told anew.
            updated_at=max(update.said_at, update.updated_at),
            published_at=update.said_at,
            categories=("major",) if update.major else (),
        )
        for update in found
    ]


def record_entries(records):
    """Return the FeedEntries of the records, a queryset of one kind, that changed last."""
    # What appears at its moment was last saved before it.
    records = records.annotate(shown_at=Greatest("updated_at", Coalesce("publish_at", "updated_at")))
    found = list(records.order_by("-shown_at", "-pk")[:IN_FEEDS])
    model = records.model
    kind = next(source.kind for source in sources() if source.model is model)
    sensitive = _sensitive(kind, [record.pk for record in found])
    published = _published(found)
    return [_record_entry(kind, record, record.pk in sensitive, published.get(record.pk)) for record in found]


def session_entries(sessions):
    """Return the FeedEntries of the next of `sessions`, a queryset with their courses, the soonest first."""
    found = load_days(list(sessions.in_order()[:IN_FEEDS]))
    sensitive = _sensitive("course", {session.course_id for session in found})
    return [
        FeedEntry(
            name="session",
            pk=session.pk,
            title=f"{_NEUTRAL_SESSION if session.course_id in sensitive else session.course.title}: {session.when}",
            path=session.get_absolute_url(),
            updated_at=session.updated_at,
            published_at=session.created_at,
        )
        for session in found
    ]


def _published(records):
    """Return {key: since when readers have known of it} for those of `records`, of one kind, that lines tell of. Makes one query."""
    if not records:
        return {}
    lines = Update.objects.of(*records).filter(change=Change.NEW).order_by()
    return dict(lines.values_list("object_id").annotate(first=Min("said_at")))


def _sensitive(kind, pks):
    """Return those of the keys `pks` whose record, as search has it, could put a reader at risk."""
    rows = SearchDocument.objects.filter(kind=kind, object_id__in=pks, data__sensitive=True)
    return set(rows.values_list("object_id", flat=True))


def _record_entry(kind, record, is_sensitive, published_at):
    return FeedEntry(
        name=kind,
        pk=record.pk,
        title=_NEUTRAL_RECORD if is_sensitive else record.title,
        path="" if is_sensitive else record.get_absolute_url(),
        updated_at=record.shown_at,
        published_at=published_at or record.publish_at or record.created_at,
        summary="" if is_sensitive else getattr(record, "summary", ""),
    )


class UpdateFeed(ListFeed):
    listed = UpdateList
    list_url = "site:updates"
    title = "What changed"

    def entries(self, records):
        return update_entries(records)


class ThemeFeed(ListFeed):
    listed = ThemeList
    list_url = "themes:theme_list"
    title = "Themes"


class ToolkitFeed(ListFeed):
    listed = ToolkitList
    list_url = "resources:toolkit_list"
    title = "Toolkits"


class ResourceFeed(ListFeed):
    listed = ResourceList
    list_url = "resources:resource_list"
    title = "Resources"


class CourseFeed(ListFeed):
    listed = CourseList
    list_url = "training:course_list"
    title = "Courses"


class SessionFeed(ListFeed):
    listed = SessionList
    list_url = "training:dates"
    title = "Training dates"

    def entries(self, records):
        return session_entries(records)


# Every feed there is, in the order in which /developers/ names them.
ALL_FEEDS = (UpdateFeed, ThemeFeed, ToolkitFeed, ResourceFeed, CourseFeed, SessionFeed)
