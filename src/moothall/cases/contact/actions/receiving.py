"""Taking in what telephone systems tell: doubled, late and in any order."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from moothall.cases.contact.actions.agents import note_call_state
from moothall.cases.contact.centres import centre_of, councils_of_centre
from moothall.cases.contact.models import (
    AgentState,
    Call,
    TelephoneEvent,
    TelephoneExtension,
    TelephoneLine,
)
from moothall.cases.contact.telephony import EventKind, NotUnderstood, TelephoneNews, read
from moothall.cases.contact.words import AgentStatus
from moothall.cases.models.interaction import Interaction
from moothall.kernel.insert_once import insert_once
from moothall.kernel.scope import acting_for
from moothall.people.queries import actor_for

LOG = "interaction.log"
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
#: What waits longer than this was left behind by a process that died.
LEFT_BEHIND_AFTER = timedelta(seconds=30)
_LONGEST_PROBLEM = 300
_MOST_AT_ONCE = 100


@transaction.atomic
def keep_event(*, council_id: int, event_id: str, body: str, now: datetime) -> UUID | None:
    """Keep a message as it came; return its row, or nothing for one that was kept before."""
    event = TelephoneEvent(council_id=council_id, event_id=event_id, body=body, received_at=now)
    return event.pk if insert_once(event, unique=["council", "event_id"]) else None


def take_in(*, council_id: int, row_id: UUID, now: datetime) -> Call | None:
    """
    Do what a kept message says; return the call, or nothing if the message is not understood.

    A message that was taken in before changes nothing.
    """
    with acting_for(*councils_of_centre(council_id)), transaction.atomic():
        event = TelephoneEvent.objects.select_for_update().filter(pk=row_id).first()
        if event is None or event.handled_at is not None:
            return None
        try:
            news = read(event.body, now=event.received_at)
        except NotUnderstood as problem:
            event.problem = str(problem)[:_LONGEST_PROBLEM]
            event.save(update_fields=["problem"])
            return None
        call = _apply(centre_of(council_id), council_id, news, now=now)
        event.handled_at, event.problem = now, ""
        event.save(update_fields=["handled_at", "problem"])
    return call


def take_in_waiting(*, council_id: int, now: datetime, again: bool = False) -> int:
    """
    Take in what was kept and then left behind; return how many it were.

    What was not understood is left alone, unless it is to be tried `again`.
    """
    waiting = TelephoneEvent.objects.filter(
        council_id=council_id, handled_at__isnull=True, received_at__lte=now - LEFT_BEHIND_AFTER
    )
    if not again:
        waiting = waiting.filter(problem="")
    rows = list(waiting.order_by("received_at").values_list("pk", flat=True)[:_MOST_AT_ONCE])
    return sum(take_in(council_id=council_id, row_id=one, now=now) is not None for one in rows)


def _apply(centre: str, host_id: int, news: TelephoneNews, *, now: datetime) -> Call:
    """Write one thing that happened into its call, which it begins if nothing was heard before."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME, [f"call {centre} {news.call_id}"])
    call = Call.objects.filter(centre=centre, call_id=news.call_id).first()
    if call is None:
        line = line_for(news.to_number, news.queue)
        call = Call(
            council_id=line.council_id if line else host_id,
            centre=centre,
            call_id=news.call_id,
            direction=news.direction,
            line=line,
            first_told_at=now,
        )
    _fill(call, news)
    is_new = _told(call, news)
    call.save()
    if is_new:
        _follow(call, now=now)
    return call


def _told(call: Call, news: TelephoneNews) -> bool:
    """Write what happened into a call; tell whether something follows from it for anybody."""
    match news.kind:
        case EventKind.NEW:
            call.rang_at = min(filter(None, [call.rang_at, news.at]))
            return False
        case EventKind.ANSWERED:
            return _answered(call, news)
        case EventKind.ENDED:
            return _ended(call, news)


def _fill(call: Call, news: TelephoneNews) -> None:
    """Take over particulars that an earlier message left out; what was said first stays."""
    call.from_number = call.from_number or news.from_number
    call.to_number = call.to_number or news.to_number
    call.queue = call.queue or news.queue
    call.extensions = sorted({*call.extensions, *news.extensions})


def _answered(call: Call, news: TelephoneNews) -> bool:
    """Let whoever answered last have the call; said twice, or late, nothing follows from it."""
    call.answered_at = min(filter(None, [call.answered_at, news.at]))
    if call.taken_at is not None and news.at <= call.taken_at:
        return False
    call.taken_at, call.extension = news.at, news.extension
    call.agent_id = _agent_at(call, news.extension)
    return not call.is_over


def _ended(call: Call, news: TelephoneNews) -> bool:
    """Let the call be over; of two ends the first that we heard of stands."""
    if call.is_over:
        return False
    call.ended_at, call.cause = news.at, news.cause
    return True


def _agent_at(call: Call, extension: str) -> int | None:
    """Return who answers at an extension, if they may take calls of this council."""
    found = TelephoneExtension.objects.filter(centre=call.centre, extension=extension)
    row = found.select_related("account").first()
    if row is None:
        return None
    return row.account_id if actor_for(row.account).may(LOG, call.council_id) else None


def _follow(call: Call, *, now: datetime) -> None:
    """Let the state of whoever has the call, and the contact that it belongs to, follow it."""
    if call.ended_at is not None and call.interaction_id is not None:
        Interaction.objects.filter(pk=call.interaction_id, ended_at__isnull=True).update(
            ended_at=call.ended_at
        )
    if call.agent_id is None:
        return
    if call.ended_at is None:
        note_call_state(
            account_id=call.agent_id,
            status=AgentStatus.ON_CALL,
            council_id=call.council_id,
            now=call.taken_at or now,
        )
    elif _is_on_call(call.agent_id, call.council_id):
        is_open = Interaction.objects.filter(
            logged_by_kind="staff",
            logged_by_identifier=str(call.agent_id),
            began_at__isnull=False,
            finished_at__isnull=True,
        ).exists()
        note_call_state(
            account_id=call.agent_id,
            status=AgentStatus.WRAPPING_UP if is_open else AgentStatus.AVAILABLE,
            council_id=call.council_id if is_open else None,
            now=call.ended_at,
        )


def _is_on_call(account_id: int, council_id: int) -> bool:
    """Tell whether somebody's state is still that of a call: they may have changed it since."""
    present = AgentState.objects.filter(account_id=account_id, until_at__isnull=True).first()
    return (
        present is not None
        and present.status == AgentStatus.ON_CALL
        and present.council_id == council_id
    )


def line_for(number: str, queue: str) -> TelephoneLine | None:
    """
    Return the line of a call among those of the councils in force, the most exact first.

    A line that names another number or queue than the call's is not its line. Where two councils
    claim the same, nobody knows whose call it is, and none of them gets it by chance.
    """
    lines = TelephoneLine.objects.filter(
        is_active=True, number__in={number, ""}, queue__in={queue, ""}
    )
    ranked = sorted(lines, key=_exactness, reverse=True)
    if len(ranked) > 1 and _exactness(ranked[0]) == _exactness(ranked[1]):
        return None
    return ranked[0] if ranked else None


def _exactness(line: TelephoneLine) -> tuple[bool, bool]:
    """Order lines by how much of a call they name; a queue tells more than a shared number."""
    return bool(line.queue), bool(line.number)
