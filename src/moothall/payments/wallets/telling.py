"""What the people of a wallet are told: that it runs low, what became of a wish for money back."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils import translation

from moothall.councils.queries import council_by_id
from moothall.kernel.actors import system
from moothall.kernel.money import pounds
from moothall.notifications.actions import send_message
from moothall.notifications.reaching import language_for, way_to_reach
from moothall.payments.wallets.holders import wallet_holders
from moothall.payments.wallets.keeping import balance_of
from moothall.payments.wallets.models import Wallet, WalletPayout, WalletScheme
from moothall.payments.wallets.models.wallet import PayoutState
from moothall.payments.wording import words_in
from moothall.people.needs import needs_of
from moothall.people.queries import persons_by_id

LOW = "payments.wallet-low"
AGREED, REFUSED = "payments.payout-agreed", "payments.payout-refused"
PAID = "payments.payout-paid"


def tell_if_low(wallet: Wallet, scheme: WalletScheme, *, now: datetime) -> None:
    """
    Tell a locked wallet's people that it runs low, once until it has enough again.

    Each is written to in their own language, and none is told who else is.
    """
    pence = balance_of(wallet)
    if pence >= scheme.low_pence:
        if wallet.told_low_at is not None:
            wallet.told_low_at = None
            wallet.save(update_fields=["told_low_at"])
        return
    if wallet.told_low_at is not None:
        return
    wallet.told_low_at = now
    wallet.save(update_fields=["told_low_at"])
    holder = wallet_holders.get(wallet.holder_type)
    face = holder.faces([wallet.holder_id]).get(wallet.holder_id)
    for person_id in holder.told(wallet.holder_id):
        _tell(wallet, scheme, person_id, name=face.name if face else "", pence=pence, now=now)


def tell_decided(payout: WalletPayout, *, now: datetime) -> None:
    """Tell whoever asked for money back whether they get it."""
    _tell_asker(payout, AGREED if payout.state == PayoutState.DONE else REFUSED, now=now)


def tell_paid(payout: WalletPayout, *, now: datetime) -> None:
    """Tell whoever asked for money back that it is on its way to their bank."""
    _tell_asker(payout, PAID, now=now)


def _tell_asker(payout: WalletPayout, template: str, *, now: datetime) -> None:
    if payout.person_id is None:
        return
    wallet = Wallet.objects.select_related("scheme").get(pk=payout.wallet_id)
    _send(
        wallet,
        payout.person_id,
        template,
        lambda language: {
            "what": words_in(wallet.scheme.name, language),
            "amount": pounds(payout.pence),
            "reference": payout.reference,
        },
        key=f"{template}:{payout.pk}",
        now=now,
    )


def _tell(
    wallet: Wallet, scheme: WalletScheme, person_id: UUID, *, name: str, pence: int, now: datetime
) -> None:
    _send(
        wallet,
        person_id,
        LOW,
        lambda language: {
            "what": words_in(scheme.name, language),
            "who": name,
            "amount": pounds(pence),
        },
        key=f"{LOW}:{wallet.pk}:{person_id}:{now.isoformat()}",
        now=now,
    )


def _send(
    wallet: Wallet,
    person_id: UUID,
    template: str,
    words: Callable[[str], dict[str, str]],
    *,
    key: str,
    now: datetime,
) -> None:
    way = way_to_reach(wallet.council_id, person_id)
    if way is None:
        return
    council, needs = council_by_id(wallet.council_id), needs_of(person_id)
    given = persons_by_id([person_id])[person_id].language
    language = language_for(council, needs, given)
    with translation.override(language):
        link = council.url + reverse("account:wallet", kwargs={"wallet_id": wallet.pk})
    send_message(
        actor=system("payments"),
        council_id=wallet.council_id,
        template=template,
        channel=way.channel,
        to=way.to,
        language=language,
        context={"link": link, **words(language)},
        dedupe_key=key,
        about_type=Wallet._meta.label_lower,
        about_id=wallet.pk,
        person_id=person_id,
        needs=needs,
        now=now,
    )
