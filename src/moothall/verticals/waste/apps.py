"""The waste app."""

from django.apps import AppConfig


class WasteConfig(AppConfig):
    """Registers the checks for forms and the section of a council's file that is its own."""

    name = "moothall.verticals.waste"
    label = "waste"
    verbose_name = "waste collection"

    def ready(self) -> None:
        """Register."""
        from moothall.councils.setup import section
        from moothall.eforms.ports import page_checks
        from moothall.verticals.waste.checks import CollectionDueOn, CollectionMissed
        from moothall.verticals.waste.setup import apply_rounds

        for check in (CollectionMissed(), CollectionDueOn()):
            if check.key not in page_checks:
                page_checks.register(check)
        section("rounds", apply_rounds)
