"""An employee's own contacts counted, beside the middle of everybody's; never another's name."""

from dataclasses import dataclass
from datetime import datetime
from statistics import median

from moothall.cases.supervising.figures import Of, Span, figures, total_of
from moothall.cases.supervising.rows import FigureRow
from moothall.kernel.actors import Actor

#: Of fewer people the middle would say how one of them does.
FEWEST = 5


@dataclass(frozen=True, kw_only=True)
class Middle:
    """What half of those who take contacts do not exceed; nothing of what nobody can tell."""

    people: int
    contacts: float
    mean_seconds: float | None
    resolved_share: float | None


@dataclass(frozen=True, kw_only=True)
class OwnFigures:
    """What an employee did for one council; the middle is left out where it would tell on one."""

    council_id: int
    mine: FigureRow
    middle: Middle | None


def own_figures(actor: Actor, span: Span, *, now: datetime) -> OwnFigures:
    """Return an employee's own figures, and the middle of all who had a contact; one query."""
    rows = [one for one in figures(span, Of.AGENT, now=now) if one.key]
    own = total_of([one for one in rows if one.key == actor.identifier])
    return OwnFigures(council_id=span.council_id, mine=own, middle=_middle(rows))


def _middle(rows: list[FigureRow]) -> Middle | None:
    if len(rows) < FEWEST:
        return None
    times = [one.mean_seconds for one in rows if one.mean_seconds is not None]
    shares = [one.resolved_share for one in rows if one.resolved_share is not None]
    return Middle(
        people=len(rows),
        contacts=median(one.contacts for one in rows),
        mean_seconds=median(times) if len(times) >= FEWEST else None,
        resolved_share=median(shares) if len(shares) >= FEWEST else None,
    )
