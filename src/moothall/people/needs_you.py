"""
What waits for a resident: each app tells of its own part, the account shows all of it first.

An app registers a source in its `apps.py`. A source reads the database alone, in a number of
queries that never grows; what an outside system would have to be asked for loads after the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import IntEnum
from typing import ClassVar, Protocol
from uuid import UUID

from moothall.kernel.actors import Actor
from moothall.kernel.registry import Registry


class Pressing(IntEnum):
    """How much something wants doing; the lower comes first."""

    WAITS = 1
    """Somebody cannot go on without it: an answer, a document, a payment that is due."""
    ENDS = 2
    """It is lost or happens without being asked again: a draft, an appointment, a permit."""
    NEWS = 3
    """It is to be read."""


@dataclass(frozen=True, kw_only=True)
class NeedsYou:
    """
    One thing that waits for a resident, in words of theirs.

    `tag` says what to do in a word or two, `title` about what, `detail` more of it. `by` is the day
    by which it should be done, `since` when it began to wait.
    """

    key: str
    pressing: Pressing
    tag: str
    title: str
    href: str
    since: datetime
    detail: str = ""
    by: date | None = None

    @property
    def order(self) -> tuple[int, date, datetime]:
        """Return where it stands in the list: the most pressing first, then the soonest."""
        return self.pressing, self.by or date.max, self.since.astimezone(UTC)


class NeedsYouSource(Protocol):
    """An app that knows of things that wait for residents."""

    key: ClassVar[str]
    #: The part of somebody's affairs that it belongs to; who may not deal with it is told nothing.
    scope: ClassVar[str]

    def waiting(
        self, person_id: UUID, /, *, council_id: int, language: str, now: datetime
    ) -> Sequence[NeedsYou]:
        """Return what waits for this person of this council, in any order."""


needs_you_sources: Registry[NeedsYouSource] = Registry("source of what waits for residents")


def what_needs(
    actor: Actor, person_id: UUID, *, council_id: int, language: str, now: datetime
) -> tuple[NeedsYou, ...]:
    """Return all that waits for a person, of the parts of their affairs that the actor may see."""
    found = [
        one
        for source in needs_you_sources
        if actor.may_for(person_id, source.scope, council_id)
        for one in source.waiting(person_id, council_id=council_id, language=language, now=now)
    ]
    return tuple(sorted(found, key=lambda one: one.order))
