"""The parking app."""

from django.apps import AppConfig


class ParkingConfig(AppConfig):
    """Registers sessions as lines of baskets, what people hold, and the section of a file."""

    name = "moothall.verticals.parking"
    label = "parking"
    verbose_name = "parking"

    def ready(self) -> None:
        """Register."""
        from moothall.councils.setup import section
        from moothall.kernel import outbox
        from moothall.payments.events import LinePaid
        from moothall.payments.owners import booked_things, line_owners
        from moothall.people.personal_data import holders
        from moothall.verticals.parking import merging, message_kinds
        from moothall.verticals.parking.handlers import on_line_paid_start_session
        from moothall.verticals.parking.line_owner import SessionsByCard, TakenByPartners
        from moothall.verticals.parking.personal_data import Parking
        from moothall.verticals.parking.setup import apply_parking

        line_owners.register(SessionsByCard())
        booked_things.register(TakenByPartners())
        holders.register(Parking())
        merging.register()
        message_kinds.register()
        outbox.subscribe(LinePaid, on_line_paid_start_session)
        section("parking", apply_parking)
