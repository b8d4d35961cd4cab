"""What employees who take calls are doing, and at which extension they answer."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, QuerySet

from moothall.cases import policies
from moothall.cases.contact.centres import centre_of
from moothall.cases.contact.models import AgentState, TelephoneExtension
from moothall.cases.contact.words import AgentStatus, AwayReason
from moothall.cases.models.interaction import Interaction
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.policies import require

_BUSY = frozenset({AgentStatus.ON_CALL.value, AgentStatus.WRAPPING_UP.value})
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('cases.agent-state'), %s)"


@transaction.atomic
def set_state(
    *, actor: Actor, council_id: int, status: str, reason: str = "", now: datetime
) -> AgentState:
    """
    Let an employee say that they are available, wrapping up or away, and why.

    :raises NotPermitted: if they take no calls in this council
    """
    require(policies.can_log_interaction(actor, council_id))
    chosen = AgentStatus(status)
    why = AwayReason(reason).value if chosen is AgentStatus.AWAY and reason else ""
    return _change(int(actor.identifier), chosen, why, None, now)


@transaction.atomic(savepoint=False)
def note_call_state(
    *, account_id: int, status: AgentStatus, council_id: int | None, now: datetime
) -> AgentState:
    """Note what follows for an employee from a call or a contact of theirs."""
    return _change(account_id, status, "", council_id, now)


@transaction.atomic(savepoint=False)
def note_end_of_contact(
    *,
    account_id: int,
    status: AgentStatus,
    council_id: int | None,
    unless: QuerySet[Interaction],
    now: datetime,
) -> None:
    """
    Note what follows for an employee who was busy with a contact, `unless` there are others.

    Who is away, or was never at work on calls, stays so.
    """
    _lock(account_id)
    present = _present(account_id).annotate(has_others=Exists(unless)).first()
    if present is not None and present.status in _BUSY and not present.has_others:
        _begin_after(present, account_id, status, "", council_id, now)


@transaction.atomic
def claim_extension(*, actor: Actor, council_id: int, extension: str, now: datetime) -> None:
    """
    Let an employee answer calls at an extension; whoever had it before answers there no more.

    Desks are shared, and yesterday's colleague seldom says that they have left. An empty one means
    that they answer no calls.

    :raises NotPermitted: if they take no calls in this council
    """
    require(policies.can_log_interaction(actor, council_id))
    centre, account_id = centre_of(council_id), int(actor.identifier)
    wanted = extension.strip()
    others = TelephoneExtension.objects.filter(centre=centre, extension=wanted)
    others.exclude(account_id=account_id).delete()
    if wanted:
        row, _is_new = TelephoneExtension.objects.update_or_create(
            account_id=account_id, defaults={"centre": centre, "extension": wanted}
        )
        audit.record(
            actor=actor, verb="extension.claimed", subject=row, council_id=council_id, now=now,
            detail={"extension": wanted},
        )  # fmt: skip
    else:
        TelephoneExtension.objects.filter(account_id=account_id).delete()


def _change(
    account_id: int, status: AgentStatus, reason: str, council_id: int | None, now: datetime
) -> AgentState:
    """End the state that an employee is in and begin another, unless it is the same."""
    _lock(account_id)
    present = _present(account_id).first()
    return _begin_after(present, account_id, status, reason, council_id, now)


def _begin_after(  # noqa: PLR0917 - private
    present: AgentState | None,
    account_id: int,
    status: AgentStatus,
    reason: str,
    council_id: int | None,
    now: datetime,
) -> AgentState:
    if present is not None:
        if (present.status, present.reason, present.council_id) == (status, reason, council_id):
            return present
        # Of two clocks one may be behind: no stretch of time ends before it began.
        now = max(now, present.from_at)
        present.until_at = now
        present.save(update_fields=["until_at"])
    return AgentState.objects.create(
        account_id=account_id, status=status, reason=reason, council_id=council_id, from_at=now
    )


def _lock(account_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME, [account_id])


def _present(account_id: int) -> QuerySet[AgentState]:
    return AgentState.objects.filter(account_id=account_id, until_at__isnull=True)
