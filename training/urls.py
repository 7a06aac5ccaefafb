from django.urls import path

from training.views import courses

app_name = "training"
urlpatterns = [
    path("training/", courses.CourseList.as_view(), name="course_list"),
    path("training/courses/<slug:slug>/", courses.CourseDetail.as_view(), name="course_detail"),
]
