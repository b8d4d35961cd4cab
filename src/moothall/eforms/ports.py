"""What others may plug into forms: checks that know a trade, and couriers that hand forms over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol
from uuid import UUID

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


class Courier(Protocol):
    """What takes submissions to where their forms send them; it reads and never writes here."""

    key: ClassVar[str]

    def receivers(self, council_id: int, /) -> Mapping[str, str]:
        """Return the systems of a council that take whole submissions: name by key."""

    def undelivered(self, handed_in: Sequence[HandedIn], /) -> frozenset[UUID]:
        """Return the submissions of which something has not arrived yet, in a few statements."""


couriers: Registry[Courier] = Registry("courier of submissions")
