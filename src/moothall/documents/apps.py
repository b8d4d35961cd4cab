"""The documents app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Registers what this app provides to others."""

    name = "moothall.documents"
    label = "documents"

    def ready(self) -> None:
        """Register."""
        from moothall.documents.personal_data import Files
        from moothall.people.personal_data import holders

        holders.register(Files())
