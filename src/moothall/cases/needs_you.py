"""What waits for a resident in their cases: questions of the teams, and what these wrote."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from moothall.cases.own_rows import UnreadRow, WaitingRow
from moothall.cases.queries.talk import unread_of_person, waiting_for_person
from moothall.people import scopes
from moothall.people.needs_you import NeedsYou, Pressing


class QuestionsOfTeams:
    """Tells of the cases that cannot go on without their resident."""

    key: ClassVar[str] = "cases.questions"
    scope: ClassVar[str] = scopes.REQUESTS

    def waiting(
        self, person_id: UUID, /, *, council_id: int, language: str, now: datetime
    ) -> Sequence[NeedsYou]:
        """Return each question and each document that a team waits for."""
        found = waiting_for_person(person_id, council_id=council_id, language=language)
        return [_question(row) for row in found]


class MessagesOfTeams:
    """Tells of what teams wrote that the resident has not read."""

    key: ClassVar[str] = "cases.messages"
    scope: ClassVar[str] = scopes.REQUESTS

    def waiting(
        self, person_id: UUID, /, *, council_id: int, language: str, now: datetime
    ) -> Sequence[NeedsYou]:
        """Return each case with something to read."""
        found = unread_of_person(person_id, council_id=council_id, language=language)
        return [_message(row) for row in found]


def _question(row: WaitingRow) -> NeedsYou:
    address = reverse("account:request-act", args=[row.reference, "answer"])
    return NeedsYou(
        key=f"cases.question:{row.question_id or row.case_id}",
        pressing=Pressing.WAITS,
        tag=_("Send us a document") if row.wants_file else _("Answer needed"),
        title=_("%(service)s, %(reference)s")
        % {"service": row.service_name, "reference": row.reference},
        detail=row.text,
        href=f"{address}?question={row.question_id}" if row.question_id else address,
        since=row.since,
        by=row.due_on,
    )


def _message(row: UnreadRow) -> NeedsYou:
    return NeedsYou(
        key=f"cases.message:{row.case_id}",
        pressing=Pressing.NEWS,
        tag=_("New message"),
        title=_("%(service)s, %(reference)s")
        % {"service": row.service_name, "reference": row.reference},
        href=reverse("account:request", args=[row.reference]),
        since=row.at,
    )
