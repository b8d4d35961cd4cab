"""Wallets, cards and tills as pages and programs are given them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class WalletRow:
    """A wallet with what it holds."""

    id: UUID
    name: str
    holder: str
    holder_type: str
    holder_id: UUID
    pence: int
    is_low: bool
    is_blocked: bool
    most_pence: int
    payout_pence: int = 0


@dataclass(frozen=True, kw_only=True)
class MovementRow:
    """One movement of a wallet: above nothing into it, below out of it."""

    at: datetime
    words: str
    pence: int
    #: What the wallet held after it.
    balance_pence: int


@dataclass(frozen=True, kw_only=True)
class CardRow:
    """A card, known to its people by its last characters."""

    id: UUID
    ending: str
    holder: str
    issued_at: datetime
    is_blocked: bool


@dataclass(frozen=True, kw_only=True)
class TillRow:
    """A device that sells."""

    id: UUID
    name: str
    heard_at: datetime | None
    is_ended: bool


@dataclass(frozen=True, kw_only=True)
class SaleRow:
    """A sale that staff must look at."""

    id: UUID
    till: str
    sequence: int
    sold_at: datetime
    price_pence: int
    missing_pence: int
    reason: str
    is_short: bool
    #: Whose wallet it is, as their page is found; nothing where nobody has the card.
    holder: str
    holder_type: str
    holder_id: UUID | None
    conflicts: int

    @property
    def has_wallet(self) -> bool:
        """Tell whether there is a wallet from which what is missing can be taken."""
        return self.holder_id is not None


@dataclass(frozen=True, kw_only=True)
class PayoutRow:
    """Money that somebody asked to have back."""

    id: UUID
    wallet_id: UUID
    holder: str
    pence: int
    asked_at: datetime


@dataclass(frozen=True, kw_only=True)
class AgreedPayoutRow:
    """Money out of a wallet that finance is to pay, or has paid, to whoever asked for it."""

    id: UUID
    scheme: str
    holder: str
    holder_type: str
    holder_id: UUID
    #: Who asked for it and is paid; nothing once they are forgotten.
    asked_by: str
    asked_by_id: UUID | None
    pence: int
    asked_at: datetime
    agreed_at: datetime
    agreed_by: str
    agreed_by_kind: str
    agreed_by_identifier: str
    needs_another: bool
    paid_at: datetime | None
    paid_by: str
    reference: str


@dataclass(frozen=True, kw_only=True)
class CardAtTill:
    """What a till knows of a card, so that it can sell on it without a connection too."""

    card: str
    name: str
    allergens: str
    spendable_pence: int
    entitled_pence: int
