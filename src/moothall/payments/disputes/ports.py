"""What a gateway that tells of disputes must say of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from moothall.kernel.options import Options


class DisputeOutcome(StrEnum):
    """How far a dispute has come."""

    NEEDS_RESPONSE = "needs_response"
    UNDER_REVIEW = "under_review"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, kw_only=True)
class DisputeStatus:
    """
    A dispute as the gateway has it now.

    `respond_by` is until when evidence is taken, where the gateway says so; `reason` is its own
    word for why the payer challenges the payment. `fee_pence` is what it takes for its trouble.
    """

    dispute_reference: str
    gateway_reference: str
    outcome: DisputeOutcome
    amount_pence: int
    fee_pence: int
    reason: str
    raised_at: datetime
    respond_by: datetime | None = None


@runtime_checkable
class TellsOfDisputes(Protocol):
    """A gateway that says which payments were challenged."""

    def disputes(self, since: datetime, options: Options, /) -> Iterator[DisputeStatus]:
        """
        Return all disputes that were raised since, as they stand now, in any order.

        :raises Retry: if the gateway does not answer
        """
