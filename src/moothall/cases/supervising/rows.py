"""How the centre does, in frozen rows."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from moothall.cases.contact.rows import StateRow
from moothall.cases.supervising.quality import score_of


@dataclass(frozen=True, kw_only=True)
class FigureRow:
    """What is counted of some contacts; `key` is what they have in common."""

    key: str
    name: str
    contacts: int
    coded: int
    avoidable: int
    timed: int
    seconds: int
    judged: int
    resolved: int
    repeated: int

    @property
    def avoidable_share(self) -> float | None:
        """Return the share of avoidable ones among those of which it was said."""
        return self.avoidable / self.coded if self.coded else None

    @property
    def resolved_share(self) -> float | None:
        """Return the share of those that needed no second contact, among those that can tell."""
        return self.resolved / self.judged if self.judged else None

    @property
    def mean_seconds(self) -> float | None:
        """Return how long one took on average, with its wrap-up."""
        return self.seconds / self.timed if self.timed else None


@dataclass(frozen=True, kw_only=True)
class CallFigures:
    """What became of the calls that came in."""

    offered: int
    answered: int
    soon: int
    given_up: int
    mean_wait: float | None
    longest_wait: float | None

    @property
    def soon_share(self) -> float | None:
        """Return the share of those offered that were answered soon."""
        return self.soon / self.offered if self.offered else None


@dataclass(frozen=True, kw_only=True)
class CouncilNow:
    """How one council stands at this moment."""

    council_id: int
    waiting: int
    longest_since: datetime | None
    talking: int
    unfinished: int
    overdue: int
    breaking_soon: int
    oldest_due: datetime | None


@dataclass(frozen=True)
class Wall:
    """How the centre stands at this moment."""

    councils: tuple[CouncilNow, ...]
    agents: tuple[StateRow, ...]
    counts_up_to: int


@dataclass(frozen=True, kw_only=True)
class CostRow:
    """What a council's contacts by one channel took, and cost."""

    channel: str
    contacts: int
    seconds: int
    pence: int


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a council's part of the centre cost it; without a price, time alone."""

    rows: tuple[CostRow, ...]
    prices: tuple[tuple[date, int], ...]

    @property
    def contacts(self) -> int:
        """Return how many contacts there were."""
        return sum(one.contacts for one in self.rows)

    @property
    def seconds(self) -> int:
        """Return how long they took."""
        return sum(one.seconds for one in self.rows)

    @property
    def pence(self) -> int:
        """Return what they cost."""
        return sum(one.pence for one in self.rows)


@dataclass(frozen=True, kw_only=True)
class ReviewRow:
    """A contact that was drawn, and what was said of it."""

    id: UUID
    council_id: int
    interaction_id: UUID
    agent_identifier: str
    agent_name: str
    drawn_at: datetime
    answers: dict[str, str] = field(default_factory=dict)
    comment: str = ""
    reviewed_at: datetime | None = None
    reviewed_by_name: str = ""

    @property
    def score(self) -> float | None:
        """Return the share of yes, from 0 to 1."""
        return score_of(self.answers)
