"""Which of a wording's versions is the draft, which the newest, and how both are named at once."""

from collections.abc import Sequence

from moothall.notifications.models import WordingVersion

#: The token of a wording of which there is no version and no draft.
NOTHING_YET = "0.0"


def token_of(rows: Sequence[WordingVersion]) -> str:
    """Return what there is, as whoever reads it hands it back when they change something."""
    draft = draft_among(rows)
    return f"{newest_number(rows)}.{draft.revision if draft else 0}"


def draft_among(rows: Sequence[WordingVersion]) -> WordingVersion | None:
    """Return the draft, if there is one."""
    return next((row for row in rows if row.number is None), None)


def newest_number(rows: Sequence[WordingVersion]) -> int:
    """Return the number of the newest version that was published; 0 for none."""
    return max((row.number or 0 for row in rows), default=0)
