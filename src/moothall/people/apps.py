"""The people app."""

from typing import Any

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Registers the section of a council's file that names its staff; makes the provider strict."""

    name = "moothall.people"
    label = "people"
    verbose_name = "people"

    def ready(self) -> None:
        """Register."""
        from allauth.account import signals
        from allauth.idp.oidc.internal.oauthlib import server

        from moothall.councils.setup import section
        from moothall.people.setup import apply_staff
        from moothall.people.sign_in.provider import Validator

        section("staff", apply_staff)
        for changed in (signals.password_set, signals.password_changed, signals.password_reset):
            changed.connect(_end_other_stays, dispatch_uid="people.end-other-stays")
        # allauth names its validator in the module alone: see docs/decisions/one-sign-in-host.md.
        server.OAuthLibRequestValidator = Validator


def _end_other_stays(sender: object, **told: Any) -> None:
    """A new password ends the sessions begun with the old one; councils' sites hear of it here."""
    from moothall.people.sign_in import stays

    stays.forget_dead_ones(told["user"])
