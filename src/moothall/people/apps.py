"""The people app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Registers the section of a council's file that names its staff; makes the provider strict."""

    name = "moothall.people"
    label = "people"
    verbose_name = "people"

    def ready(self) -> None:
        """Register."""
        from allauth.idp.oidc.internal.oauthlib import server

        from moothall.councils.setup import section
        from moothall.people.ports import logout_couriers
        from moothall.people.setup import apply_staff
        from moothall.people.sign_in.validator import Validator

        section("staff", apply_staff)
        logout_couriers.register_path(
            "backchannel", "moothall.people.logout_couriers.backchannel.adapter:BackChannel"
        )
        # allauth names its validator in the module alone: see docs/decisions/one-sign-in-host.md.
        server.OAuthLibRequestValidator = Validator
