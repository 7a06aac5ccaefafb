from django.urls import path

from hscp.following import views

app_name = "following"
urlpatterns = [
    path("follow/", views.follow, name="follow"),
    path("follow/sent/", views.sent, name="sent"),
    path("by-mail/stopped/", views.stopped, name="stopped"),
    # The last of /updates/by-mail/: they take any other word for a token.
    path("by-mail/<str:token>/", views.manage, name="manage"),
    path("by-mail/<str:token>/stop/", views.stop_all, name="stop"),
]
