"""The cases app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Registers who hears of a case, what its resident's account shows, and what cases hold."""

    name = "moothall.cases"
    label = "cases"
    verbose_name = "cases"

    def ready(self) -> None:
        """Register."""
        from moothall.cases import events, handlers
        from moothall.cases.fencing import CaseFiles
        from moothall.cases.needs_you import MessagesOfTeams, QuestionsOfTeams
        from moothall.cases.own_files import FilesOfCases
        from moothall.cases.personal_data import Cases
        from moothall.cases.setup import apply_request_rules
        from moothall.councils.setup import section
        from moothall.documents.ports import file_fences, own_files
        from moothall.kernel import outbox
        from moothall.people.needs_you import needs_you_sources
        from moothall.people.personal_data import holders

        section("requests", apply_request_rules)
        needs_you_sources.register(QuestionsOfTeams())
        needs_you_sources.register(MessagesOfTeams())
        own_files.register(FilesOfCases())

        holders.register(Cases())
        file_fences.register(CaseFiles())

        outbox.subscribe(events.CaseOpened, handlers.on_case_opened_acknowledge)
        outbox.subscribe(events.CaseStatusChanged, handlers.on_case_status_changed_tell_resident)
        outbox.subscribe(events.ResidentAsked, handlers.on_resident_asked_tell_them)
        outbox.subscribe(events.ResidentWrittenTo, handlers.on_resident_written_to_tell_them)
