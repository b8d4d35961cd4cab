"""A deed: everything that is done to a case in one go."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from moothall.cases.workflow import Priority, Status

#: What words may leave to be filled in for each case, in double brackets as in messages.
PLACEHOLDERS = ("name", "reference", "service", "council_name", "council_phone")
_GAP = re.compile(r"\(\(\s*([^()]*?)\s*\)\)")


@dataclass(frozen=True, kw_only=True)
class Deed:
    """
    What is done: each part may be left out, and without any part there is no deed.

    The words are public: they go with the status or, without one, as a message. `team` and `master`
    are ids. `task` is something to do, for a team or for anybody, in so many working days. `macro`
    is the name of the macro that it came from.
    """

    status: str = ""
    words_en: str = ""
    words_cy: str = ""
    note: str = ""
    team: str = ""
    priority: str = ""
    task: str = ""
    task_team: str = ""
    task_days: str = ""
    master: str = ""
    macro: str = ""

    @property
    def new_status(self) -> Status | None:
        """Return the status that cases are given, if they are given one."""
        return Status(self.status) if self.status else None

    @property
    def new_priority(self) -> Priority | None:
        """Return the priority that cases are given, if they are given one."""
        return Priority(self.priority) if self.priority else None

    @property
    def team_id(self) -> UUID | None:
        """Return the team that cases are given to, if any."""
        return UUID(self.team) if self.team else None

    @property
    def master_id(self) -> UUID | None:
        """Return the case that they are to follow, if any."""
        return UUID(self.master) if self.master else None

    @property
    def task_team_id(self) -> UUID | None:
        """Return the team whose task it is, if it is one's."""
        return UUID(self.task_team) if self.task_team else None

    @property
    def days(self) -> int | None:
        """Return within how many working days the task is to be done, if within any."""
        return int(self.task_days) if self.task_days else None

    @property
    def has_words(self) -> bool:
        """Tell whether residents are written to."""
        return bool(self.words_en or self.words_cy)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing at all is done."""
        parts = (self.status, self.note, self.team, self.priority, self.task, self.master)
        return not (any(parts) or self.has_words)

    @property
    def texts(self) -> dict[str, str]:
        """Return the public words by language, as they were written."""
        return {
            language: words
            for language, words in (("en", self.words_en), ("cy", self.words_cy))
            if words
        }

    def as_json(self) -> dict[str, Any]:
        """Return what is stored: the parts that there are."""
        return {name: value for name, value in asdict(self).items() if value}

    @staticmethod
    def from_json(stored: Mapping[str, Any]) -> "Deed":
        """Return a deed from what was stored."""
        return Deed(**stored)


def unknown_placeholders(text: str) -> list[str]:
    """Return what stands in double brackets and cannot be filled in."""
    return [found for found in _GAP.findall(text) if found not in PLACEHOLDERS]


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return words with what is known of a case in the place of its double brackets."""
    return _GAP.sub(lambda gap: values.get(gap.group(1), ""), text)
