"""All that changes schools."""

from moothall.verticals.schools.actions.activities import (
    add_activity,
    ask_for_place,
    mark_paid,
    pay_instalment,
    withdraw_unpaid,
)
from moothall.verticals.schools.actions.cancelling import cancel_activity, give_back_places
from moothall.verticals.schools.actions.emptying import empty_pupils
from moothall.verticals.schools.actions.guardians import (
    accept_invitation,
    claim_child,
    decide_claim,
    end_guardian,
    invite_guardian,
)
from moothall.verticals.schools.actions.importing import import_pupils
from moothall.verticals.schools.actions.reminding import remind_of_parts
from moothall.verticals.schools.actions.schools import (
    add_school,
    add_worker,
    change_pupil,
    price_meal,
    remove_worker,
)

__all__ = [
    "accept_invitation",
    "add_activity",
    "add_school",
    "add_worker",
    "ask_for_place",
    "cancel_activity",
    "change_pupil",
    "claim_child",
    "decide_claim",
    "empty_pupils",
    "end_guardian",
    "give_back_places",
    "import_pupils",
    "invite_guardian",
    "mark_paid",
    "pay_instalment",
    "price_meal",
    "remind_of_parts",
    "remove_worker",
    "withdraw_unpaid",
]
