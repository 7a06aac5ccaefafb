"""The addresses of what the portal prints."""

from django.urls import path

from hscp.brochure.printing import editions, own_pack_views, views
from hscp.brochure.writing.views import brochure_text

app_name = "documents"
urlpatterns = [
    path("themes/<slug:slug>/pack.pdf", views.PackPdf.as_view(), name="pack"),
    path("themes/<slug:slug>/posters/", views.PostersPage.as_view(), name="posters"),
    path("themes/<slug:slug>/poster.pdf", views.PosterPdf.as_view(), name="poster"),
    path("brochure/editions/", editions.EditionList.as_view(), name="editions"),
    path("brochure/editions/<slug:slug>.pdf", editions.edition, name="edition"),
    path("brochure.pdf", views.BrochurePdf.as_view(), name="brochure"),
    path("my-pack/", own_pack_views.OwnPackPage.as_view(), name="own_pack"),
    path("brochure.md", brochure_text, name="text"),
    path("my-pack.pdf", own_pack_views.OwnPackPdf.as_view(), name="own_pack_pdf"),
]
