"""Top-ups as baskets know them."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from moothall.kernel.actors import Actor
from moothall.payments.owners import StaffPage
from moothall.payments.wallets import actions
from moothall.payments.wallets.actions.topping_up import TOP_UP
from moothall.payments.wallets.models import WalletTopUp


class TopUps:
    """The owner of lines that pay money into wallets."""

    key: ClassVar[str] = TOP_UP

    def refusals(
        self, about_ids: Collection[UUID], /, *, language: str, now: datetime
    ) -> Mapping[UUID, str]:
        """Refuse what was withdrawn, and what goes into a wallet that was blocked since."""
        rows = WalletTopUp.objects.filter(pk__in=about_ids).select_related("wallet")
        with translation.override(language):
            sentence = _("Nothing can be paid in here at the moment. Ask us why.")
        return {
            row.pk: sentence
            for row in rows
            if row.withdrawn_at is not None or row.wallet.blocked_at is not None
        }

    def left_basket(self, about_id: UUID, /, *, actor: Actor, now: datetime) -> None:
        """Take back the wish."""
        actions.withdraw_top_up(actor=actor, top_up_id=about_id, now=now)

    def addresses(self, about_ids: Collection[UUID], /, *, language: str) -> Mapping[UUID, str]:
        """Lead to the wallet's own page."""
        rows = WalletTopUp.objects.filter(pk__in=about_ids).values_list("pk", "wallet_id")
        with translation.override(language):
            return {
                pk: reverse("account:wallet", kwargs={"wallet_id": wallet_id})
                for pk, wallet_id in rows
            }

    def for_staff(
        self, about_ids: Collection[UUID], /, *, council: str
    ) -> Mapping[UUID, StaffPage]:
        """Lead to whose wallet it is."""
        rows = WalletTopUp.objects.filter(pk__in=about_ids).values_list(
            "pk", "wallet__holder_type", "wallet__holder_id"
        )
        return {
            pk: StaffPage(
                _("Wallet"), reverse("workspace:wallet-holder", args=[council, kind, who])
            )
            for pk, kind, who in rows
        }
