"""What the screens show, as frozen rows: a template can ask them for nothing more."""

from dataclasses import dataclass
from datetime import datetime

from moothall.cases.rows import CaseRow, InteractionRow
from moothall.connectors.queries import AttemptRow, DeliveryRow
from moothall.councils.rows import CouncilRow
from moothall.people.rows import PersonRow
from moothall.surfaces.workspace.acting import Acting
from moothall.surfaces.workspace.words import TONES, short_moment


@dataclass(frozen=True, kw_only=True)
class CaseLine:
    """
    A case in a list, with its council, its page and whether a delivery of it is in trouble.

    `came` and `due` are moments in words, `number` the council's place among the person's own.
    """

    case: CaseRow
    council: CouncilRow
    number: int
    href: str
    came: str
    due: str
    in_trouble: bool = False

    @property
    def tone(self) -> str:
        """Return the colour of its status."""
        return TONES[self.case.status]


@dataclass(frozen=True, kw_only=True)
class DeliveryLine:
    """A delivery with its case (where it is shown away from it) and its attempts."""

    delivery: DeliveryRow
    line: CaseLine | None = None
    attempts: tuple[AttemptRow, ...] = ()
    may_replay: bool = False


@dataclass(frozen=True, kw_only=True)
class PersonLine:
    """A person in a list of those found, with their council."""

    person: PersonRow
    council: CouncilRow
    number: int


@dataclass(frozen=True, kw_only=True)
class InteractionLine:
    """One time that somebody was in touch, with the page of the case it was about."""

    interaction: InteractionRow
    href: str


def case_line(here: Acting, case: CaseRow, *, now: datetime, in_trouble: bool = False) -> CaseLine:
    """Return a case as a line of a list of the councils that a page acts for."""
    return CaseLine(
        case=case,
        council=here.council(case.council_id),
        number=here.number(case.council_id),
        href=here.address("workspace:case", case.reference),
        came=short_moment(case.created_at, now=now),
        due=short_moment(case.next_due_at, now=now) if case.next_due_at else "",
        in_trouble=in_trouble,
    )


def person_line(here: Acting, person: PersonRow) -> PersonLine:
    """Return a person as a line of a list of the councils that a page acts for."""
    return PersonLine(
        person=person,
        council=here.council(person.council_id),
        number=here.number(person.council_id),
    )


def interaction_line(here: Acting, interaction: InteractionRow) -> InteractionLine:
    """Return an interaction as a line of a person's story."""
    reference = interaction.case_reference
    return InteractionLine(
        interaction=interaction,
        href=here.address("workspace:case", reference) if reference else "",
    )
