from django.urls import path

from training.views import (
    approving,
    booking,
    courses,
    follow_up,
    interest,
    manage_booking,
    organisations,
    sessions,
    training_record,
)

app_name = "training"
urlpatterns = [
    path("training/", courses.CourseList.as_view(), name="course_list"),
    path("training/courses/<slug:slug>/", courses.CourseDetail.as_view(), name="course_detail"),
    path("training/dates/", sessions.SessionList.as_view(), name="dates"),
    path("training/dates.ics", sessions.feed, name="feed"),
    path("training/dates/<int:pk>/", sessions.SessionDetail.as_view(), name="session_detail"),
    path("training/dates/<int:pk>/session.ics", sessions.session_ics, name="session_ics"),
    path("training/organisations.json", organisations.suggest, name="organisations"),
    path("training/calendar/", sessions.MonthCalendar.as_view(), name="calendar"),
    path("training/calendar/<int:year>/<int:month>/", sessions.MonthCalendar.as_view(), name="calendar"),
    path("training/dates/<int:pk>/book/", booking.book, name="book"),
    path("training/dates/<int:pk>/booked/", booking.booked, name="booked"),
    path("training/approve/<str:token>/", approving.approve, name="approve"),
    path("booking/", manage_booking.manage, name="manage"),
    path("booking/details/", manage_booking.manage_details, name="manage_details"),
    path("booking/cancel/", manage_booking.manage_cancel, name="manage_cancel"),
    path("booking/hand-over/", manage_booking.manage_hand_over, name="manage_hand_over"),
    path("booking/accept/", manage_booking.manage_accept, name="manage_accept"),
    path("booking/session.ics", manage_booking.manage_calendar, name="manage_calendar"),
    path("booking/certificate.pdf", follow_up.certificate, name="certificate"),
    path("booking/certificate/name/", follow_up.certificate_name, name="certificate_name"),
    path("booking/evaluation/", follow_up.evaluate, name="evaluate"),
    path("booking/evaluation/thank-you/", follow_up.evaluated, name="evaluated"),
    path("booking/follow-up/<token>/", follow_up.follow_up, name="follow_up"),
    # The last of /booking/: it takes any other word for a token.
    path("booking/<token>/", manage_booking.manage_open, name="manage_open"),
    path("training/certificates/", follow_up.certificate_check, name="certificate_check"),
    path("training/courses/<slug:slug>/interest/", interest.interest, name="interest"),
    path("training/courses/<slug:slug>/interest/sent/", interest.interest_sent, name="interest_sent"),
    path("training/interest/left/", interest.interest_left, name="interest_left"),
    path("training/interest/<token>/", interest.interest_leave, name="interest_leave"),
    path("training/my-record/", training_record.record_request, name="record_request"),
    path("training/my-record/sent/", training_record.record_sent, name="record_sent"),
    path("training/my-record/courses/", training_record.record, name="record"),
    path("training/my-record/courses.csv", training_record.record_csv, name="record_csv"),
    path(
        "training/my-record/certificates/<int:pk>.pdf",
        training_record.record_certificate,
        name="record_certificate",
    ),
    path(
        "training/my-record/certificates/<int:pk>/name/",
        training_record.record_certificate_name,
        name="record_certificate_name",
    ),
    path("training/my-record/close/", training_record.record_close, name="record_close"),
    # The last of /training/my-record/: it takes any other word for a token.
    path("training/my-record/<token>/", training_record.record_open, name="record_open"),
]
