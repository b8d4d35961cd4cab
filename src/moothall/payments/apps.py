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
        from moothall.payments import merging, message_kinds
        from moothall.payments.by_telephone.from_catalogue import CatalogueByKeypad
        from moothall.payments.by_telephone.ports import accounts_by_keypad
        from moothall.payments.catalogue.for_callers import FromCatalogue
        from moothall.payments.catalogue.lines import CatalogueLines
        from moothall.payments.lookup_ports import owed_lookups
        from moothall.payments.needs_you import MoneyThatWaits
        from moothall.payments.owners import line_owners
        from moothall.payments.personal_data import Payments
        from moothall.payments.ports import gateways
        from moothall.payments.receipts.finding import OwnReceipts
        from moothall.payments.setup import apply_payments
        from moothall.payments.ways_to_fill import ways_to_fill
        from moothall.people.needs_you import needs_you_sources
        from moothall.people.personal_data import holders

        gateways.register_path("govuk_pay", "moothall.payments.gateways.govuk_pay.adapter:GovukPay")
        if settings.TESTING:
            from moothall.payments.gateways.fake.adapter import FakeGateway
            from moothall.payments.lookups.fake.adapter import FakeLookup

            gateways.register(FakeGateway())
            owed_lookups.register(FakeLookup())
        gateways.register_path(
            "capita_scp", "moothall.payments.gateways.capita_scp.adapter:CapitaScpGateway"
        )
        line_owners.register(CatalogueLines())
        accounts_by_keypad.register(CatalogueByKeypad())
        ways_to_fill.register(FromCatalogue())
        holders.register(Payments())
        merging.register()
        message_kinds.register()
        own_files.register(OwnReceipts())
        needs_you_sources.register(MoneyThatWaits())
        section("payments", apply_payments)
        _register_wallets()
        _register_direct_debit()
        _register_refunds()
        _register_subscriptions()


def _register_direct_debit() -> None:
    """Register who collects, who owns schedules, and what is held of payers."""
    from moothall.councils.setup import section
    from moothall.kernel.outbox import subscribe
    from moothall.payments import handlers
    from moothall.payments.direct_debit import events
    from moothall.payments.direct_debit.arrangements import Arrangements
    from moothall.payments.direct_debit.personal_data import DirectDebits
    from moothall.payments.direct_debit.ports import collectors, schedule_owners
    from moothall.payments.direct_debit.setup import apply_direct_debit
    from moothall.payments.direct_debit.suppliers.standard18.adapter import Standard18
    from moothall.people.personal_data import holders

    collectors.register(Standard18())
    collectors.register_path(
        "gocardless", "moothall.payments.direct_debit.suppliers.gocardless.adapter:GoCardless"
    )
    if settings.TESTING:
        from moothall.payments.direct_debit.suppliers.fake.adapter import FakeCollector

        collectors.register(FakeCollector())
    schedule_owners.register(Arrangements())
    subscribe(events.DebitCollected, handlers.on_debit_collected_book_it)
    subscribe(events.DebitFailed, handlers.on_debit_failed_book_it_back)
    subscribe(events.DebitIndemnified, handlers.on_debit_indemnified_book_it_back)
    subscribe(events.DebitReinstated, handlers.on_debit_reinstated_book_it_again)
    holders.register(DirectDebits())
    section("direct_debit", apply_direct_debit)


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
