"""What a form costs, by its answers, and what is put into a basket for it."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.crypto import salted_hmac

from moothall.councils.rows import CouncilRow
from moothall.eforms.appointments.chosen import times_in
from moothall.eforms.definition import Definition
from moothall.eforms.journey import Journey
from moothall.payments.items import Item

#: How lines in baskets name drafts.
ABOUT = "eforms.draft"
#: Where the money of forms goes that name no fund of their own.
USUAL_FUND = "forms"


@dataclass(frozen=True)
class FeeDue:
    """
    What must be paid before a form counts as handed in.

    `own_pence` is the form's own part; the rest is for times of the diary, each a line by itself.
    """

    pence: int
    fund: str
    own_pence: int


def fee_due(definition: Definition, journey: Journey) -> FeeDue | None:
    """Return what must be paid by these answers, or nothing."""
    own = _own_pence(definition, journey)
    times = sum(answer["fee"] for _, answer in times_in(definition, journey.answers))
    payment = definition.needs.payment
    fund = (payment.fund if payment is not None else "") or USUAL_FUND
    return FeeDue(own + times, fund, own) if own + times > 0 else None


def _own_pence(definition: Definition, journey: Journey) -> int:
    payment = definition.needs.payment
    if payment is None or not payment.when.holds(journey.known):
        return 0
    amount = payment.amount.value(journey.known)
    return max(int(amount), 0) if isinstance(amount, int | float) else 0


def item_of(definition: Definition, draft_id: UUID, due: FeeDue, council: CouncilRow) -> Item:
    """Return the form's own fee as a thing in a basket."""
    payment = definition.needs.payment
    words = payment.what if payment is not None else definition.title
    return Item(
        fund=due.fund,
        description={language: words.within(language) for language in council.languages},
        unit_pence=due.own_pence,
        about_type=ABOUT,
        about_id=draft_id,
        detail={"form": definition.slug},
    )


def basket_secret(draft_id: UUID) -> str:
    """
    Return the secret by which a basket's page leads back to a form that waits for its fee.

    It follows from the draft and our key: who reads the tables cannot tell it.
    """
    return salted_hmac(
        "moothall.eforms.draft-in-basket", str(draft_id), algorithm="sha256"
    ).hexdigest()
