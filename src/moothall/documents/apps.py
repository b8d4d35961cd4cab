"""The documents app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Registers what this app provides to others."""

    name = "moothall.documents"
    label = "documents"

    def ready(self) -> None:
        """Register."""
        from moothall.documents import merging
        from moothall.documents.fencing import LateFiles
        from moothall.documents.papers import PapersAsFiles
        from moothall.documents.personal_data import Files
        from moothall.documents.ports import file_fences
        from moothall.people.papers import paper_keepers
        from moothall.people.personal_data import holders

        file_fences.register(LateFiles())
        holders.register(Files())
        merging.register()
        paper_keepers.register(PapersAsFiles())
