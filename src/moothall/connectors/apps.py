"""The connectors app."""

from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    """Registers what this app provides to others."""

    name = "moothall.connectors"
    label = "connectors"
