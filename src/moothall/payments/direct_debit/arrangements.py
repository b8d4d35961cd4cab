"""The owner of schedules that this app is itself: plans that a council made."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import ClassVar
from uuid import UUID

from moothall.payments.direct_debit.models import Arrangement
from moothall.payments.direct_debit.ports import Instalment, Schedule


class Arrangements:
    """Plans of instalments in rows of our own."""

    key: ClassVar[str] = "arrangements"

    def accounts_of(self, council_id: int, person_id: UUID, /) -> Sequence[str]:
        """Return the references of a person's plans that go on."""
        plans = Arrangement.objects.filter(
            council_id=council_id, person_id=person_id, stopped_on__isnull=True
        )
        return list(plans.order_by("made_at", "pk").values_list("reference", flat=True))

    def names_of(self, council_id: int, accounts: Collection[str], /) -> dict[str, dict[str, str]]:
        """Return what each plan was made for."""
        plans = Arrangement.objects.filter(council_id=council_id, reference__in=accounts)
        return dict(plans.values_list("reference", "description"))

    def schedule(self, council_id: int, account: str, /) -> Schedule | None:
        """Return the instalments of a plan up to the day on which it stops."""
        plan = (
            Arrangement.objects.filter(council_id=council_id, reference=account)
            .select_related("fund")
            .first()
        )
        if plan is None:
            return None
        stops = plan.stopped_on or date.max
        due = [
            Instalment(key=one["key"], due_on=date.fromisoformat(one["due_on"]), pence=one["pence"])
            for one in plan.instalments
        ]
        return Schedule(
            account=account,
            description=plan.description,
            instalments=[one for one in due if one.due_on < stops],
            fund_key="" if plan.fund is None else plan.fund.key,
            days_are_fixed=False,
            is_whole=True,
        )
