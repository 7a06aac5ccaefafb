from django.urls import path

from hscp.site.embeds import views

app_name = "embeds"
urlpatterns = [
    path("contacts/<slug:slug>/", views.contact, name="contact"),
    path("themes/<slug:slug>/toolkits/", views.toolkits, name="toolkits"),
    path("dates/", views.dates, name="dates"),
    path("portal.js", views.newest_script, name="newest_script"),
    path("portal.<int:version>.js", views.script, name="script"),
]
