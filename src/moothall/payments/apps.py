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
        from moothall.payments.personal_data import Payments
        from moothall.payments.ports import gateways
        from moothall.payments.setup import apply_payments
        from moothall.people.personal_data import holders

        gateways.register_path("govuk_pay", "moothall.payments.gateways.govuk_pay.adapter:GovukPay")
        if settings.TESTING:
            from moothall.payments.gateways.fake.adapter import FakeGateway

            gateways.register(FakeGateway())
        gateways.register_path(
            "capita_scp", "moothall.payments.gateways.capita_scp.adapter:CapitaScpGateway"
        )
        holders.register(Payments())
        section("payments", apply_payments)
