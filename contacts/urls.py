from django.urls import path

from contacts.api import views
from contacts.views import finder, open_now, pathways, sheet, thresholds

app_name = "contacts"
urlpatterns = [
    path("api/pathways/", views.pathways, name="api_pathways"),
    path("api/pathways/<str:slug>/", views.pathway, name="api_pathway"),
    path("contacts/", pathways.PathwayList.as_view(), name="pathway_list"),
    path("contacts/sheet/", sheet.ContactsSheet.as_view(), name="sheet"),
    path("contacts/sheet.pdf", sheet.ContactsSheetPdf.as_view(), name="sheet_pdf"),
    path("contacts/find/", finder.FirstQuestion.as_view(), name="find"),
    path("contacts/find/emergency/", finder.Emergency.as_view(), name="find_emergency"),
    path("contacts/find/<slug:reader>/<slug:slug>/", finder.End.as_view(), name="find_end"),
    path("contacts/find/<slug:slug>/", finder.QuestionPage.as_view(), name="find_question"),
    path("contacts/open-now.json", open_now.statuses, name="open_now"),
    path("contacts/<slug:slug>/", pathways.PathwayDetail.as_view(), name="pathway_detail"),
    path("thresholds/", thresholds.ThresholdList.as_view(), name="threshold_list"),
]
