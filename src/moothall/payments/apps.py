"""The payments app."""

from django.apps import AppConfig
from django.conf import settings


class PaymentsConfig(AppConfig):
    """Registers the gateways and the section of a council's file that is its own."""

    name = "moothall.payments"
    label = "payments"
    verbose_name = "payments"

    def ready(self) -> None:
        """Register."""
        from moothall.councils.setup import section
        from moothall.documents.ports import own_files
        from moothall.payments.catalogue.lines import CatalogueLines
        from moothall.payments.lookup_ports import owed_lookups
        from moothall.payments.needs_you import MoneyThatWaits
        from moothall.payments.owners import line_owners
        from moothall.payments.personal_data import Payments
        from moothall.payments.ports import gateways
        from moothall.payments.receipts.finding import OwnReceipts
        from moothall.payments.setup import apply_payments
        from moothall.people.needs_you import needs_you_sources
        from moothall.people.personal_data import holders

        if settings.TESTING:
            from moothall.payments.gateways.fake.adapter import FakeGateway
            from moothall.payments.lookups.fake.adapter import FakeLookup

            gateways.register(FakeGateway())
            owed_lookups.register(FakeLookup())
        line_owners.register(CatalogueLines())
        holders.register(Payments())
        own_files.register(OwnReceipts())
        needs_you_sources.register(MoneyThatWaits())
        section("payments", apply_payments)
