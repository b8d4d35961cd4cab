"""What this app tells those above it of linked accounts."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from moothall.kernel.outbox import Event


@dataclass(frozen=True, kw_only=True)
class AccountLinked(Event):
    """A person proved that an account with the council is theirs."""

    name: ClassVar[str] = "people.account-linked"
    linked_account_id: UUID


@dataclass(frozen=True, kw_only=True)
class LinkedAccountEnded(Event):
    """An account is linked no more: its person let go of it, or does not answer for it any more."""

    name: ClassVar[str] = "people.linked-account-ended"
    linked_account_id: UUID


@dataclass(frozen=True, kw_only=True)
class AccountChangeSettled(Event):
    """What a person asked to change on a linked account was done, or refused."""

    name: ClassVar[str] = "people.account-change-settled"
    account_change_id: UUID
