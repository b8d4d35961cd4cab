"""The kernel as a Django app: it has a few tables of its own."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Brings what the schedule clears away; the apps above register themselves."""

    name = "moothall.kernel"
    label = "kernel"
    verbose_name = "kernel"

    def ready(self) -> None:
        """Let the schedule know of the nightly clearing."""
        from moothall.kernel import housekeeping  # noqa: F401
