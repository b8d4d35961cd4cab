"""The councils app: tells the kernel which councils there are."""

from django.apps import AppConfig


class CouncilsConfig(AppConfig):
    """Registers the list of councils and the sections of a council's file that are its own."""

    name = "moothall.councils"
    label = "councils"
    verbose_name = "councils"

    def ready(self) -> None:
        """Register."""
        from moothall.councils import queries, setup
        from moothall.kernel import scope

        scope.tell_every_council_with(queries.all_council_ids)
        setup.register_own_sections()
