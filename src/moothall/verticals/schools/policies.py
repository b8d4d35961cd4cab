"""Who may do what at a school."""

from uuid import UUID

from moothall.kernel.actors import Actor, ActorKind
from moothall.people import scopes
from moothall.people.policies import can_protect_person
from moothall.verticals.schools.models import Guardian, Pupil, SchoolWorker
from moothall.verticals.schools.models.pupil import GuardianState

#: Works in a school's office; at which school, its list of workers says.
WORK = "school.work"
#: Runs all schools of the council.
MANAGE = "school.manage"


def can_manage_schools(actor: Actor, council_id: int) -> bool:
    """Let staff who run the schools' services do everything at each."""
    return actor.may(MANAGE, council_id)


def can_work_at(actor: Actor, school_id: UUID, council_id: int) -> bool:
    """Let who works in its office see a school's pupils, and no other school's; one query."""
    if can_manage_schools(actor, council_id):
        return True
    return (
        actor.may(WORK, council_id)
        and SchoolWorker.objects.filter(
            school_id=school_id, staff_identifier=actor.identifier
        ).exists()
    )


def can_decide_about(actor: Actor, pupil: Pupil) -> bool:
    """Let the school say who looks after a child; of a protected one, who protects people."""
    if pupil.is_protected:
        return can_protect_person(actor, pupil.council_id)
    return can_work_at(actor, pupil.school_id, pupil.council_id)


def looks_after(actor: Actor, pupil_id: UUID, council_id: int) -> bool:
    """Tell whether a resident looks after a pupil, approved by the school; one query."""
    if actor.kind is not ActorKind.RESIDENT or not actor.may(scopes.MONEY, council_id):
        return False
    return Guardian.objects.filter(
        pupil_id=pupil_id, person_id=UUID(actor.subject), state=GuardianState.APPROVED
    ).exists()
