"""Who may give money back."""

from moothall.kernel.actors import Actor

#: Asks for refunds, and sees how they stand.
REQUEST = "refund.request"
#: Agrees to refunds above the limit, or does not.
APPROVE = "refund.approve"


def can_request_refund(actor: Actor, council_id: int) -> bool:
    """Let staff ask for a refund who deal with payments."""
    return actor.may(REQUEST, council_id)


def can_decide_refund(actor: Actor, council_id: int) -> bool:
    """Let staff decide who may agree; that it is another than who asked is the refund's rule."""
    return actor.may(APPROVE, council_id)
