"""A carrier that keeps what it is given, and has whatever trouble a test asks for."""

from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from moothall.kernel.errors import MoothallError
from moothall.kernel.options import Options
from moothall.notifications.ports import (
    Accepted,
    Account,
    Fate,
    LostAnswer,
    Outcome,
    OutgoingMessage,
    Report,
    ReportRefused,
)


class FakeCarrier:
    """Takes every message, once each, and knows them again."""

    key: ClassVar[str] = "fake"
    label: ClassVar[str] = "Kept for tests"
    channels: ClassVar[frozenset[str]] = frozenset({"email", "text", "post"})
    options: ClassVar[type[Options]] = Options
    tells_fate: ClassVar[bool] = True

    def __init__(self) -> None:
        self.taken: dict[UUID, OutgoingMessage] = {}
        self.calls = 0
        self.troubles: list[MoothallError] = []

    def forget(self) -> None:
        """Begin anew."""
        self.taken, self.calls, self.troubles = {}, 0, []

    def send(self, message: OutgoingMessage, _account: Account, /) -> Accepted:
        """
        Keep the message.

        :raises MoothallError: the next trouble there is; a lost answer is lost after the work
        """
        self.calls += 1
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble is not None and not isinstance(trouble, LostAnswer):
            raise trouble
        self.taken.setdefault(message.message_id, message)
        if trouble is not None:
            raise trouble
        return Accepted(str(message.message_id))

    def fate(self, carrier_reference: str, _account: Account, /) -> Fate:
        """Say that whatever was taken was delivered."""
        return Fate(Outcome.DELIVERED if UUID(carrier_reference) in self.taken else Outcome.FAILED)

    def read_report(self, _headers: Mapping[str, str], body: bytes, _account: Account, /) -> Report:
        """
        Take the body for the id of a message that was delivered.

        :raises ReportRefused: if it is none
        """
        try:
            return Report(UUID(body.decode()), Fate(Outcome.DELIVERED))
        except ValueError as error:
            raise ReportRefused("This is no report of ours.") from error
