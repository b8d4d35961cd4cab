"""The notifications app."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Registers what this app provides to others."""

    name = "moothall.notifications"
    label = "notifications"
