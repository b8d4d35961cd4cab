"""What callers can pay for by keying its number, and gateways that answer calls themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol, runtime_checkable

from moothall.kernel.options import Options
from moothall.kernel.registry import Registry

#: Gateways take no more at once.
MOST_PENCE = 10_000_000


@dataclass(frozen=True, kw_only=True)
class KeyedAccount:
    """An account that a caller keyed: where its money goes, and what it is called by language."""

    fund: str
    description: Mapping[str, str]
    reference: str
    account_name: str = ""
    payable: str = ""
    #: What may be paid at once.
    least_pence: int = 1
    most_pence: int = MOST_PENCE


class AccountsByKeypad(Protocol):
    """Kinds of account, such as council tax, that are found by the digits of their number."""

    key: ClassVar[str]

    def kinds(self, council_id: int, language: str, /, *, on: date) -> Mapping[str, str]:
        """Return what they are called, such as "council tax", by the key of each kind, in order."""

    def find(self, council_id: int, kind: str, digits: str, /, *, on: date) -> KeyedAccount | None:
        """Return the account of this number, or nothing if it is none; no call to other systems."""


accounts_by_keypad: Registry[AccountsByKeypad] = Registry("kinds of account by keypad")


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """Where a call goes on: a number of the gateway's, and the keys that name the payment there."""

    number: str
    keys: str = ""


@runtime_checkable
class TakesCardsByVoice(Protocol):
    """A gateway that takes a card by keypad in a call that is handed over to it."""

    def hand_over(self, gateway_reference: str, language: str, options: Options, /) -> HandOver:
        """
        Return where the call for a payment that was begun goes on.

        :raises Retry: if the gateway does not answer
        """
