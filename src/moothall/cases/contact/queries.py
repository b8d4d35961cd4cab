"""What others ask about calls, contacts and employees' states; answers are frozen rows."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from moothall.cases.channels import Channel
from moothall.cases.contact.models import (
    AccountInvitation,
    AgentState,
    Call,
    TelephoneEvent,
    TelephoneExtension,
    TelephoneLine,
)
from moothall.cases.contact.rows import (
    CallRow,
    ContactRow,
    EventRow,
    InvitationRow,
    LineRow,
    StateRow,
)
from moothall.cases.contact.suggesting import DeedRow
from moothall.cases.contact.words import AgentStatus, Deed
from moothall.cases.models import TimelineEntry
from moothall.cases.models.interaction import Interaction
from moothall.cases.policies import can_log_contact
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.people.models import StaffRole

#: Of a call whose end nobody told, nothing is shown after this long.
LONGEST_RING, LONGEST_CALL = timedelta(minutes=15), timedelta(hours=4)
#: A call that ended without a contact is still the employee's to write down for so long.
AFTER_A_CALL = timedelta(minutes=30)
_MOST_CALLS = 50


def extension_of(account_id: int) -> str:
    """Return the extension at which an employee answers, if they have one; one query."""
    found = TelephoneExtension.objects.filter(account_id=account_id).first()
    return found.extension if found else ""


def calls_of(actor: Actor, council_ids: Sequence[int], *, now: datetime) -> list[CallRow]:
    """
    Return the calls that concern an employee: theirs, and those that ring at their extension.

    Theirs stay a while after their end, unless their contact is begun. Two queries. A ring that
    names no extension rings at every one of its system.
    """
    account_id = int(actor.identifier)
    own = TelephoneExtension.objects.filter(account_id=account_id).first()
    mine = Q(agent_id=account_id) & (
        Q(ended_at__isnull=True, first_told_at__gt=now - LONGEST_CALL)
        | Q(ended_at__gt=now - AFTER_A_CALL, interaction__isnull=True)
    )
    if own is not None:
        mine |= Q(
            Q(extensions__contains=[own.extension]) | Q(extensions=[]),
            centre=own.centre,
            taken_at__isnull=True,
            ended_at__isnull=True,
            first_told_at__gt=now - LONGEST_RING,
        )
    calls = _calls(council_ids).filter(mine, first_told_at__gt=now - LONGEST_CALL - AFTER_A_CALL)
    return [_call_row(one) for one in calls.order_by("first_told_at")[:_MOST_CALLS]]


def calls_going_on(council_ids: Sequence[int], *, now: datetime) -> list[CallRow]:
    """Return the calls that ring or go on in these councils, the longest waiting first."""
    calls = _calls(council_ids).filter(
        Q(taken_at__isnull=False) | Q(first_told_at__gt=now - LONGEST_RING),
        ended_at__isnull=True,
        first_told_at__gt=now - LONGEST_CALL,
    )
    return [_call_row(one) for one in calls.order_by("first_told_at")[:_MOST_CALLS]]


def call_row(call_id: UUID, council_ids: Sequence[int]) -> CallRow:
    """
    Return one call; one query.

    :raises NotFound: if these councils have none such
    """
    call = _calls(council_ids).filter(pk=call_id).first()
    if call is None:
        raise NotFound("There is no such call.")
    return _call_row(call)


def call_of_contact(contact_id: UUID) -> CallRow | None:
    """Return the call by which a contact came, if any; one query."""
    call = Call.objects.filter(interaction_id=contact_id).select_related("line", "agent").first()
    return None if call is None else _call_row(call)


def contact_of(actor: Actor, contact_id: UUID) -> ContactRow:
    """
    Return a contact of an employee's own; one query.

    :raises NotFound: if there is none, it is another's, or they may not log in its council
    """
    found = _contacts(actor).filter(pk=contact_id).first()
    if found is None or not can_log_contact(actor, found.council_id, found.channel):
        raise NotFound("There is no such contact.")
    return _contact_row(found)


def unfinished_contacts(actor: Actor, council_ids: Sequence[int]) -> list[ContactRow]:
    """Return an employee's contacts that wait for their wrap-up, the newest first; one query."""
    rows = _contacts(actor).filter(council_id__in=council_ids, finished_at__isnull=True)
    return [_contact_row(one) for one in rows.order_by("-began_at")[:_MOST_CALLS]]


def deeds_in(done: Iterable[dict[str, Any]]) -> tuple[DeedRow, ...]:
    """Return what was done in a contact, as rows."""
    return tuple(
        DeedRow(
            Deed(one["deed"]),
            UUID(one["case"]) if one.get("case") else None,
            one.get("service", ""),
        )
        for one in done
    )


def state_of(account_id: int) -> StateRow | None:
    """Return what an employee is doing, if they ever said; one query."""
    found = _states().filter(account_id=account_id, until_at__isnull=True).first()
    return None if found is None else _state_row(found)


