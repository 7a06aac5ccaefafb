from django.urls import path

from contacts import views

app_name = "contacts"
urlpatterns = [
    path("contacts/", views.PathwayList.as_view(), name="pathway_list"),
    path("contacts/<slug:slug>/", views.PathwayDetail.as_view(), name="pathway_detail"),
    path("thresholds/", views.ThresholdList.as_view(), name="threshold_list"),
]
