"""The plain pages, at the addresses that the portal has for the same records."""

from django.urls import include, path

from tests.pages_benchmark.plain import views

urlpatterns = [
    path("", views.home),
    path("themes/<slug:slug>/", views.theme),
    path("resources/", views.resources),
    path("search/", views.search),
    # For the links of these pages, and the admin's.
    path("", include("hscp.urls")),
]
