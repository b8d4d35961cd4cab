"""Who may be the person that is being written down, as the form of a new person offers them."""

from dataclasses import dataclass

from moothall.councils.rows import CouncilRow
from moothall.people.duplicates.queries import described, likely_same
from moothall.people.rows import PersonRow
from moothall.surfaces.workspace.acting import Acting

#: Fewer letters mean too many people.
FEWEST = 3


@dataclass(frozen=True)
class LikelyLine:
    """Somebody who may be the same, with their council, how sure that is, and why."""

    person: PersonRow
    council: CouncilRow
    number: int
    is_strong: bool
    reasons: tuple[str, ...]


def offered(
    here: Acting, council_id: int, *, name: str, email: str = "", phone: str = ""
) -> list[LikelyLine]:
    """Return who of a council may be meant, surest first; nobody while too little is typed."""
    if len(name) < FEWEST and not email and not phone:
        return []
    one = described(name=name, email=email, phone=phone)
    return [
        LikelyLine(
            person=found.person,
            council=here.council(council_id),
            number=here.number(council_id),
            is_strong=found.is_strong,
            reasons=found.reasons,
        )
        for found in likely_same(council_id, one)
    ]
