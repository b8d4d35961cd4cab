"""The connectors app."""

from django.apps import AppConfig
from django.conf import settings


class ConnectorsConfig(AppConfig):
    """Registers suppliers, listeners and the section of a council's file that is its own."""

    name = "moothall.connectors"
    label = "connectors"

    def ready(self) -> None:
        """Register."""
        from moothall.cases.events import CaseOpened
        from moothall.cases.ports import case_keepers
        from moothall.connectors import actions, handlers
        from moothall.connectors.couriers import Deliveries
        from moothall.connectors.events import DeliveryGaveUp
        from moothall.connectors.personal_data import DeliveriesHeld, UnfinishedDeliveries
        from moothall.connectors.ports import suppliers
        from moothall.connectors.systems.fake.adapter import fake
        from moothall.councils.setup import section
        from moothall.eforms.events import SubmissionAccepted
        from moothall.eforms.ports import couriers
        from moothall.kernel.outbox import subscribe
        from moothall.notifications.events import MessageFailed, MessageSent
        from moothall.people.personal_data import holders

        suppliers.register_path(
            "open311", "moothall.connectors.systems.open311.adapter:Open311Supplier"
        )
        suppliers.register_path(
            "webhook", "moothall.connectors.systems.webhook.adapter:WebhookSupplier"
        )
        couriers.register(Deliveries())
        holders.register(DeliveriesHeld())
        case_keepers.register(UnfinishedDeliveries())
        if settings.TESTING:
            suppliers.register(fake)
        subscribe(CaseOpened, handlers.on_case_opened_route_delivery)
        subscribe(SubmissionAccepted, handlers.on_submission_accepted_queue_destinations)
        subscribe(MessageSent, handlers.on_message_sent_note_arrival)
        subscribe(MessageFailed, handlers.on_message_failed_note_failure)
        subscribe(DeliveryGaveUp, handlers.on_delivery_gave_up_tell_the_team)
        section("systems", lambda context, data: actions.apply_systems(context.council.id, data))
