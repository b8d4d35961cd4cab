"""What Direct Debit tells the apps above, and the books."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from moothall.kernel.outbox import Event


@dataclass(frozen=True, kw_only=True)
class MandateActive(Event):
    """A payer's bank holds the instruction."""

    name: ClassVar[str] = "payments.mandate-active"
    mandate_id: UUID


@dataclass(frozen=True, kw_only=True)
class MandateEnded(Event):
    """Nothing more is collected under a mandate; whoever keeps the account bills otherwise."""

    name: ClassVar[str] = "payments.mandate-ended"
    mandate_id: UUID


@dataclass(frozen=True, kw_only=True)
class DebitCollected(Event):
    """
    Money came in by Direct Debit on a day (`on`, in ISO form), once for each presentation.

    It may still be sent back: `DebitFailed` and `DebitIndemnified` say so.
    """

    name: ClassVar[str] = "payments.debit-collected"
    collection_id: UUID
    attempt: int
    amount_pence: int
    on: str


@dataclass(frozen=True, kw_only=True)
class DebitFailed(Event):
    """A debit came back unpaid; `was_collected` tells that it had been told as collected."""

    name: ClassVar[str] = "payments.debit-failed"
    collection_id: UUID
    attempt: int
    amount_pence: int
    was_collected: bool
    code: str


@dataclass(frozen=True, kw_only=True)
class DebitIndemnified(Event):
    """A bank paid a payer back under the Guarantee and takes the amount from the council."""

    name: ClassVar[str] = "payments.debit-indemnified"
    claim_id: UUID
    collection_id: UUID | None
    amount_pence: int
    on: str


@dataclass(frozen=True, kw_only=True)
class DebitReinstated(Event):
    """A claim under the Guarantee was taken back: the money stays, or comes again."""

    name: ClassVar[str] = "payments.debit-reinstated"
    claim_id: UUID
    collection_id: UUID | None
    amount_pence: int
