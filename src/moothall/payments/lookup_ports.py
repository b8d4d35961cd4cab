"""
What whoever keeps an account must be able to say: what is owed on a reference.

Suppliers are named by a thing in the catalogue. They are given values and give values back, and are
called outside of every transaction. Nothing that they say may tell who somebody is or where they
live: who types a reference is not known.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol

from moothall.kernel.registry import Registry


@dataclass(frozen=True, kw_only=True)
class OwedQuestion:
    """Which account somebody means, with what they say of it so that none is found by guessing."""

    council_id: int
    kind: str
    reference: str
    surname: str
    postcode: str


@dataclass(frozen=True, kw_only=True)
class Owed:
    """What is owed, in pence: all of it (below nothing in credit), and what is due next."""

    balance_pence: int
    next_pence: int | None = None
    next_on: date | None = None


class OwedLookup(Protocol):
    """A keeper of accounts that says what is owed on one."""

    key: ClassVar[str]

    def owed(self, question: OwedQuestion, /) -> Owed | None:
        """
        Return what is owed, or nothing: for what is wrong and what is absent alike.

        :raises Retry: if it cannot be asked now
        :raises GiveUp: if its answer cannot be used
        """


owed_lookups: Registry[OwedLookup] = Registry("look-up of what is owed")
