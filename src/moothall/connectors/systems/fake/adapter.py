"""A system that keeps what it is given, and can be told to fail."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from moothall.connectors.ports import (
    Accepted,
    BackOfficeSystem,
    CaseToSend,
    Exchange,
    NotTaken,
    StatusUpdate,
)


class FakeSystem:
    """Remembers cases by idempotency key, as a good back office does."""

    def __init__(self) -> None:
        self.taken: dict[str, CaseToSend] = {}
        self.failures: list[NotTaken] = []
        self.told: list[StatusUpdate] = []

    @property
    def longest_call(self) -> timedelta:
        """Return a minute, in which nothing of this can fail to end."""
        return timedelta(minutes=1)

    def send(self, case: CaseToSend, /) -> Accepted:
        """Take the case, or fail as told."""
        if self.failures:
            raise self.failures.pop(0)
        self.taken[case.idempotency_key] = case
        reference = f"FAKE-{list(self.taken).index(case.idempotency_key) + 1}"
        return Accepted(reference=reference, exchange=Exchange(request=case.description))

    def reference_for(self, token: str, /) -> str:
        """Return the token itself: this system makes nobody wait."""
        return token

    def updates(self, since: datetime, until: datetime, /) -> Sequence[StatusUpdate]:
        """Return what it was told to tell."""
        return [update for update in self.told if since <= update.happened_at <= until]


class FakeSupplier:
    """Gives the same system for the same name, so that a test can look into it."""

    key: ClassVar[str] = "fake"
    label: ClassVar[str] = "Fake (for tests)"

    def __init__(self) -> None:
        self.systems: dict[str, FakeSystem] = {}

    def connect(self, options: Mapping[str, Any], /) -> BackOfficeSystem:
        """Return the system of this name."""
        return self.systems.setdefault(str(options.get("name", "")), FakeSystem())


fake = FakeSupplier()
