"""
What each part of the desk adds to the page of a case and of a person.

A part offers a function that returns a panel, or none where there is nothing to show or the person
at the desk may not see it. It stands in one line of `panels_shown`, and the two pages know no more.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from moothall.cases.rows import CaseRecord
from moothall.people.rows import PersonRow
from moothall.surfaces.workspace.acting import Acting, StaffRequest


@dataclass(frozen=True)
class Panel:
    """One part of a page: its template, what that shows (as `panel.shown`), and in which column."""

    template: str
    shown: Mapping[str, Any] = field(default_factory=dict)
    is_aside: bool = False


CasePanel = Callable[[StaffRequest, CaseRecord, Acting, datetime], Panel | None]
PersonPanel = Callable[[StaffRequest, PersonRow, Acting, datetime], Panel | None]
