"""
What a carrier must do: take a message out, say what became of it, and read its own reports.

Carriers live in `carriers/<name>/`. They are given and return values only, and are called outside
of every transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol
from uuid import UUID

from moothall.kernel.errors import MoothallError, Retry
from moothall.kernel.options import Options
from moothall.kernel.registry import Registry


class LostAnswer(Retry):
    """The carrier may have taken the message, but its answer did not reach us."""


class ReportRefused(MoothallError):
    """A report does not prove that it comes from the carrier, or cannot be read."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """A council's arrangement with a carrier: its typed settings and the name of its key."""

    options: Options
    secret_name: str = ""


@dataclass(frozen=True)
class EnclosedFile:
    """A file that goes with a message."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class OutgoingMessage:
    """
    One message, ready to go.

    `outcome_unknown` tells that an earlier attempt may have succeeded: a carrier that can look
    looks before it sends again. A carrier that cannot carry `files` sends the words without them.
    """

    message_id: UUID
    channel: str
    recipient: str
    subject: str
    body: str
    html: str
    language: str
    sender_name: str
    sender_address: str
    sender_host: str
    outcome_unknown: bool
    files: tuple[EnclosedFile, ...] = ()
    #: Where one click ends what the message was sent for (RFC 8058); empty for what is necessary.
    unsubscribe_url: str = ""


@dataclass(frozen=True)
class Accepted:
    """The carrier has taken the message and knows it under this reference."""

    carrier_reference: str


class Outcome(StrEnum):
    """What a carrier says has become of a message."""

    UNDER_WAY = "under_way"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True)
class Fate:
    """What has become of a message, and why if it failed."""

    outcome: Outcome
    problem: str = ""


@dataclass(frozen=True)
class Report:
    """What a carrier told us, unasked, of one message."""

    message_id: UUID
    fate: Fate


class Carrier(Protocol):
    """A company or server that takes messages to people."""

    key: ClassVar[str]
    label: ClassVar[str]
    channels: ClassVar[frozenset[str]]
    options: ClassVar[type[Options]]
    #: Whether it ever says more than that it took the message.
    tells_fate: ClassVar[bool]

    def send(self, message: OutgoingMessage, account: Account, /) -> Accepted:
        """
        Hand the message over, or find that it was.

        :raises Retry: if it was certainly not taken, for a passing reason
        :raises LostAnswer: if it may have been taken
        :raises GiveUp: if it will never be
        """

    def fate(self, carrier_reference: str, account: Account, /) -> Fate:
        """
        Ask what became of a message.

        :raises Retry: if the carrier does not answer
        """

    def read_report(self, headers: Mapping[str, str], body: bytes, account: Account, /) -> Report:
        """
        Read what the carrier told us unasked.

        :raises ReportRefused: if it is not proved to come from the carrier, or not understood
        """


carriers: Registry[Carrier] = Registry("carrier")
