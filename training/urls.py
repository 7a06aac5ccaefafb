from django.urls import path

from training import views

app_name = "training"
urlpatterns = [
    path("training/", views.CourseList.as_view(), name="course_list"),
    path("training/courses/<slug:slug>/", views.CourseDetail.as_view(), name="course_detail"),
]
