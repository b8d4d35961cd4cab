"""Who may do what to persons and staff."""

from moothall.kernel.actors import Actor, ActorKind

SETTINGS = "settings.edit"


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
    return bool(council_ids) and all(actor.may(SETTINGS, c) for c in council_ids)


def can_change_sign_in(actor: Actor, council_id: int) -> bool:
    """Let who runs a council's settings say which websites sign people in, and with what."""
    return actor.may(SETTINGS, council_id)
