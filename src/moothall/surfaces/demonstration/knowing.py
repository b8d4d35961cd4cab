"""What staff know of made-up people: who is there twice, what to heed, who belongs to whom."""

from datetime import datetime, timedelta
from uuid import UUID

from moothall.cases.actions import open_case
from moothall.councils.rows import CouncilRow
from moothall.kernel.actors import Actor, ActorKind
from moothall.people import actions
from moothall.people.duplicates.actions import find_pairs
from moothall.people.models import ContactKind, ContactPoint, Role, TieKind, WarningKind
from moothall.people.roles import PERMISSIONS
from moothall.people.ties.actions import note_tie
from moothall.people.warnings.actions import Said, warn_about_address, warn_about_person
from moothall.places.queries import find_addresses

PHONE = "01632 960 771"
HALF_A_YEAR = timedelta(days=182)


def settle(council: CouncilRow, *, now: datetime) -> bool:
    """Write it down, unless it is there already, and tell whether it was not."""
    known = ContactPoint.objects.filter(kind=ContactKind.PHONE, normalised="+441632960771")
    if known.exists():
        return False
    officer = _officer(council)
    mail = "r.pritchard@resident.example"
    robert = _person(officer, council, "Robert Pritchard", now, email=mail)
    bob = _person(officer, council, "Bob Pritchard", now)
    for person, summary in ((robert, "The lane floods at number 4"), (bob, "Lane under water")):
        open_case(
            actor=officer,
            council_id=council.id,
            service_type="general-enquiry",
            person_id=person,
            channel="phone",
            summary=summary,
            submission_key=f"demo:{council.slug}/twice/{person}",
            now=now,
        )
    note_tie(
        actor=officer,
        person_id=robert,
        kind=TieKind.LANDLORD,
        other_name="Hafod Lettings",
        note="01632 960 772",
        now=now,
    )
    warn_about_person(
        actor=officer,
        person_id=robert,
        said=Said(
            kind=WarningKind.TIMES,
            reason="Works at night and asked us not to ring in the morning",
            advice="Ring after noon",
            expires_on=(now + HALF_A_YEAR).date(),
        ),
        now=now,
    )
    _home(officer, council, robert, now)
    find_pairs(council_id=council.id, now=now)
    return True


def _person(
    officer: Actor, council: CouncilRow, name: str, now: datetime, *, email: str = ""
) -> UUID:
    person = actions.record_person(
        actor=officer, council_id=council.id, name=name, phone=PHONE, email=email, now=now
    )
    return UUID(str(person.pk))


def _home(officer: Actor, council: CouncilRow, person_id: UUID, now: datetime) -> None:
    """Let somebody live at an address of the gazetteer, where it was loaded, with a loose dog."""
    if council.custodian_code is None:
        return
    found = find_addresses("high street", custodian_code=council.custodian_code, limit=1)
    for home in found:
        actions.move_in(
            actor=officer, person_id=person_id, uprn=home.uprn, moved_in_on=None, now=now
        )
        warn_about_address(
            actor=officer,
            council_id=council.id,
            uprn=home.uprn,
            said=Said(
                kind=WarningKind.DANGER,
                reason="A loose dog ran at a collector",
                advice="Ring the bell and wait at the gate",
                expires_on=(now + HALF_A_YEAR).date(),
            ),
            now=now,
        )


def _officer(council: CouncilRow) -> Actor:
    return Actor(
        kind=ActorKind.STAFF,
        identifier="demo",
        name="Megan Ellis",
        permissions={council.id: PERMISSIONS[Role.OFFICER]},
    )
