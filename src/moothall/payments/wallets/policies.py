"""Who may do what to wallets, cards and tills."""

from moothall.kernel.actors import Actor, ActorKind
from moothall.payments.books_policies import can_reconcile
from moothall.payments.refunds.policies import can_decide_refund
from moothall.payments.wallets.holders import wallet_holders
from moothall.payments.wallets.models import ResidentCard, Wallet, WalletPayout

#: Looks at anybody's wallet and blocks a card or a wallet for a caller.
VIEW = "wallet.view"
#: Pays money back, issues cards, registers tills and settles what they could not collect.
MANAGE = "wallet.manage"


def can_use_wallet(actor: Actor, wallet: Wallet) -> bool:
    """Let those who look after the holder look and pay in, and nobody else of the public."""
    if actor.kind is not ActorKind.RESIDENT:
        return False
    holder = wallet_holders.get(wallet.holder_type)
    return holder.may_use(actor, wallet.council_id, wallet.holder_id)


def can_see_wallet(actor: Actor, wallet: Wallet) -> bool:
    """Let its people see it, and staff who deal with wallets."""
    return can_use_wallet(actor, wallet) or actor.may(VIEW, wallet.council_id)


def can_block_card(actor: Actor, card: ResidentCard) -> bool:
    """Let its people and staff block a card: a lost one must be dead at once."""
    if actor.kind is ActorKind.RESIDENT:
        holder = wallet_holders.get(card.holder_type)
        return holder.may_use(actor, card.council_id, card.holder_id)
    return actor.may(VIEW, card.council_id)


def can_manage_wallets(actor: Actor, council_id: int) -> bool:
    """Let staff who run the schemes do all the rest."""
    return actor.may(MANAGE, council_id)


def can_pay_out(actor: Actor, payout: WalletPayout) -> bool:
    """Let finance say that it has paid; above the limit, those who may agree to refunds."""
    if not can_reconcile(actor, payout.council_id):
        return False
    return not payout.needs_another or can_decide_refund(actor, payout.council_id)
