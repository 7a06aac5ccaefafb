from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "hscp.feedback"
    label = "feedback"
    verbose_name = "What readers report"
