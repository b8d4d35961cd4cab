"""Who has the same case open, for whoever works on it."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext as _

from moothall.cases.presence.actions import note_and_look
from moothall.kernel.actors import Actor

#: How cases are named among the things that people have open.
CASE = "case"


class OpenCases:
    """Knows which employees have a case open."""

    key: ClassVar[str] = "cases.presence"

    def note(
        self, *, actor: Actor, council_id: int, case_id: UUID, now: datetime, is_writing: bool
    ) -> Sequence[str]:
        """Note that an employee has a case open now, and return who else has, in words."""
        found = note_and_look(
            actor=actor,
            council_id=council_id,
            subject_kind=CASE,
            subject_id=case_id,
            now=now,
            is_writing=is_writing,
        )
        return [
            _("%(name)s (is writing)") % {"name": name} if writes else name
            for name, writes in found
        ]
