"""What this app tells those above it."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from moothall.kernel.outbox import Event


@dataclass(frozen=True, kw_only=True)
class SubmissionAccepted(Event):
    """A form was handed in and is safe; the case that it became is open."""

    name: ClassVar[str] = "eforms.submission-accepted"
    submission_id: UUID
    case_id: UUID
