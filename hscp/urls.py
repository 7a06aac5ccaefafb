"""Every address of the portal, by area."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("admin/", include("hscp.security.sign_in")),
    path("admin/", include("hscp.security.second_factor.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("hscp.api.urls")),
    # Whoever looks for the data finds its newest version.
    path("api/", RedirectView.as_view(pattern_name="api:reference"), name="newest_api"),
    path("api/", include("hscp.search.urls")),
    path("embed/", include("hscp.site.embeds.urls")),
    path("updates/", include("hscp.following.urls")),
    path("", include("hscp.site.urls")),
    path("", include("hscp.brochure.printing.urls")),
    path("", include("themes.urls")),
    path("", include("resources.urls")),
    path("", include("contacts.urls")),
    path("", include("training.urls")),
    # Last: below the address of a record, a language is whatever no other page is.
    path("", include("hscp.languages.pages.urls")),
]

handler400 = "hscp.web.errors.bad_request"
handler403 = "hscp.web.errors.forbidden"
handler404 = "hscp.web.errors.not_found"
handler500 = "hscp.web.errors.server_error"
