"""Frozen rows that pages of Direct Debit show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class ServiceRow:
    """How a council collects."""

    id: UUID
    collector: str
    label: str
    statement_name: str
    days_of_notice: int
    days: Sequence[int]
    options: Mapping[str, Any]
    is_called: bool
    reads_reports: bool
    #: Whether payers type their bank account at the collector's own pages.
    is_hosted: bool
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class Offer:
    """An account for which a Direct Debit could be set up."""

    owner: str
    account: str
    #: What the account is for, in the language that was asked for.
    what: str = ""


@dataclass(frozen=True, kw_only=True)
class LinkRow:
    """A link by which one Direct Debit is set up."""

    id: UUID
    owner: str
    account: str
    mandate_id: UUID | None
    reference: str
    is_used: bool


@dataclass(frozen=True, kw_only=True)
class PlannedRow:
    """A day and what would be taken on it."""

    on: date
    amount_pence: int


@dataclass(frozen=True, kw_only=True)
class MandateRow:
    """A Direct Debit as pages show it: no more of the bank account than its last figures."""

    id: UUID
    reference: str
    owner: str
    account: str
    what: str
    account_name: str
    account_ending: str
    day: int
    days: Sequence[int]
    state: str
    state_label: str
    is_live: bool
    statement_name: str
    #: Whether it is, or was, set up at the collector's own pages.
    is_hosted: bool
    #: Where a payer without an account is written to.
    email: str
    language: str
    created_at: datetime
    end_reason: str
    problem: str


@dataclass(frozen=True, kw_only=True)
class CollectionRow:
    """One payment."""

    id: UUID
    amount_pence: int
    collects_on: date
    state: str
    state_label: str
    code: str
    problem: str
    attempts: int
    is_planned: bool


@dataclass(frozen=True, kw_only=True)
class AdviceRow:
    """What a bank reported and somebody must settle."""

    id: UUID
    kind: str
    code: str
    words: str
    reference: str
    mandate_id: UUID | None
    amount_pence: int | None
    act_by: date
    collection_id: UUID | None
    may_be_presented_again: bool


@dataclass(frozen=True, kw_only=True)
class ClaimRow:
    """A claim under the Guarantee."""

    id: UUID
    mandate_id: UUID | None
    reference: str
    claim_reference: str
    reason: str
    amount_pence: int
    taken_on: date
    state: str
    state_label: str
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class RunRow:
    """A day's run."""

    id: UUID
    input_on: date
    number: int
    state: str
    lodged: int
    cancelled: int
    collected: int
    total_pence: int
    file_name: str
    has_file: bool
    fetched_at: datetime | None
    fetched_by: str
