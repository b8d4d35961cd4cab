"""Who may do what to a council's website, apart from what Wagtail's own permissions say."""

from moothall.kernel.actors import Actor, ActorKind


def can_give_feedback(actor: Actor) -> bool:
    """Let people say whether a page was useful; programs have no opinion."""
    return actor.kind in {ActorKind.RESIDENT, ActorKind.STAFF}


def can_edit_website(actor: Actor, council_id: int) -> bool:
    """Let editors and administrators of a council into its admin."""
    return actor.may("content.edit", council_id)
