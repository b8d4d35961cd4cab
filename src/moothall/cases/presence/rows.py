"""Who is there, as pages show it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class PresentRow:
    """A colleague who has the same thing open, and whether they are writing."""

    name: str
    is_writing: bool
    since: datetime
