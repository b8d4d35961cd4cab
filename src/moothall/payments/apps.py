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
        _register_refunds()
        _register_subscriptions()


def _register_refunds() -> None:
    """Register what refunds listen to, hold about people, and read of a council's file."""
    from moothall.councils.setup import section
    from moothall.kernel.outbox import subscribe
    from moothall.payments.events import SurplusPaid
    from moothall.payments.refunds.handlers import on_surplus_paid_give_back
    from moothall.payments.refunds.personal_data import HeldRefunds
    from moothall.payments.refunds.setup import apply_refunds
    from moothall.people.personal_data import holders

    subscribe(SurplusPaid, on_surplus_paid_give_back)
    holders.register(HeldRefunds())
    section("refunds", apply_refunds)


def _register_subscriptions() -> None:
    """Register what subscriptions listen to, put into baskets, hold and read of a file."""
    from moothall.councils.setup import section
    from moothall.kernel.outbox import subscribe
    from moothall.payments.events import LinePaid, PaymentEnded
    from moothall.payments.owners import line_owners
    from moothall.payments.subscriptions import handlers
    from moothall.payments.subscriptions.needs_you import SubscriptionsDue
    from moothall.payments.subscriptions.owning_lines import ChargesInBaskets
    from moothall.payments.subscriptions.personal_data import HeldSubscriptions
    from moothall.payments.subscriptions.setup import apply_subscriptions
    from moothall.people.needs_you import needs_you_sources
    from moothall.people.personal_data import holders

    subscribe(LinePaid, handlers.on_line_paid_settle_charge)
    subscribe(PaymentEnded, handlers.on_payment_ended_plan_next_try)
    line_owners.register(ChargesInBaskets())
    needs_you_sources.register(SubscriptionsDue())
    holders.register(HeldSubscriptions())
    section("subscriptions", apply_subscriptions)
