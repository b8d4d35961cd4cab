"""Who may see and keep the books."""

from moothall.kernel.actors import Actor

SEE = "payments.books"
RECONCILE = "payments.reconcile"
EXPORT = "payments.export"


def can_see_books(actor: Actor, council_id: int) -> bool:
    """Let finance staff look at all of the books."""
    return actor.may(SEE, council_id)


def can_reconcile(actor: Actor, council_id: int) -> bool:
    """Let finance staff compare the books and work through what differs."""
    return actor.may(RECONCILE, council_id)


def can_export(actor: Actor, council_id: int) -> bool:
    """Let finance staff hand the books over to the finance system."""
    return actor.may(EXPORT, council_id)
