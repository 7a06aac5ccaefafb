from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "hscp.jobs"
    label = "jobs"
    verbose_name = "Scheduled jobs"
