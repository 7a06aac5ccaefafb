from django.urls import path, register_converter

from hscp.brochure.printing.brochure_page import WholeBrochure
from hscp.page_cache.policies import CachePolicy, cached_page
from hscp.search.views import opensearch, page
from hscp.site import (
    about,
    audience_pages,
    database_outage,
    developers,
    feedback,
    hide_your_visit,
    home,
    keep_on_this_phone,
    offline,
    open_data,
    readiness,
    report_a_concern,
    short_addresses,
    statements,
    styleguide,
    told_me,
    uploaded_files,
)
from hscp.site.sitemap import robots, sitemap, sitemap_part
from hscp.site.updates import feeds
from hscp.site.updates import views as updates

register_converter(short_addresses.TypedWord, "typed")

app_name = "site"
# Their pages are the same for every reader. What else is cached says so in its view.
cached = cached_page(CachePolicy())
urlpatterns = [
    path("", cached(home.home), name="home"),
    path("search/", page.search, name="search"),
    path("updates/", updates.UpdateList.as_view(), name="updates"),
    path("updates/since-the-last-brochure/", updates.SinceTheBrochure.as_view(), name="updates_since"),
    path("updates/<int:pk>/", cached(updates.update), name="update"),
    path("updates/feed/", feeds.UpdateFeed.as_view(), name="updates_feed"),
    path("themes/feed/", feeds.ThemeFeed.as_view(), name="theme_feed"),
    path("toolkits/feed/", feeds.ToolkitFeed.as_view(), name="toolkit_feed"),
    path("resources/feed/", feeds.ResourceFeed.as_view(), name="resource_feed"),
    path("training/feed/", feeds.CourseFeed.as_view(), name="course_feed"),
    path("training/dates/feed/", feeds.SessionFeed.as_view(), name="session_feed"),
    path("opensearch.xml", cached(opensearch.opensearch), name="opensearch"),
    path("report-a-concern/", cached(report_a_concern.report_a_concern), name="report_a_concern"),
    path("a-child-has-told-me/", cached(told_me.told_me), name="told_me"),
    path("professionals/", cached(audience_pages.professionals), name="professionals"),
    path(
        "parents-and-carers/",
        cached_page(CachePolicy(by=frozenset({"age"})))(audience_pages.parents_and_carers),
        name="parents_and_carers",
    ),
    path(
        "children-and-young-people/",
        cached(audience_pages.children_and_young_people),
        name="children_and_young_people",
    ),
    path("hide-your-visit/", cached(hide_your_visit.safety), name="safety"),
    path("offline/", offline.offline, name="offline"),
    path("offline/a-child-has-told-me/", offline.told_me, name="offline_told_me"),
    path("keep-on-this-phone/", cached(keep_on_this_phone.keep_on_this_phone), name="keep_on_this_phone"),
    path("app.webmanifest", keep_on_this_phone.manifest, name="manifest"),
    path("service-worker.js", offline.service_worker, name="service_worker"),
    path("t/<typed:code>/qr.svg", short_addresses.qr_code, {"kind": "svg"}, name="qr_svg"),
    path("t/<typed:code>/qr.png", short_addresses.qr_code, {"kind": "png"}, name="qr_png"),
    path("t/<typed:code>", short_addresses.short, name="short"),
    path("t/<typed:code>/<typed:audience>", short_addresses.short_toolkits, name="short_toolkits"),
    path("brochure/", WholeBrochure.as_view(), name="brochure"),
    path(
        "accessibility/",
        cached(statements.statement),
        {"name": "accessibility", "title": "Accessibility statement"},
        name="accessibility",
    ),
    path("privacy/", cached(statements.statement), {"name": "privacy", "title": "Privacy"}, name="privacy"),
    path("cookies/", cached(statements.statement), {"name": "cookies", "title": "Cookies"}, name="cookies"),
    path("about/", cached(about.about), name="about"),
    path("contact-us/", cached(about.contact_us), name="contact_us"),
    path("feedback/", feedback.feedback, name="feedback"),
    path("feedback/sent/", feedback.feedback_sent, name="feedback_sent"),
    path("developers/", cached(developers.developers), name="developers"),
    path("open-data/", developers.open_data, name="open_data"),
    path(".well-known/security.txt", cached(about.security_txt), name="security_txt"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("files/<int:pk>/<str:name>", uploaded_files.serve_file, name="file"),
    path("files/previews/<int:pk>.webp", uploaded_files.serve_preview, name="file_preview"),
    path("files/<path:name>", uploaded_files.serve_stored, name="stored_file"),
    path("open-data/<str:name>", open_data.serve, name="open_data_file"),
    path("healthz", database_outage.health, name="health"),
    path("readyz", readiness.ready, name="ready"),
    path("sitemap.xml", cached(sitemap), name="sitemap"),
    path("sitemap-<slug:kind>-<int:part>.xml", cached(sitemap_part), name="sitemap_part"),
    path("robots.txt", cached(robots), name="robots"),
]
