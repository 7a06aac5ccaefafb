from django.urls import path

from contacts.views import open_now, pathways, thresholds

app_name = "contacts"
urlpatterns = [
    path("contacts/", pathways.PathwayList.as_view(), name="pathway_list"),
    path("contacts/open-now.json", open_now.statuses, name="open_now"),
    path("contacts/<slug:slug>/", pathways.PathwayDetail.as_view(), name="pathway_detail"),
    path("thresholds/", thresholds.ThresholdList.as_view(), name="threshold_list"),
]
