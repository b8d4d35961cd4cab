"""The revenues app."""

from django.apps import AppConfig


class RevenuesConfig(AppConfig):
    """Registers the suppliers of linked accounts."""

    name = "moothall.verticals.revenues"
    label = "revenues"
    verbose_name = "revenues and benefits"

    def ready(self) -> None:
        """Register."""
        from moothall.people.linking_ports import account_suppliers

        account_suppliers.register_path(
            "civic_ledger",
            "moothall.verticals.revenues.systems.civic_ledger.adapter:CivicLedgerSupplier",
        )
