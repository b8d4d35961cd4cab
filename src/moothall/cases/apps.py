"""The cases app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Registers who hears of a case, what its resident's account shows, and what cases hold."""

    name = "moothall.cases"
    label = "cases"
    verbose_name = "cases"

    def ready(self) -> None:
        """Register."""
        from moothall.cases import merging, message_kinds
        from moothall.cases.contact import tasks as _calls  # noqa: F401 - the schedule knows them
        from moothall.cases.due import tasks as _promises  # noqa: F401 - the schedule knows them
        from moothall.cases.mail import purpose  # noqa: F401 - registers it
        from moothall.cases.recounting import tasks as _calendars  # noqa: F401 - the schedule knows
        from moothall.cases.work import tasks as _work  # noqa: F401 - the schedule knows them

        _read_sections()
        _supply_ports()
        merging.register()
        message_kinds.register()
        _listen()


def _read_sections() -> None:
    """Read these sections of a council's file."""
    from moothall.cases.complaints.setup import apply_complaints
    from moothall.cases.due.setup import apply_due_rules
    from moothall.cases.macros.setup import apply_macros
    from moothall.cases.setup import apply_request_rules
    from moothall.councils.setup import section

    section("requests", apply_request_rules)
    section("complaints", apply_complaints)
    section("macros", apply_macros)
    section("due_rules", apply_due_rules)


def _supply_ports() -> None:
    """Do for others what their ports, and our own between parts, ask for."""
    from moothall.cases.complaints.queries import UnansweredComplaints
    from moothall.cases.contact.at_desks import AvailableAgents
    from moothall.cases.due.by_email import TeamsByEmail
    from moothall.cases.fencing import CaseFiles
    from moothall.cases.mail.fencing import MailFiles
    from moothall.cases.mail.personal_data import HeldMail
    from moothall.cases.needs_you import MessagesOfTeams, QuestionsOfTeams
    from moothall.cases.own_files import FilesOfCases
    from moothall.cases.personal_data import Cases
    from moothall.cases.ports import closing_guards, staff_tellers
    from moothall.cases.presence.company import OpenCases
    from moothall.cases.work.ports import company, desks
    from moothall.cases.work.registering import EmployeesAtTheirDesks, OpenWork
    from moothall.documents.ports import file_fences, own_files
    from moothall.people.needs_you import needs_you_sources
    from moothall.people.personal_data import holders

    closing_guards.register(UnansweredComplaints())
    closing_guards.register(OpenWork())
    staff_tellers.register(TeamsByEmail())
    staff_tellers.register(EmployeesAtTheirDesks())
    desks.register(AvailableAgents())
    company.register(OpenCases())
    needs_you_sources.register(QuestionsOfTeams())
    needs_you_sources.register(MessagesOfTeams())
    own_files.register(FilesOfCases())
    holders.register(Cases())
    holders.register(HeldMail())
    file_fences.register(MailFiles())
    file_fences.register(CaseFiles())


def _listen() -> None:
    """Hear of what happened to cases."""
    from moothall.cases import events, handlers
    from moothall.cases.complaints import letters
    from moothall.cases.linking import handlers as linking
    from moothall.cases.rules import handlers as rules
    from moothall.cases.touches import handlers as touches
    from moothall.cases.work import handlers as work
    from moothall.kernel.outbox import subscribe
    from moothall.payments.events import PayLinkSent, PaymentPaid

    subscribe(events.CaseOpened, handlers.on_case_opened_acknowledge)
    subscribe(events.CaseStatusChanged, handlers.on_case_status_changed_tell_resident)
    subscribe(events.ResidentAsked, handlers.on_resident_asked_tell_them)
    subscribe(events.ResidentWrittenTo, handlers.on_resident_written_to_tell_them)
    subscribe(events.CaseOpened, work.on_case_opened_route)
    subscribe(events.CaseStatusChanged, work.on_case_status_changed_tell_concerned)
    subscribe(events.CaseNoteAdded, work.on_case_note_added_tell_concerned)
    subscribe(events.ResidentActed, work.on_resident_acted_tell_concerned)
    subscribe(events.CaseOpened, rules.on_case_opened_use_rules)
    subscribe(events.CaseStatusChanged, rules.on_case_status_changed_use_rules)
    subscribe(events.ResidentActed, rules.on_resident_acted_use_rules)
    subscribe(events.ComplaintOpened, letters.on_complaint_opened_begin)
    subscribe(events.ComplaintTold, letters.on_complaint_told_write)
    subscribe(events.CaseFollows, linking.on_case_follows_bring_up)
    subscribe(PaymentPaid, touches.on_payment_paid_note_call)
    subscribe(PayLinkSent, touches.on_pay_link_sent_note_it)
