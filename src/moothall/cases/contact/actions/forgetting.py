"""Forgetting who rang: with their other data, and by itself after a while."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from moothall.cases.contact.models import AccountInvitation, AgentState, Call, TelephoneEvent

#: Long enough to look into a complaint about a call, or to take in again what went wrong.
EVENTS_KEPT_FOR = timedelta(days=30)
#: Who rang without a name is of no use to anybody after a quarter of a year.
NUMBERS_KEPT_FOR = timedelta(days=90)
#: Figures of how employees spend their day are drawn from two years.
STATES_KEPT_FOR = timedelta(days=730)


@transaction.atomic(savepoint=False)
def forget_numbers(*, interaction_ids: Collection[UUID]) -> int:
    """Take the caller's number off the calls of these contacts; forget what was told of them."""
    AccountInvitation.objects.filter(interaction_id__in=interaction_ids).delete()
    calls = Call.objects.filter(interaction_id__in=interaction_ids)
    for call_id in calls.values_list("call_id", flat=True):
        TelephoneEvent.objects.filter(body__contains=call_id).delete()
    return calls.update(from_number="")


@transaction.atomic(savepoint=False)
def forget_old_calls(*, now: datetime) -> int:
    """Forget what telephone systems told, and the numbers of callers without a name, in time."""
    TelephoneEvent.objects.filter(received_at__lte=now - EVENTS_KEPT_FOR).delete()
    old = Call.objects.filter(first_told_at__lte=now - NUMBERS_KEPT_FOR, interaction__person=None)
    return old.exclude(from_number="").update(from_number="")


def forget_old_states(*, now: datetime) -> None:
    """Forget how employees spent days of long ago."""
    AgentState.objects.filter(until_at__lte=now - STATES_KEPT_FOR).delete()
