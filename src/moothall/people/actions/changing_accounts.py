"""All writes to the changes that people ask for on linked accounts."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit, outbox
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.people import policies
from moothall.people.actions.grants import tell_of_act
from moothall.people.changes_as_text import change_as_text, kind_of_change
from moothall.people.events_of_linking import AccountChangeSettled
from moothall.people.grant_letters import Act
from moothall.people.linking_ports import Change
from moothall.people.linking_words import ChangeKind, ChangeState
from moothall.people.models import AccountChange, LinkedAccount
from moothall.people.sealing import seal

#: What a person is told of when somebody who acts for them changes it.
_TOLD_AS = {
    ChangeKind.DIRECT_DEBIT_SET_UP: Act.BANK_DETAILS_CHANGED,
    ChangeKind.DIRECT_DEBIT_CANCEL: Act.BANK_DETAILS_CHANGED,
}


@transaction.atomic
def ask_for_change(
    *, actor: Actor, linked_account_id: UUID, change: Change, now: datetime
) -> AccountChange:
    """
    Have a linked account changed; a worker tells the system, and what it says is seen by all.

    :raises NotFound: if the councils in force have no such linked account, or it was let go of
    :raises NotPermitted: if not enough was proven to change it
    :raises Conflict: if a change of the same kind has not been settled yet
    """
    from moothall.people.tasks import carry_change  # noqa: PLC0415 - it calls us

    link = LinkedAccount.objects.select_for_update().filter(pk=linked_account_id).first()
    if link is None or link.ended_at is not None:
        raise NotFound("There is no such linked account.")
    require(policies.can_change_account(actor, link))
    kind = kind_of_change(change)
    waiting = AccountChange.objects.filter(
        linked_account_id=link.pk, kind=kind, state=ChangeState.ASKED
    )
    if waiting.exists():
        raise Conflict("We are still dealing with the last change like this one.")
    asked = AccountChange.objects.create(
        council_id=link.council_id,
        linked_account=link,
        kind=kind,
        sealed=seal(change_as_text(change)),
        asked_at=now,
    )
    detail = {"kind": kind.value}
    audit.record(actor=actor, verb="account.change-asked", subject=asked, now=now, detail=detail)
    carry_change.defer_with(
        {"council_id": link.council_id, "account_change_id": asked.pk},
        lock=f"linked-account:{link.pk}",
    )
    tell_of_act(actor=actor, act=_TOLD_AS.get(kind, Act.DETAILS_CHANGED))
    return asked


@transaction.atomic
def count_attempt(*, actor: Actor, account_change_id: UUID) -> AccountChange | None:
    """Count an attempt to tell the system of a change; nothing if it is settled already."""
    require(policies.can_speak_for_system(actor))
    change = AccountChange.objects.select_for_update().filter(pk=account_change_id).first()
    if change is None or change.state != ChangeState.ASKED:
        return None
    change.attempts += 1
    change.save(update_fields=["attempts"])
    return change


@transaction.atomic
def settle_change(
    *,
    actor: Actor,
    account_change_id: UUID,
    state: ChangeState,
    reference: str = "",
    problem: str = "",
    now: datetime,
) -> None:
    """Say what came of a change; saying it twice changes nothing."""
    require(policies.can_speak_for_system(actor))
    change = AccountChange.objects.select_for_update().get(pk=account_change_id)
    if change.state != ChangeState.ASKED:
        return
    change.settle(state=state, at=now, reference=reference, problem=problem)
    change.save(update_fields=["state", "settled_at", "system_reference", "problem", "sealed"])
    detail = {"kind": change.kind, "state": state.value}
    audit.record(actor=actor, verb="account.change-settled", subject=change, now=now, detail=detail)
    outbox.publish(
        AccountChangeSettled(
            council_id=change.council_id, account_change_id=change.pk, occurred_at=now
        )
    )
