"""The revenues app."""

from django.apps import AppConfig


class RevenuesConfig(AppConfig):
    """Registers the suppliers of linked accounts, and what they say is owed and when."""

    name = "moothall.verticals.revenues"
    label = "revenues"
    verbose_name = "revenues and benefits"

    def ready(self) -> None:
        """Register."""
        from moothall.payments.direct_debit.ports import schedule_owners
        from moothall.payments.lookup_ports import owed_lookups
        from moothall.people.linking_ports import account_suppliers
        from moothall.verticals.revenues.collecting import (
            BusinessRatesSchedules,
            CouncilTaxSchedules,
            RentSchedules,
        )
        from moothall.verticals.revenues.owing import LinkedAccountsLookup

        account_suppliers.register_path(
            "civic_ledger",
            "moothall.verticals.revenues.systems.civic_ledger.adapter:CivicLedgerSupplier",
        )
        owed_lookups.register(LinkedAccountsLookup())
        for owner in (CouncilTaxSchedules(), BusinessRatesSchedules(), RentSchedules()):
            schedule_owners.register(owner)
