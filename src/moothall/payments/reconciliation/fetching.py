"""Asking a gateway what it has paid out, and comparing once it has answered."""

from datetime import date, datetime

from moothall.kernel.actors import Actor
from moothall.payments.actions.reconciling import reconcile
from moothall.payments.models import GatewayChoice, ReconciliationRun
from moothall.payments.ports import Settled, Settles, gateways


def gateways_that_report(council_id: int) -> list[str]:
    """Return the gateways of a council, those it once used too, that report what they pay out."""
    used = GatewayChoice.objects.filter(council_id=council_id).values_list("gateway", flat=True)
    return sorted({key for key in used if isinstance(gateways.get(key), Settles)})


def fetch_and_reconcile(
    *, actor: Actor, council_id: int, gateway: str, first: date, last: date, now: datetime
) -> ReconciliationRun:
    """
    Fetch a gateway's report by each of its settings, then compare; not within a transaction.

    :raises Retry: if it does not answer
    """
    source = gateways.get(gateway)
    if not isinstance(source, Settles):
        raise LookupError(f"{gateway} does not report what it pays out.")
    report: dict[tuple[str, str, str], Settled] = {}
    choices = GatewayChoice.objects.filter(council_id=council_id, gateway=gateway)
    for choice in choices.order_by("chosen_at"):
        options = source.options.read(choice.options)
        for item in source.settled(first, last, options):
            report[item.kind.value, item.gateway_reference, item.own_reference] = item
    return reconcile(
        actor=actor, council_id=council_id, gateway=gateway, first=first, last=last,
        report=list(report.values()), now=now,
    )  # fmt: skip
