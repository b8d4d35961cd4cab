"""The schools app."""

from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    """Registers pupils as holders of wallets, and what is due for trips as lines of baskets."""

    name = "moothall.verticals.schools"
    label = "schools"
    verbose_name = "schools"

    def ready(self) -> None:
        """Register."""
        from moothall.kernel import outbox
        from moothall.payments.events import LinePaid
        from moothall.payments.owners import line_owners
        from moothall.payments.wallets.holders import wallet_holders
        from moothall.people.personal_data import holders
        from moothall.verticals.schools import merging, message_kinds
        from moothall.verticals.schools.handlers import on_line_paid_give_place
        from moothall.verticals.schools.holding_wallets import PupilHolder
        from moothall.verticals.schools.line_owner import Instalments
        from moothall.verticals.schools.personal_data import Schools

        wallet_holders.register(PupilHolder())
        line_owners.register(Instalments())
        holders.register(Schools())
        merging.register()
        message_kinds.register()
        outbox.subscribe(LinePaid, on_line_paid_give_place)
