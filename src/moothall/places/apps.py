"""Tells Django about the app."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Addresses, streets and areas."""

    name = "moothall.places"
    default_auto_field = "django.db.models.BigAutoField"
