"""The addresses of what the portal prints."""

from django.urls import path

from hscp.brochure.printing import views

app_name = "documents"
urlpatterns = [
    path("themes/<slug:slug>/pack.pdf", views.PackPdf.as_view(), name="pack"),
    path("themes/<slug:slug>/posters/", views.PostersPage.as_view(), name="posters"),
    path("themes/<slug:slug>/poster.pdf", views.PosterPdf.as_view(), name="poster"),
    path("brochure.pdf", views.BrochurePdf.as_view(), name="brochure"),
    path("my-pack.pdf", views.OwnPackPdf.as_view(), name="own_pack_pdf"),
]
