from django.urls import path

from resources import views

app_name = "resources"
urlpatterns = [
    path("toolkits/", views.ToolkitList.as_view(), name="toolkit_list"),
    path("toolkits/<slug:slug>/", views.ToolkitDetail.as_view(), name="toolkit_detail"),
    path("resources/", views.ResourceList.as_view(), name="resource_list"),
    path("resources/<slug:slug>/", views.ResourceDetail.as_view(), name="resource_detail"),
]
