"""What can be paid for, as pages are given it: words in one language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from moothall.payments.catalogue.fees import FeeRules, Wanted
from moothall.payments.catalogue.references import ReferenceFormat


@dataclass(frozen=True, kw_only=True)
class PayableRow:
    """One thing in the catalogue, with the fee rules of the day where it has any."""

    id: UUID
    key: str
    name: str
    hint: str
    #: By language, as the line in a basket keeps it.
    names: Mapping[str, str]
    other_words: Sequence[str]
    group: str
    fund: str
    lgsl: int | None
    price_kind: str
    least_pence: int
    most_pence: int
    reference_name: str
    reference: ReferenceFormat
    asks_account_name: bool
    lookup: str
    lookup_kind: str
    fee_version: UUID | None = None
    fees: FeeRules | None = None

    @property
    def asks_reference(self) -> bool:
        """Tell whether the payer has a reference to type."""
        return bool(self.reference_name)


@dataclass(frozen=True, kw_only=True)
class GroupOfPayables:
    """A heading and what stands under it."""

    name: str
    payables: tuple[PayableRow, ...]


@dataclass(frozen=True, kw_only=True)
class FeeVersionRow:
    """A version of fee rules, as its council looks at it."""

    id: UUID
    valid_from: date
    rules: FeeRules
    examples: Sequence[Mapping[str, Any]]
    written_at: datetime
    written_by: str


@dataclass(frozen=True, kw_only=True)
class TriedExample:
    """An example and what came out; amounts are nothing where it is not for sale."""

    wanted: Wanted
    expected_pence: int | None
    came_pence: int | None
    is_right: bool
