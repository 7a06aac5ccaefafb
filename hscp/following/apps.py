from django.apps import AppConfig


class FollowingConfig(AppConfig):
    name = "hscp.following"
    label = "following"
    verbose_name = "Following by email"