def states_of(council_ids: Sequence[int]) -> list[StateRow]:
    """Return what everybody is doing who serves one of these councils, by name; one query."""
    serve = StaffRole.objects.filter(
        Q(council_id__in=council_ids) | Q(partnership__councils__in=council_ids)
    )
    rows = _states().filter(until_at__isnull=True, account_id__in=serve.values("user_id"))
    return [_state_row(one) for one in rows.order_by("account__name", "account_id")]


def states_between(
    account_ids: Collection[int], *, start: datetime, end: datetime
) -> list[StateRow]:
    """Return every stretch of employees' time that touches a span, in order; one query."""
    rows = _states().filter(
        Q(until_at__isnull=True) | Q(until_at__gt=start),
        account_id__in=account_ids,
        from_at__lt=end,
    )
    return [_state_row(one) for one in rows.order_by("account_id", "from_at", "pk")]


def lines_of(council_id: int) -> list[LineRow]:
    """Return the lines of a council by name; one query."""
    lines = TelephoneLine.objects.filter(council_id=council_id, is_active=True)
    return [
        LineRow(
            id=one.pk,
            council_id=one.council_id,
            name=one.name,
            number=one.number,
            queue=one.queue,
            greeting=one.greeting,
            greeting_cy=one.greeting_cy,
            service=one.service_type.slug if one.service_type else "",
        )
        for one in lines.select_related("service_type").order_by("name", "pk")
    ]


def events_in_trouble(council_id: int, *, limit: int = 20) -> list[EventRow]:
    """Return messages that were not understood, the newest first; one query."""
    rows = TelephoneEvent.objects.filter(council_id=council_id, handled_at__isnull=True)
    found = rows.exclude(problem="").order_by("-received_at")[:limit]
    return [EventRow(id=one.pk, received_at=one.received_at, problem=one.problem) for one in found]


def last_public_words(case_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return what the council last told each of these residents of their case; one query."""
    if not case_ids:
        return {}
    rows = (
        TimelineEntry.objects.filter(case_id__in=case_ids, is_public=True)
        .exclude(text="")
        .exclude(source="resident")
        .order_by("case_id", "-happened_at", "-id")
        .distinct("case_id")
    )
    return dict(rows.values_list("case_id", "text"))


def _calls(council_ids: Sequence[int]) -> QuerySet[Call]:
    return Call.objects.filter(council_id__in=council_ids).select_related("line", "agent")


def _contacts(actor: Actor) -> QuerySet[Interaction]:
    return Interaction.objects.filter(
        logged_by_kind=actor.kind.value,
        logged_by_identifier=actor.identifier,
        began_at__isnull=False,
    ).select_related("person", "service_type")


def _states() -> QuerySet[AgentState]:
    return AgentState.objects.select_related("account")


def _call_row(call: Call) -> CallRow:
    line = call.line
    return CallRow(
        id=call.pk,
        council_id=call.council_id,
        direction=call.direction,
        from_number=call.from_number,
        to_number=call.to_number,
        queue=call.queue,
        line_name=line.name if line else "",
        greeting=line.greeting if line else "",
        greeting_cy=line.greeting_cy if line else "",
        rang_at=call.rang_at,
        taken_at=call.taken_at,
        ended_at=call.ended_at,
        extension=call.extension,
        agent_id=call.agent_id,
        agent_name=call.agent.get_full_name() if call.agent else "",
        interaction_id=call.interaction_id,
        first_told_at=call.first_told_at,
    )


def _contact_row(contact: Interaction) -> ContactRow:
    return ContactRow(
        id=contact.pk,
        council_id=contact.council_id,
        channel=Channel(contact.channel),
        person_id=contact.person_id,
        person_name=contact.person.name if contact.person else "",
        case_id=contact.case_id,
        summary=contact.summary,
        began_at=contact.began_at or contact.happened_at,
        ended_at=contact.ended_at,
        finished_at=contact.finished_at,
        verified_level=contact.verified_level,
        service=contact.service_type.slug if contact.service_type else "",
        deeds=deeds_in(contact.done),
    )


def _state_row(state: AgentState) -> StateRow:
    return StateRow(
        account_id=state.account_id,
        name=state.account.get_full_name(),
        status=AgentStatus(state.status),
        reason=state.reason,
        council_id=state.council_id,
        from_at=state.from_at,
        until_at=state.until_at,
    )


def invitation_in(contact_id: UUID) -> InvitationRow | None:
    """Return the newest link to open an account that was sent in a contact; one query."""
    found = AccountInvitation.objects.filter(interaction_id=contact_id).order_by("-sent_at").first()
    if found is None:
        return None
    return InvitationRow(channel=found.channel, sent_at=found.sent_at, opened_at=found.opened_at)
