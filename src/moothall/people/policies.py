"""Who may do what to persons and staff."""

from uuid import UUID

from moothall.kernel.actors import Actor, ActorKind
from moothall.people import scopes

#: Who runs a council's settings also brings in the users of its older sites.
BRING_IN_USERS = "settings.edit"


def can_record_person(actor: Actor, council_id: int) -> bool:
    """Let residents and partners give their own details, and staff those of a caller."""
    if actor.kind in {ActorKind.RESIDENT, ActorKind.PARTNER}:
        return True
    return actor.may("interaction.log", council_id) or actor.may("person.edit", council_id)


def can_edit_person(actor: Actor, council_id: int) -> bool:
    """Let staff correct a person's record."""
    return actor.may("person.edit", council_id)


def can_manage_staff(actor: Actor, council_ids: tuple[int, ...]) -> bool:
    """Let administrators give roles, in every council that the role would cover."""
    return bool(council_ids) and all(actor.may("settings.edit", c) for c in council_ids)


def can_bring_in_users(actor: Actor, council_id: int) -> bool:
    """Let staff who run the council's settings bring in its older sites' users, and sort them."""
    return actor.may(BRING_IN_USERS, council_id)


def can_answer_for(actor: Actor, person_id: UUID, council_id: int) -> bool:
    """Let residents alone say which older account is theirs: nobody who acts for them."""
    return actor.may_for(person_id, scopes.ACCOUNT, council_id)
