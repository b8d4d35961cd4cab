"""Complaints as frozen rows."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from moothall.cases.workflow import Status


@dataclass(frozen=True, kw_only=True)
class StageRow:
    """A stage of a council's procedure."""

    id: UUID
    position: int
    name_en: str
    name_cy: str
    acknowledge_days: int
    answer_days: int
    extension_days: int
    from_acknowledgement: bool
    by_another: bool
    next_within_days: int

    def name_in(self, language: str) -> str:
        """Return its name in the language, or in English where it has none."""
        return (self.name_cy if language == "cy" else "") or self.name_en


@dataclass(frozen=True, kw_only=True)
class StepRow:
    """One stage of one complaint, as it was promised and as it went."""

    id: UUID
    stage: StageRow
    began_at: datetime
    acknowledge_by: date
    acknowledged_at: datetime | None
    answer_by: date
    extended_at: datetime | None
    extension_reason: str
    answered_at: datetime | None
    answered_by: str
    answered_by_identifier: str
    has_next: bool
    ombudsman: str
    ombudsman_cy: str
    reached: str
    reached_cy: str

    @property
    def is_at_end(self) -> bool:
        """Tell whether the ombudsman alone comes after it."""
        return self.answered_at is not None and not self.has_next

    def may_go_on(self, now: datetime) -> bool:
        """Tell whether the resident may ask for the next stage now."""
        if self.answered_at is None or not self.has_next:
            return False
        return now <= self.answered_at + timedelta(days=self.stage.next_within_days)

    def ombudsman_in(self, language: str) -> str:
        """Return the ombudsman's name in the language, or in English where there is no other."""
        return (self.ombudsman_cy if language == "cy" else "") or self.ombudsman

    def reached_in(self, language: str) -> str:
        """Return how the ombudsman is reached, in the language or in English."""
        return (self.reached_cy if language == "cy" else "") or self.reached

    def is_late(self, today: date) -> bool:
        """Tell whether a promise of it is broken, or was."""
        day = self.answered_at.date() if self.answered_at else today
        if day > self.answer_by:
            return True
        acknowledged = self.acknowledged_at.date() if self.acknowledged_at else today
        return self.answered_at is None and acknowledged > self.acknowledge_by


@dataclass(frozen=True, kw_only=True)
class OpenComplaint:
    """A complaint that waits for the council."""

    council_id: int
    case_id: UUID
    reference: str
    service_name: str
    summary: str
    status: Status
    team_name: str
    step: StepRow
