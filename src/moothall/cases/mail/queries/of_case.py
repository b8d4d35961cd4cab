"""The letters of a case in one query, for its page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from moothall.cases.mail.models import Fate, Sending
from moothall.people import protection

_LINES = """
    SELECT 'in', mail.id, mail.subject, mail.sender_address, mail.came_at, mail.fate,
           mail.is_verified
    FROM cases_mail mail WHERE mail.council_id = %(council)s AND mail.case_id = %(case)s
    UNION ALL
    SELECT 'out', sent.id, sent.subject, sent.recipient, sent.queued_at, sent.state, true
    FROM cases_outgoingmail sent WHERE sent.council_id = %(council)s AND sent.case_id = %(case)s
    ORDER BY 5 DESC LIMIT %(limit)s
"""
MOST_SHOWN = 20


@dataclass(frozen=True)
class LetterLine:
    """A letter of a case, in or out, on one line."""

    id: UUID
    is_out: bool
    subject: str
    address: str
    at: datetime
    state: str
    state_label: str
    is_verified: bool

    @property
    def needs_somebody(self) -> bool:
        """Tell whether it did not arrive, or nobody has looked at who wrote it."""
        return self.state in {"failed", "unknown", "bounced", "waiting"}


def lines_of_case(case_id: UUID, *, council_id: int, is_withheld: bool) -> list[LetterLine]:
    """Return the newest letters of a case; one query."""
    values: dict[str, int | UUID] = {"council": council_id, "case": case_id, "limit": MOST_SHOWN}
    with connection.cursor() as cursor:
        cursor.execute(_LINES, values)
        found = cursor.fetchall()
    hidden = str(protection.HIDDEN)
    return [
        LetterLine(
            id=letter_id,
            is_out=way == "out",
            subject=hidden if is_withheld else subject,
            address=hidden if is_withheld else address,
            at=at,
            state=state,
            state_label=str((Sending if way == "out" else Fate)(state).label),
            is_verified=is_verified,
        )
        for way, letter_id, subject, address, at, state, is_verified in found
    ]
