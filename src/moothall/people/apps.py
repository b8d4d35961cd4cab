"""The people app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Registers the section of a council's file that names its staff."""

    name = "moothall.people"
    label = "people"
    verbose_name = "people"

    def ready(self) -> None:
        """Register."""
        from moothall.councils.setup import section
        from moothall.people.setup import apply_staff

        section("staff", apply_staff)
