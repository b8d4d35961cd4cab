"""Who may do what to persons, grants and staff."""

from uuid import UUID

from moothall.kernel.actors import Actor, ActorKind
from moothall.people import scopes
from moothall.people.models import Grant, LinkedAccount, Person
from moothall.people.rows import LinkingPerson

SETTINGS = "settings.edit"
#: Who runs a council's settings also brings in the users of its older sites.
BRING_IN_USERS = "settings.edit"

APPROVE = "grant.approve"
PROTECT = "person.protect"
SEE_PROTECTED = "person.see-protected"
ASSIST = "form.assist"
MERGE = "person.merge"
SEE_ACCOUNTS = "account.view"
SEE_WARNINGS = "warning.view"
WARN = "warning.manage"


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


def can_give_permissions(
    actor: Actor, council_ids: tuple[int, ...], permissions: frozenset[str]
) -> bool:
    """Let administrators give what they may do themselves, and nothing that they may not."""
    return can_manage_staff(actor, council_ids) and all(
        actor.may(permission, c) for c in council_ids for permission in permissions
    )


def can_bring_in_users(actor: Actor, council_id: int) -> bool:
    """Let staff who run the council's settings bring in its older sites' users, and sort them."""
    return actor.may(BRING_IN_USERS, council_id)


def can_answer_for(actor: Actor, person_id: UUID, council_id: int) -> bool:
    """Let residents alone say which older account is theirs: nobody who acts for them."""
    return actor.may_for(person_id, scopes.ACCOUNT, council_id)


def can_link(actor: Actor, person_id: UUID, council_id: int) -> bool:
    """Let somebody link and unlink accounts: for themselves, whoever lets them, or a caller."""
    return actor.may_for(person_id, scopes.LINKED_ACCOUNTS, council_id) or acts_for_caller(
        actor, person_id, council_id
    )


def acts_for_caller(actor: Actor, person_id: UUID, council_id: int) -> bool:
    """Tell whether an employee acts, with a reason, for this person whom they help."""
    return (
        actor.kind is ActorKind.STAFF
        and actor.subject == str(person_id)
        and bool(actor.reason)
        and actor.may(ASSIST, council_id)
    )


def is_linking_blocked(person: LinkingPerson) -> bool:
    """
    Tell whether nothing may be linked to this person, whatever they prove.

    Who is refused is told no more than that nothing matches.
    """
    return person.is_safeguarded


def can_see_account(actor: Actor, link: LinkedAccount) -> bool:
    """Let a person see how their own linked account stands, and staff who answer about it."""
    is_staff = actor.kind is ActorKind.STAFF and actor.may(SEE_ACCOUNTS, link.council_id)
    return is_staff or actor.may_for(link.person_id, scopes.MONEY, link.council_id)


def can_change_account(actor: Actor, link: LinkedAccount) -> bool:
    """Let whoever may see their money change it too, if enough was proven when it was linked."""
    return actor.may_for(link.person_id, scopes.MONEY, link.council_id) and link.may_be_changed


def can_speak_for_system(actor: Actor) -> bool:
    """Let only the platform's own work record what the keeper of accounts has said."""
    return actor.kind is ActorKind.SYSTEM


def can_change_needs(actor: Actor, person: Person) -> bool:
    """Let staff, the person and whoever they let say how they are to be written to."""
    return can_edit_person(actor, person.council_id) or actor.may_for(
        person.pk, scopes.PREFERENCES, person.council_id
    )


def can_change_residence(actor: Actor, person: Person) -> bool:
    """Let staff, the person and whoever they let say where the person lives."""
    return can_edit_person(actor, person.council_id) or actor.may_for(
        person.pk, scopes.DETAILS, person.council_id
    )


def can_consent(actor: Actor, person: Person) -> bool:
    """Let people agree for themselves, and staff write down what somebody says to them."""
    if actor.may("person.edit", person.council_id) and actor.kind is ActorKind.STAFF:
        return True
    return is_own_account(actor, person.pk, person.council_id)


def can_edit_own_details(actor: Actor, person: Person) -> bool:
    """Let people, and those who may act for them in this, put their details right."""
    return actor.may_for(person.pk, scopes.DETAILS, person.council_id)


def is_own_account(actor: Actor, person_id: UUID, council_id: int) -> bool:
    """
    Let people alone exercise their rights: nobody who acts for them.

    A delegate's scopes never hold this one; that they act for somebody else is looked at too.
    """
    return not actor.on_behalf_of and actor.may_for(person_id, scopes.ACCOUNT, council_id)


def can_change_sign_in(actor: Actor, council_id: int) -> bool:
    """Let who runs a council's settings say which websites sign people in, and with what."""
    return actor.may(SETTINGS, council_id)


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


def can_keep_proven_facts(actor: Actor, person_id: UUID, council_id: int) -> bool:
    """Let residents themselves, and nobody for them, say what a council knows of them as proven."""
    return actor.on_behalf_of == "" and actor.may_for(person_id, scopes.ACCOUNT, council_id)


def can_merge(actor: Actor, person: Person) -> bool:
    """Let officers merge records, and those of protected persons only who may see them."""
    if actor.kind is not ActorKind.STAFF or not actor.may(MERGE, person.council_id):
        return False
    return not person.is_protected or can_see_protected(actor, person.council_id)


def can_see_warnings(actor: Actor, council_id: int) -> bool:
    """Let staff who meet or speak with people know what to heed."""
    return actor.kind is ActorKind.STAFF and actor.may(SEE_WARNINGS, council_id)


def can_warn(actor: Actor, council_id: int) -> bool:
    """Let officers put marks on people and addresses, and review and end them."""
    return actor.kind is ActorKind.STAFF and actor.may(WARN, council_id)
