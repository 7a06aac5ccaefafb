"""sitemap.xml with every live page, and robots.txt."""

from django.contrib.sitemaps import Sitemap
from django.http import HttpResponse
from django.urls import reverse

from contacts.models import Pathway
from resources.models import Resource, Toolkit
from themes.models import Process, Situation, Theme
from training.enums import SessionState
from training.models import Course, Session


class PageSitemap(Sitemap):
    """The pages that are not records. The search page is left out: crawlers are asked to keep away from it."""

    def items(self):
        return [
            "site:home",
            "site:report_a_concern",
            "site:told_me",
            "site:professionals",
            "site:parents_and_carers",
            "site:children_and_young_people",
            "site:brochure",
            "documents:editions",
            "themes:theme_list",
            "documents:custom_pack",
            "themes:process_list",
            "themes:glossary",
            "resources:toolkit_list",
            "resources:resource_list",
            "training:course_list",
            "training:dates",
            "training:calendar",
            "contacts:pathway_list",
            "contacts:find",
            "contacts:sheet",
            "contacts:threshold_list",
            "site:safety",
            "site:accessibility",
            "site:privacy",
            "site:cookies",
        ]

    def location(self, item):
        return reverse(item)


class RecordSitemap(Sitemap):
    """The live records of one model, each with the day it was last changed."""

    def __init__(self, model):
        self.model = model

    def items(self):
        return self.model.objects.live().order_by("pk").only("slug", "updated_at")

    def lastmod(self, record):
        return record.updated_at


class SessionSitemap(Sitemap):
    """The upcoming sessions that are not cancelled."""

    def items(self):
        sessions = Session.objects.public().upcoming().exclude(state=SessionState.CANCELLED)
        return sessions.only("updated_at")

    def lastmod(self, session):
        return session.updated_at


SITEMAPS = {
    "pages": PageSitemap,
    "sessions": SessionSitemap,
    **{
        model._meta.model_name: RecordSitemap(model)
        for model in (Theme, Process, Situation, Toolkit, Resource, Course, Pathway)
    },
}


def robots(request):
    """Allow crawlers everything but the admin, searches and readers' own selections, and name the sitemap."""
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('admin:index')}",
        f"Disallow: {reverse('site:search')}",
        # Readers' own selections: there are as many addresses as there are selections.
        f"Disallow: {reverse('contacts:sheet')}?",
        f"Disallow: {reverse('contacts:sheet_pdf')}",
        f"Disallow: {reverse('documents:custom_pack')}?",
        f"Disallow: {reverse('documents:custom_pack_pdf')}",
        f"Sitemap: {request.build_absolute_uri(reverse('site:sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
