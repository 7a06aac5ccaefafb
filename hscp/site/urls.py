from django.contrib.sitemaps.views import sitemap
from django.urls import path, register_converter

from hscp.search.views import page
from hscp.site import availability, files, offline, safety, short, styleguide, views
from hscp.site.sitemap import SITEMAPS, robots
from hscp.site.whole_brochure import WholeBrochure

register_converter(short.TypedWord, "typed")

app_name = "site"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", page.search, name="search"),
    path("opensearch.xml", views.opensearch, name="opensearch"),
    path("report-a-concern/", views.report_a_concern, name="report_a_concern"),
    path("parents-and-carers/", views.parents_and_carers, name="parents_and_carers"),
    path("children-and-young-people/", views.children_and_young_people, name="children_and_young_people"),
    path("hide-your-visit/", safety.safety, name="safety"),
    path("offline/", offline.offline, name="offline"),
    path("service-worker.js", offline.service_worker, name="service_worker"),
    path("t/<typed:code>/qr.svg", short.qr_code, {"kind": "svg"}, name="qr_svg"),
    path("t/<typed:code>/qr.png", short.qr_code, {"kind": "png"}, name="qr_png"),
    path("t/<typed:code>", short.short, name="short"),
    path("t/<typed:code>/<typed:audience>", short.short_toolkits, name="short_toolkits"),
    path("brochure/", WholeBrochure.as_view(), name="brochure"),
    path(
        "accessibility/",
        views.statement,
        {"name": "accessibility", "title": "Accessibility statement"},
        name="accessibility",
    ),
    path("privacy/", views.statement, {"name": "privacy", "title": "Privacy"}, name="privacy"),
    path("cookies/", views.statement, {"name": "cookies", "title": "Cookies"}, name="cookies"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("files/<path:name>", files.serve_file, name="file"),
    path("healthz", availability.health, name="health"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", robots, name="robots"),
]
