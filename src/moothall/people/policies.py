"""Who may do what to persons, grants and staff."""

from moothall.kernel.actors import Actor, ActorKind
from moothall.people import scopes
from moothall.people.models import Grant

APPROVE = "grant.approve"
PROTECT = "person.protect"
SEE_PROTECTED = "person.see-protected"
ASSIST = "form.assist"


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


def is_in_own_affairs(actor: Actor, council_id: int) -> bool:
    """Let residents settle who acts for whom in their own name alone, never in another's."""
    return (
        actor.kind is ActorKind.RESIDENT
        and bool(actor.identifier)
        and actor.subject == actor.identifier
        and actor.may(scopes.ACCOUNT, council_id)
    )


def can_change_grant(actor: Actor, grant: Grant) -> bool:
    """Let the person whose affairs they are change what somebody may do in them."""
    return is_in_own_affairs(actor, grant.council_id) and actor.subject == str(grant.person_id)


def can_end_grant(actor: Actor, grant: Grant) -> bool:
    """Let the person, the one who helps them, and staff who approve grants end one."""
    if actor.kind is ActorKind.STAFF:
        return actor.may(APPROVE, grant.council_id)
    return is_in_own_affairs(actor, grant.council_id) and actor.subject in {
        str(grant.person_id),
        str(grant.delegate_id),
    }


def can_approve_grant(actor: Actor, council_id: int) -> bool:
    """Let staff say that the evidence shows what somebody claims."""
    return actor.kind is ActorKind.STAFF and actor.may(APPROVE, council_id)


def can_help(actor: Actor, council_id: int) -> bool:
    """Let staff act at a caller's wish, in their own session."""
    return actor.kind is ActorKind.STAFF and actor.may(ASSIST, council_id)


def can_protect_person(actor: Actor, council_id: int) -> bool:
    """Let few staff hide where somebody lives."""
    return actor.may(PROTECT, council_id)


def can_see_protected(actor: Actor, council_id: int) -> bool:
    """Let few staff see what is hidden, once they have said why."""
    return actor.kind is ActorKind.STAFF and actor.may(SEE_PROTECTED, council_id)
