from django.urls import path

from hscp.search.views import api

app_name = "search"
urlpatterns = [
    path("search", api.search, name="api_search"),
    path("suggest", api.suggest, name="api_suggest"),
]
