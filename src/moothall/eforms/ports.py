"""What others may plug into forms: checks that know a trade, and couriers that hand forms over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol
from uuid import UUID

from moothall.eforms.keeping import Held
from moothall.eforms.wording import Wording
from moothall.kernel.registry import Registry


@dataclass(frozen=True, kw_only=True)
class CheckRequest:
    """What a check is told: the council, the moment, and the answers that it asked for."""

    council_id: int
    now: datetime
    answers: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A polite no: why the form cannot take this, and what the person can do instead."""

    title: Wording
    body: Wording


class PageCheck(Protocol):
    """
    A question that a page asks of another part of the product before it lets the person on.

    It runs when the page is saved and again at submission, in the council's scope; it reads and
    never writes, and costs two statements at most.
    """

    key: ClassVar[str]
    #: What it wants to know, by name, and the types of question that may answer it.
    wants: ClassVar[Mapping[str, frozenset[str]]]

    def refusal(self, request: CheckRequest, /) -> Refusal | None:
        """Return why the form cannot go on with these answers, or nothing if it can."""


page_checks: Registry[PageCheck] = Registry("page check")


@dataclass(frozen=True, kw_only=True)
class HandedIn:
    """A submission as a courier knows it: its case, and the destinations that its answers chose."""

    submission_id: UUID
    case_id: UUID
    destinations: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Contact:
    """When a submission was last on its way, and from when on nothing of it can come back."""

    last_at: datetime
    sure_at: datetime | None = None


class Courier(Protocol):
    """What takes submissions to where their forms send them; it never writes to them."""

    key: ClassVar[str]

    def receivers(self, council_id: int, /) -> Mapping[str, str]:
        """Return the systems of a council that take whole submissions: name by key."""

    def undelivered(self, handed_in: Sequence[HandedIn], /) -> frozenset[UUID]:
        """Return the submissions of which something has not arrived yet, in a few statements."""

    def contacts(self, handed_in: Sequence[HandedIn], /) -> Mapping[UUID, Contact]:
        """Return of each submission that went anywhere when it last did, in a few statements."""

    def forget(self, handed_in: HandedIn, /) -> None:
        """
        Empty what was written down of its way: what was sent, and what was answered.

        Within the transaction that removes the submission, and only when everything has arrived.
        """


couriers: Registry[Courier] = Registry("courier of submissions")


class SubmissionHolder(Protocol):
    """An app that still needs what was handed in: a payment, an appointment, a signature."""

    key: ClassVar[str]

    def held(self, handed_in: Sequence[HandedIn], /) -> Mapping[UUID, Held]:
        """
        Return of each submission that it needs, or needed, what for, in a few statements.

        A moment that has passed is told too: from then on the days of keeping are counted.
        """


submission_holders: Registry[SubmissionHolder] = Registry("holder of submissions")
