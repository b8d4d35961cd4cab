"""The waste app."""

from django.apps import AppConfig


class WasteConfig(AppConfig):
    """Registers what this app provides to others."""

    name = "moothall.verticals.waste"
    label = "waste"
