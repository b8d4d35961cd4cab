"""Who may do what to persons and staff."""

from uuid import UUID

from moothall.kernel.actors import Actor, ActorKind
from moothall.people import scopes
from moothall.people.models import LinkedAccount, Person
from moothall.people.rows import LinkingPerson

SETTINGS = "settings.edit"
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
    return bool(council_ids) and all(actor.may(SETTINGS, c) for c in council_ids)


def can_bring_in_users(actor: Actor, council_id: int) -> bool:
    """Let staff who run the council's settings bring in its older sites' users, and sort them."""
    return actor.may(BRING_IN_USERS, council_id)


def can_answer_for(actor: Actor, person_id: UUID, council_id: int) -> bool:
    """Let residents alone say which older account is theirs: nobody who acts for them."""
    return actor.may_for(person_id, scopes.ACCOUNT, council_id)


def can_link(actor: Actor, person_id: UUID, council_id: int) -> bool:
    """Let somebody link and unlink accounts, for themselves or for whoever lets them."""
    return actor.may_for(person_id, scopes.LINKED_ACCOUNTS, council_id)


def is_linking_blocked(person: LinkingPerson) -> bool:
    """
    Tell whether nothing may be linked to this person, whatever they prove.

    Who is refused is told no more than that nothing matches.
    """
    return person.is_safeguarded


def can_see_account(actor: Actor, link: LinkedAccount) -> bool:
    """Let a person see how their own linked account stands, and whoever may see their money."""
    return actor.may_for(link.person_id, scopes.MONEY, link.council_id)


def can_change_account(actor: Actor, link: LinkedAccount) -> bool:
    """Let them change it too, if enough was proven when it was linked."""
    return can_see_account(actor, link) and link.may_be_changed


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
