"""The surfaces: no models, only screens."""

from django.apps import AppConfig


class SurfacesConfig(AppConfig):
    """Registers nothing."""

    name = "moothall.surfaces"
    label = "surfaces"
