from django.urls import path

from themes import views

app_name = "themes"
urlpatterns = [
    path("themes/", views.ThemeList.as_view(), name="theme_list"),
    path("themes/<slug:slug>/", views.ThemeDetail.as_view(), name="theme_detail"),
    path("processes/", views.ProcessList.as_view(), name="process_list"),
    path("processes/<slug:slug>/", views.ProcessDetail.as_view(), name="process_detail"),
    path("parents-and-carers/<slug:slug>/", views.SituationDetail.as_view(), name="situation_detail"),
    path("glossary/", views.Glossary.as_view(), name="glossary"),
]
