"""The addresses of pages in other languages: below that of their record, the code of the language or "easy-read"."""

from django.urls import path, register_converter

from hscp.languages.pages import poster_views, views
from hscp.page_cache.policies import CachePolicy, cached_page


class LanguageCode:
    """The code of a language in small letters, or easy read."""

    regex = r"(?!en/)[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?|easy-read"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(LanguageCode, "language")


_BELOW = "<slug:page>/<language:language>/"

app_name = "languages"
urlpatterns = [
    path("languages/", cached_page(CachePolicy())(views.languages), name="languages"),
    path("languages/<language:language>/", views.LanguagePages.as_view(), name="language"),
    path(f"parents-and-carers/{_BELOW}", views.SituationWording.as_view(), name="situation"),
    path(f"contacts/{_BELOW}", views.PathwayWording.as_view(), name="pathway"),
    path(f"toolkits/{_BELOW}", views.ToolkitWording.as_view(), name="toolkit"),
    path(f"resources/{_BELOW}", views.ResourceWording.as_view(), name="resource"),
    path(f"themes/{_BELOW}", views.ThemeWording.as_view(), name="theme"),
    path(f"themes/{_BELOW}poster.pdf", poster_views.WordingPosterPdf.as_view(), name="poster"),
]
