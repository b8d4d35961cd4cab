"""The content app."""

from django.apps import AppConfig


class ContentConfig(AppConfig):
    """Registers what this app provides to others."""

    name = "moothall.content"
    label = "content"
