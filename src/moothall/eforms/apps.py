"""The eforms app."""

from django.apps import AppConfig


class EformsConfig(AppConfig):
    """Registers what this app provides to others."""

    name = "moothall.eforms"
    label = "eforms"
