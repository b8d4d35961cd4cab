"""The rows of wallets, one file an aggregate."""

from moothall.payments.wallets.models.card import ResidentCard
from moothall.payments.wallets.models.till import Till, TillSale
from moothall.payments.wallets.models.wallet import (
    Entitlement,
    Wallet,
    WalletPayout,
    WalletScheme,
    WalletTopUp,
)

__all__ = [
    "Entitlement",
    "ResidentCard",
    "Till",
    "TillSale",
    "Wallet",
    "WalletPayout",
    "WalletScheme",
    "WalletTopUp",
]
