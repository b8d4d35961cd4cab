"""A collector that keeps what it is given, and has whatever trouble a test asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar
from uuid import UUID

from moothall.kernel.errors import GiveUp, MoothallError
from moothall.kernel.options import Options
from moothall.payments.direct_debit.ports import (
    Answer,
    CollectionOutcome,
    CollectionStatus,
    DebitHint,
    DebitHintRefused,
    HintAbout,
    Later,
    MandateOutcome,
    MandateStatus,
    Run,
    Submitted,
    Taken,
)


class FakeCollector:
    """Takes everything on, once, and does with it what a test says."""

    key: ClassVar[str] = "fake"
    label: ClassVar[str] = "Kept for tests"
    options: ClassVar[type[Options]] = Options
    lead_days: ClassVar[int] = 2

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        self.mandates: dict[str, MandateStatus] = {}
        self.collections: dict[str, CollectionStatus] = {}
        self.presented: list[tuple[UUID, int]] = []
        self.runs: list[Run] = []
        self.answers: dict[UUID, Answer] = {}
        self.lost: set[UUID] = set()
        self.trouble: MoothallError | None = None

    def submit(self, run: Run, _options: Options, /) -> Submitted:
        """
        Take on everything, unless a test wants another answer to it.

        :raises MoothallError: the trouble that a test asked for
        """
        if self.trouble is not None:
            raise self.trouble
        self.runs.append(run)
        answers: dict[UUID, Answer] = {}
        for lodged in run.lodge:
            reference = f"MD-{lodged.mandate_id}"
            answers[lodged.mandate_id] = self._answer(lodged.mandate_id, reference)
            if isinstance(answers[lodged.mandate_id], Taken):
                self.become(HintAbout.MANDATE, reference, MandateOutcome.UNDER_WAY, once=True)
        for ended in run.withdraw:
            answers[ended.mandate_id] = Taken()
            if ended.collector_reference:
                self.become(HintAbout.MANDATE, ended.collector_reference, MandateOutcome.CANCELLED)
        for asked in run.collect:
            reference = f"PM-{asked.collection_id}"
            self._present(asked.collection_id, asked.attempt, reference, asked.amount_pence)
            answers[asked.collection_id] = self._answer(asked.collection_id, reference)
        return Submitted(answers=answers)

    def become(
        self,
        about: HintAbout,
        reference: str,
        outcome: MandateOutcome | CollectionOutcome,
        *,
        code: str = "",
        once: bool = False,
    ) -> None:
        """Let something happen to a mandate or a collection."""
        if isinstance(outcome, MandateOutcome):
            status = MandateStatus(collector_reference=reference, outcome=outcome, code=code)
            if not once or reference not in self.mandates:
                self.mandates[reference] = status
            return
        self.collections[reference] = replace(
            self.collections[reference], outcome=outcome, code=code
        )

    def mandate(self, collector_reference: str, _options: Options, /) -> MandateStatus:
        """
        Say how a mandate stands.

        :raises GiveUp: if there is none
        """
        if self.trouble is not None:
            raise self.trouble
        if collector_reference not in self.mandates:
            raise GiveUp("There is no such mandate.")
        return self.mandates[collector_reference]

    def collection(self, collector_reference: str, _options: Options, /) -> CollectionStatus:
        """
        Say how a collection stands.

        :raises GiveUp: if there is none
        """
        if self.trouble is not None:
            raise self.trouble
        if collector_reference not in self.collections:
            raise GiveUp("There is no such collection.")
        return self.collections[collector_reference]

    def read_hints(
        self, _headers: Mapping[str, str], body: bytes, _options: Options, /
    ) -> Sequence[DebitHint]:
        """
        Read a line for each hint.

        :raises DebitHintRefused: if a line is none
        """
        hints = []
        for line in body.decode().splitlines():
            about, _, reference = line.partition(":")
            if about not in {"mandate", "collection"}:
                raise DebitHintRefused("This is no message of ours.")
            hints.append(DebitHint(about=HintAbout(about), collector_reference=reference))
        return hints

    def _answer(self, item: UUID, reference: str) -> Answer:
        if item in self.lost:
            self.lost.discard(item)
            return Later(reason="The answer was lost.", outcome_unknown=True)
        return self.answers.pop(item, None) or Taken(collector_reference=reference)

    def _present(self, item: UUID, attempt: int, reference: str, pence: int) -> None:
        """Take one presentation on, once."""
        if (item, attempt) in self.presented or item in self.answers:
            return
        self.presented.append((item, attempt))
        self.collections[reference] = CollectionStatus(
            collector_reference=reference,
            outcome=CollectionOutcome.UNDER_WAY,
            amount_pence=pence,
        )
