"""The people app."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import register


class PeopleConfig(AppConfig):
    """Registers who proves identities and the staff section; makes our own provider strict."""

    name = "moothall.people"
    label = "people"
    verbose_name = "people"

    def ready(self) -> None:
        """Register."""
        from allauth.account import signals
        from allauth.idp.oidc.internal.oauthlib import server

        from moothall.councils.setup import section
        from moothall.people.checks import check_identity_provider
        from moothall.people.holding.acting import Acting
        from moothall.people.holding.heeding import Heeding
        from moothall.people.holding.holders import Audit, People
        from moothall.people.identity_providers.fake.adapter import FakeSupplier
        from moothall.people.linking_setup import apply_linked_accounts
        from moothall.people.merging import tables
        from moothall.people.personal_data import holders
        from moothall.people.ports import identity_suppliers
        from moothall.people.setup import apply_keeping, apply_staff
        from moothall.people.sign_in.validator import Validator
        from moothall.people.sign_out_ports import logout_couriers

        identity_suppliers.register_path(
            "one_login", "moothall.people.identity_providers.one_login.adapter:OneLoginSupplier"
        )
        if settings.TESTING:
            identity_suppliers.register(FakeSupplier())
        section("staff", apply_staff)
        logout_couriers.register_path(
            "backchannel", "moothall.people.logout_couriers.backchannel.adapter:BackChannel"
        )
        section("linked_accounts", apply_linked_accounts)
        for changed in (signals.password_set, signals.password_changed, signals.password_reset):
            changed.connect(_end_other_stays, dispatch_uid="people.end-other-stays")
        section("keeping", apply_keeping)
        holders.register(Audit())
        holders.register(People())
        holders.register(Acting())
        holders.register(Heeding())
        tables.register()
        register(check_identity_provider)
        # allauth names its validator in the module alone: see docs/decisions/one-sign-in-host.md.
        server.OAuthLibRequestValidator = Validator


def _end_other_stays(sender: object, **told: Any) -> None:
    """A new password ends the sessions begun with the old one; councils' sites hear of it here."""
    from moothall.people.sign_in import stays

    stays.forget_dead_ones(told["user"])
