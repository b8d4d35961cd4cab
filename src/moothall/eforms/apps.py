"""The eforms app."""

from django.apps import AppConfig
from django.conf import settings


class EformsConfig(AppConfig):
    """Registers the types of question and the section of a council's file that is its own."""

    name = "moothall.eforms"
    label = "eforms"
    verbose_name = "forms"

    def ready(self) -> None:
        """Register."""
        from moothall.cases.ports import case_keepers, enclosures
        from moothall.councils.setup import section
        from moothall.documents.ports import file_fences, file_holders, own_files
        from moothall.eforms import merging, message_kinds
        from moothall.eforms.actions.tallying import gathered
        from moothall.eforms.enclosing import Receipts
        from moothall.eforms.fencing import AnswersFence
        from moothall.eforms.fields import register_all
        from moothall.eforms.handlers import on_line_paid_hand_in
        from moothall.eforms.holding import DraftFiles
        from moothall.eforms.needs_you import DraftsAboutToEnd
        from moothall.eforms.own_files import AnswersSent
        from moothall.eforms.owning_lines import DraftsInBaskets
        from moothall.eforms.personal_data import Forms, FormsKept
        from moothall.eforms.setup import apply_forms
        from moothall.kernel.outbox import subscribe
        from moothall.payments.events import LinePaid
        from moothall.payments.owners import line_owners
        from moothall.people.needs_you import needs_you_sources
        from moothall.people.personal_data import holders

        register_all()
        file_holders.register(DraftFiles())
        own_files.register(AnswersSent())
        file_fences.register(AnswersFence())
        enclosures.register(Receipts())
        holders.register(Forms())
        merging.register()
        message_kinds.register()
        case_keepers.register(FormsKept())
        needs_you_sources.register(DraftsAboutToEnd())
        line_owners.register(DraftsInBaskets())
        subscribe(LinePaid, on_line_paid_hand_in)
        if not settings.TESTING:
            gathered.write_at_exit()
        section("forms", apply_forms)
        _join_bookings()


def _join_bookings() -> None:
    """Ask what activities want to know, and hear what becomes of times chosen in forms."""
    from moothall.bookings import events
    from moothall.bookings.questions import booking_questions
    from moothall.eforms import handlers
    from moothall.eforms.appointments.supplying import FormsAsk
    from moothall.kernel.outbox import subscribe
    from moothall.payments.events import LinePaid

    booking_questions.register(FormsAsk())
    subscribe(LinePaid, handlers.on_time_paid_hand_in)
    subscribe(events.BookingCancelled, handlers.on_booking_cancelled_tell_case)
    subscribe(events.BookingMoved, handlers.on_booking_moved_tell_case)
