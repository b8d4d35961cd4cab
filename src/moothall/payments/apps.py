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

        if settings.TESTING:
            from moothall.payments.gateways.fake.adapter import FakeGateway

            gateways.register(FakeGateway())
        holders.register(Payments())
        section("payments", apply_payments)
        _register_wallets()


def _register_wallets() -> None:
    """Register who holds wallets, what pays into them, and what is held of their people."""
    from moothall.councils.setup import section
    from moothall.kernel import outbox
    from moothall.payments.events import LinePaid
    from moothall.payments.owners import line_owners
    from moothall.payments.wallets.handlers import on_line_paid_top_up_wallet
    from moothall.payments.wallets.holders import PersonHolder, wallet_holders
    from moothall.payments.wallets.line_owner import TopUps
    from moothall.payments.wallets.personal_data import Wallets
    from moothall.payments.wallets.setup import apply_wallets
    from moothall.people.personal_data import holders

    wallet_holders.register(PersonHolder())
    line_owners.register(TopUps())
    holders.register(Wallets())
    outbox.subscribe(LinePaid, on_line_paid_top_up_wallet)
    section("wallets", apply_wallets)
