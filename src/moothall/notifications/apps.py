"""The notifications app."""

from django.apps import AppConfig
from django.conf import settings


class NotificationsConfig(AppConfig):
    """Registers the carriers and the sections of a council's file that are its own."""

    name = "moothall.notifications"
    label = "notifications"
    verbose_name = "notifications"

    def ready(self) -> None:
        """Register."""
        from moothall.councils.setup import section
        from moothall.notifications import merging, message_kinds
        from moothall.notifications.carriers.fake.adapter import FakeCarrier
        from moothall.notifications.carriers.smtp.adapter import SmtpCarrier
        from moothall.notifications.messenger import CouncilMessages
        from moothall.notifications.personal_data import Messages
        from moothall.notifications.ports import carriers
        from moothall.notifications.setup import apply_messages, apply_topics
        from moothall.people.letters import messengers
        from moothall.people.personal_data import holders

        carriers.register(SmtpCarrier())
        carriers.register_path(
            "govuk_notify", "moothall.notifications.carriers.govuk_notify.adapter:NotifyCarrier"
        )
        if settings.TESTING:
            carriers.register(FakeCarrier())
        messengers.register(CouncilMessages())
        holders.register(Messages())
        merging.register()
        message_kinds.register()
        section("messages", apply_messages)
        section("topics", apply_topics)
