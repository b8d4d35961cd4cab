"""The cases app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Registers what this app provides to others."""

    name = "moothall.cases"
    label = "cases"
