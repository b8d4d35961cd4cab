"""The bookings app."""

from django.apps import AppConfig


class BookingsConfig(AppConfig):
    """Registers what bookings read of a council's file, put into baskets and hold."""

    name = "moothall.bookings"
    label = "bookings"
    verbose_name = "bookings"

    def ready(self) -> None:
        """Register."""
        from moothall.bookings import merging, message_kinds
        from moothall.bookings.handlers import on_line_paid_confirm_booking
        from moothall.bookings.line_owner import Deposits, Fees, Moves
        from moothall.bookings.needs_you import BookingsThatWait
        from moothall.bookings.personal_data import Bookings
        from moothall.bookings.setup import apply_bookings
        from moothall.councils.setup import section
        from moothall.kernel import outbox
        from moothall.payments.events import LinePaid
        from moothall.payments.owners import line_owners
        from moothall.people.needs_you import needs_you_sources
        from moothall.people.personal_data import holders

        section("bookings", apply_bookings)
        for owner in (Fees(), Deposits(), Moves()):
            line_owners.register(owner)
        holders.register(Bookings())
        merging.register()
        message_kinds.register()
        needs_you_sources.register(BookingsThatWait())
        outbox.subscribe(LinePaid, on_line_paid_confirm_booking)
        _mind_the_money()
        _tell_of_bookings()
        _register_calendars_and_video()
        _wait_and_queue()
        _print_in_the_morning()


def _mind_the_money() -> None:
    """Have money given back where a change of a booking owes it, and load the schedule for it."""
    from moothall.bookings import events, money_tasks  # noqa: F401
    from moothall.bookings import money_handlers as handlers
    from moothall.kernel.outbox import subscribe

    subscribe(events.BookingCancelled, handlers.on_booking_cancelled_give_back)
    subscribe(events.BookingMoved, handlers.on_booking_moved_give_back)
    subscribe(events.PaidInVain, handlers.on_paid_in_vain_give_back)
    subscribe(events.DepositDecided, handlers.on_deposit_decided_give_back)
    subscribe(events.BookingConfirmed, handlers.on_booking_confirmed_empty_baskets)
    subscribe(events.BookingMoved, handlers.on_booking_moved_empty_baskets)
    subscribe(events.BookingCancelled, handlers.on_booking_cancelled_empty_baskets)


def _tell_of_bookings() -> None:
    """Let people be told, and load what the schedule does for that."""
    from moothall.bookings import events, telling_tasks  # noqa: F401
    from moothall.bookings import telling_handlers as handlers
    from moothall.kernel.outbox import subscribe

    subscribe(events.BookingConfirmed, handlers.on_booking_confirmed_tell)
    subscribe(events.BookingMoved, handlers.on_booking_moved_tell)
    subscribe(events.BookingCancelled, handlers.on_booking_cancelled_tell)
    subscribe(events.BookingShut, handlers.on_booking_shut_tell)
    subscribe(events.ClosureLifted, handlers.on_closure_lifted_tell)
    subscribe(events.PaidInVain, handlers.on_paid_in_vain_tell)
    subscribe(events.DepositDecided, handlers.on_deposit_decided_tell)
    subscribe(events.BookingConfirmed, handlers.on_booking_confirmed_give_room)
    subscribe(events.BookingConfirmed, handlers.on_booking_confirmed_write_calendars)
    subscribe(events.BookingMoved, handlers.on_booking_moved_write_calendars)
    subscribe(events.BookingCancelled, handlers.on_booking_cancelled_write_calendars)


def _register_calendars_and_video() -> None:
    """Register who gives rooms for video calls, and what private calendars hold."""
    from moothall.bookings.calendars.personal_data import PersonCalendars
    from moothall.bookings.calendars.setup import apply_booking_calendars
    from moothall.bookings.video.own_rooms import OwnRooms
    from moothall.bookings.video.ports import video_providers
    from moothall.councils.setup import section
    from moothall.people.personal_data import holders

    video_providers.register(OwnRooms())
    holders.register(PersonCalendars())
    section("booking_calendars", apply_booking_calendars)


def _wait_and_queue() -> None:
    """Register the waiting list, which hears of every time that comes free."""
    import moothall.bookings.queueing.tasks
    import moothall.bookings.waiting.tasks  # noqa: F401 - the schedule knows them by this
    from moothall.bookings.events import (
        BookingCancelled,
        BookingConfirmed,
        BookingMoved,
        PlaceFreed,
        TimeReopened,
    )
    from moothall.bookings.queueing import handlers as queueing
    from moothall.bookings.waiting import handlers
    from moothall.bookings.waiting.personal_data import WaitingPlaces
    from moothall.kernel import outbox
    from moothall.people.personal_data import holders

    holders.register(WaitingPlaces())
    outbox.subscribe(BookingCancelled, queueing.on_booking_cancelled_leave_queue)
    outbox.subscribe(BookingMoved, queueing.on_booking_moved_leave_queue)
    outbox.subscribe(PlaceFreed, handlers.on_place_freed_offer_it)
    outbox.subscribe(BookingConfirmed, handlers.on_booking_confirmed_note_paid_offer)
    outbox.subscribe(TimeReopened, handlers.on_time_reopened_offer_it)


def _print_in_the_morning() -> None:
    """Register the lists of the morning, which the diary alone gives out."""
    import moothall.bookings.morning.tasks  # noqa: F401 - the schedule knows them by this
    from moothall.bookings.morning.queries import ListFiles, Lists
    from moothall.documents.ports import file_fences, file_holders

    file_fences.register(Lists())
    file_holders.register(ListFiles())
