"""Which employees can be given work: those who said that they are available."""

from collections.abc import Collection
from typing import ClassVar

from moothall.cases.contact.queries import states_of
from moothall.cases.contact.words import AgentStatus


class AvailableAgents:
    """Knows who is at their desk and takes calls or work."""

    key: ClassVar[str] = "cases.agents"

    def available_staff(self, council_id: int, /) -> Collection[int]:
        """Return the ids of the employees who are available and serve this council."""
        return [
            one.account_id for one in states_of([council_id]) if one.status is AgentStatus.AVAILABLE
        ]
