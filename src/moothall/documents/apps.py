"""The documents app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Registers what this app provides to others."""

    name = "moothall.documents"
    label = "documents"
