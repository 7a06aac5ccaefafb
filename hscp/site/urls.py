from django.conf import settings
from django.contrib.sitemaps.views import sitemap
from django.urls import path
from django.views.generic import TemplateView

from hscp.site import availability, files, search, styleguide, views
from hscp.site.sitemap import SITEMAPS, robots
from hscp.site.whole_brochure import WholeBrochure


def statement(name, title):
    """Return the route of a page about the site itself: a template and its title."""
    page = TemplateView.as_view(
        template_name=f"site/{name}.html",
        extra_context={"page_title": title, "breadcrumbs": [], "contact_email": settings.HSCP_CONTACT_EMAIL},
    )
    return path(f"{name}/", page, name=name)


app_name = "site"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", search.search, name="search"),
    path("report-a-concern/", views.report_a_concern, name="report_a_concern"),
    path("parents-and-carers/", views.parents_and_carers, name="parents_and_carers"),
    path("children-and-young-people/", views.children_and_young_people, name="children_and_young_people"),
    path("brochure/", WholeBrochure.as_view(), name="brochure"),
    statement("accessibility", "Accessibility statement"),
    statement("privacy", "Privacy"),
    statement("cookies", "Cookies"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("files/<path:name>", files.serve_file, name="file"),
    path("healthz", availability.health, name="health"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", robots, name="robots"),
]
