"""The cases app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Registers who hears of a case, its resident, and what cases hold about people."""

    name = "moothall.cases"
    label = "cases"
    verbose_name = "cases"

    def ready(self) -> None:
        """Register."""
        from moothall.cases import events, handlers
        from moothall.cases.personal_data import Cases
        from moothall.kernel import outbox
        from moothall.people.personal_data import holders

        holders.register(Cases())
        outbox.subscribe(events.CaseOpened, handlers.on_case_opened_acknowledge)
        outbox.subscribe(events.CaseStatusChanged, handlers.on_case_status_changed_tell_resident)
