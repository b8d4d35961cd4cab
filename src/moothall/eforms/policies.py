"""Who may fill in, and go on with, a form."""

from uuid import UUID

from moothall.eforms.models import Draft
from moothall.kernel.actors import Actor, ActorKind
from moothall.people import scopes

PERMISSION = "form.assist"
MANAGE = "settings.edit"
DESIGN = "form.design"
PUBLISH = "form.publish"
PREFILL = "form.prefill"
EXPORT = "form.export"


def can_start_draft(actor: Actor, council_id: int) -> bool:
    """Tell whether the actor may begin a form: anyone, and staff who may do so for callers."""
    return actor.kind is not ActorKind.STAFF or actor.may(PERMISSION, council_id)


def can_start_draft_for(actor: Actor, council_id: int, person_id: UUID) -> bool:
    """Tell whether the actor may begin a form for this person: staff, and who is signed in."""
    if actor.kind is ActorKind.RESIDENT:
        return actor.may_for(person_id, scopes.DRAFTS, council_id)
    return can_start_draft(actor, council_id)


def can_use_draft(actor: Actor, draft: Draft) -> bool:
    """
    Tell whether the actor may go on with a draft whose address they know.

    What staff began stays with staff of the council, any of whom may take over; what a resident
    began stays the resident's, and once it is in somebody's account only they open it.
    """
    began_by_staff = draft.actor_kind == ActorKind.STAFF
    if actor.kind is ActorKind.STAFF:
        return began_by_staff and actor.may(PERMISSION, draft.council_id)
    if actor.kind is ActorKind.RESIDENT and draft.is_in_account and draft.subject_id is not None:
        return actor.may_for(draft.subject_id, scopes.DRAFTS, draft.council_id)
    return not began_by_staff


def can_offer_prefill(actor: Actor, council_id: int) -> bool:
    """Tell whether the actor may give answers for a person: partners' programs that may."""
    return actor.kind is ActorKind.PARTNER and actor.may(PREFILL, council_id)


def can_design_forms(actor: Actor, council_id: int) -> bool:
    """Tell whether the actor may change what a council's forms ask."""
    return actor.may(DESIGN, council_id)


def can_publish_forms(actor: Actor, council_id: int) -> bool:
    """Tell whether the actor may put what was designed before residents."""
    return actor.may(PUBLISH, council_id)


def can_export_submissions(actor: Actor, council_id: int) -> bool:
    """Tell whether the actor may take away what was handed in to a council, many at once."""
    return actor.may(EXPORT, council_id)
