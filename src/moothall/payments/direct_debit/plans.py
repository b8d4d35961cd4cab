"""How a plan that the council made stands, and what of it can still be changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from moothall.kernel.errors import MoothallError, NotFound
from moothall.kernel.money import pounds
from moothall.payments.direct_debit.actions.planning import earliest_day
from moothall.payments.direct_debit.arrangements import Arrangements
from moothall.payments.direct_debit.models import Arrangement, Collection, Mandate
from moothall.payments.direct_debit.ports import Instalment
from moothall.payments.direct_debit.workflow import OPEN_COLLECTIONS, MandateState


class NothingToChange(MoothallError):
    """All that is left of a plan is too near to be told in time, or was asked for."""


class TooLittle(MoothallError):
    """A plan cannot come to less than what of it stays, and a penny for each part that is left."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A plan with what of it stays, and what can be changed."""

    arrangement_id: UUID
    staying: Sequence[Instalment]
    changing: Sequence[Instalment]
    #: What is due before this day stays as it is.
    from_day: date

    @property
    def total_pence(self) -> int:
        """Return what it comes to."""
        return sum(one.pence for one in (*self.staying, *self.changing))

    @property
    def total_as_typed(self) -> str:
        """Return what it comes to, as an employee would type it."""
        return pounds(self.total_pence).removeprefix("£")


def plan_of(mandate_id: UUID, *, now: datetime) -> Plan:
    """
    Return the plan that a mandate is for.

    What was asked of the bank stays, and what falls due before its payer can be told in time.

    :raises NotFound: if it is for no plan that the council made, or for one that was stopped
    """
    mandate = Mandate.objects.select_related("service").get(pk=mandate_id)
    found = Arrangement.objects.filter(
        council_id=mandate.council_id, reference=mandate.account, stopped_on=None
    ).first()
    schedule = Arrangements().schedule(mandate.council_id, mandate.account)
    if mandate.owner != Arrangements.key or found is None or schedule is None:
        raise NotFound("This Direct Debit is for no plan of the council.")
    earliest = earliest_day(
        now, mandate.service.days_of_notice, is_lodged=mandate.state == MandateState.ACTIVE
    )
    asked = set(
        Collection.objects.filter(mandate=mandate)
        .exclude(state__in=OPEN_COLLECTIONS, run__isnull=True)
        .values_list("instalment", flat=True)
    )
    staying: list[Instalment] = []
    changing: list[Instalment] = []
    for one in schedule.instalments:
        (staying if one.key in asked or one.due_on < earliest else changing).append(one)
    return Plan(arrangement_id=found.pk, staying=staying, changing=changing, from_day=earliest)
