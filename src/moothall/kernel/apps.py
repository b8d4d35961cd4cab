"""The kernel as a Django app: it has a few tables of its own."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Registers nothing: the apps above register themselves."""

    name = "moothall.kernel"
    label = "kernel"
    verbose_name = "kernel"
