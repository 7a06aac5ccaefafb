from django.urls import path

from hscp.search import views

app_name = "search"
urlpatterns = [
    path("search", views.search, name="api_search"),
    path("suggest", views.suggest, name="api_suggest"),
]
