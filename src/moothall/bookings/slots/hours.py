"""Hours of opening, from rules on the local clock to cells of time."""

from datetime import time
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from moothall.bookings.slots.cells import MARGIN, Timeline
from moothall.bookings.slots.expanding import Expansion, Line
from moothall.bookings.slots.facts import Facts, OwnHours, ResourceFact, Shut
from moothall.bookings.slots.local_time import closing, opening


class Openings:
    """Works out when each resource is open; equal hours are worked out once."""

    def __init__(self, facts: Facts, timeline: Timeline) -> None:
        self._facts = facts
        self._timeline = timeline
        self._zone = ZoneInfo(facts.zone)
        self._expansion = Expansion(timeline, self._zone, facts.bank_holidays)

    def of_all(self) -> tuple[Line, npt.NDArray[np.int64]]:
        """
        Return rows of cells, true where something is open, and the row of each resource.

        Resources that are open at the same times share a row.
        """
        lines: list[Line] = []
        rows: dict[object, int] = {}
        row_of = []
        for resource in self._facts.resources:
            shut = tuple(one for one in self._facts.closures if _shuts(one, resource))
            key = (
                self._facts.hours.get(resource.id),
                resource.site_id,
                resource.active_from,
                resource.active_until,
                shut,
            )
            if key not in rows:
                rows[key] = len(lines)
                line = self._line_of(resource)
                self._only_while_active(line, resource)
                for one in shut:
                    line[self._expansion.between(one.starts_at, one.ends_at)] = False
                lines.append(line)
            row_of.append(rows[key])
        size = self._timeline.size
        return np.array(lines, dtype=np.bool_).reshape(-1, size), np.array(row_of, dtype=np.int64)

    def of_site(self, site_id: UUID | None) -> Line:
        """Return when a site lets anybody in, whoever works there."""
        hours = self._facts.hours.get(site_id) if site_id else None
        if hours is None:
            line = np.ones(self._timeline.size, dtype=np.bool_)
        else:
            line = self._expansion.said(hours)
        for shut in self._facts.closures:
            if shut.site_id is not None and shut.site_id == site_id:
                line[self._expansion.between(shut.starts_at, shut.ends_at)] = False
        return line

    def _line_of(self, resource: ResourceFact) -> Line:
        """Return when the hours of the resource, its site and the activity all say open."""
        own = self._facts.hours.get(resource.id, OwnHours())
        site = self._facts.hours.get(resource.site_id) if resource.site_id else None
        activity = self._facts.hours.get(self._facts.activity.pk)
        line = (
            self._expansion.open(own)
            if own.says_when_open
            else self._expansion.open(site or OwnHours())
        )
        if not own.says_when_open:
            line &= self._expansion.not_shut(own)
        if site is not None and own.says_when_open:
            line &= self._expansion.said(site)
        if activity is not None:
            line &= self._expansion.said(activity)
        return line

    def _only_while_active(self, line: Line, resource: ResourceFact) -> None:
        if resource.active_from is not None:
            begins = opening(resource.active_from, time(0), self._zone)
            line[: self._timeline.up(begins)] = False
        if resource.active_until is not None:
            ends = closing(resource.active_until + MARGIN, time(0), self._zone)
            line[self._timeline.down(ends) :] = False


def _shuts(closure: Shut, resource: ResourceFact) -> bool:
    return (
        closure.activity_id is not None
        or closure.resource_id == resource.id
        or (closure.site_id is not None and closure.site_id == resource.site_id)
    )
