from django.urls import path

from contacts.views import pathways, thresholds

app_name = "contacts"
urlpatterns = [
    path("contacts/", pathways.PathwayList.as_view(), name="pathway_list"),
    path("contacts/<slug:slug>/", pathways.PathwayDetail.as_view(), name="pathway_detail"),
    path("thresholds/", thresholds.ThresholdList.as_view(), name="threshold_list"),
]
