"""The addresses of the printed documents."""

from django.urls import path

from hscp.brochure.editions.views import EditionList, edition
from hscp.brochure.printing import custom_pack_views, picture_views, views
from hscp.brochure.writing.views import brochure_text

app_name = "documents"
urlpatterns = [
    path("to-print/", views.ToPrint.as_view(), name="to_print"),
    path("themes/<slug:slug>/pack.pdf", views.PackPdf.as_view(), name="pack"),
    path("themes/<slug:slug>/posters/", views.PostersPage.as_view(), name="posters"),
    path("themes/<slug:slug>/poster.pdf", views.PosterPdf.as_view(), name="poster"),
    path("brochure/editions/", EditionList.as_view(), name="editions"),
    path("brochure/editions/<slug:slug>.pdf", edition, name="edition"),
    path("brochure.pdf", views.BrochurePdf.as_view(), name="brochure"),
    path("my-pack/", custom_pack_views.CustomPackPage.as_view(), name="custom_pack"),
    path("brochure.md", brochure_text, name="text"),
    path("my-pack.pdf", custom_pack_views.CustomPackPdf.as_view(), name="custom_pack_pdf"),
    path("pictures/<slug:kind>/<slug:slug>/<slug:digest>.png", picture_views.picture, name="picture"),
]
