"""The people app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Registers what this app provides to others."""

    name = "moothall.people"
    label = "people"
