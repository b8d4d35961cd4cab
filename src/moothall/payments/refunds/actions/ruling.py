"""Saying from which amount on a refund needs a second person."""

from datetime import datetime

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.payments.refunds.models import RefundRule


@transaction.atomic
def apply_refund_rule(
    *, actor: Actor, council_id: int, approval_above_pence: int, now: datetime
) -> RefundRule:
    """Let one person alone give back up to an amount of a payment; the same again does nothing."""
    rule, is_new = RefundRule.objects.select_for_update().get_or_create(
        council_id=council_id,
        defaults={"approval_above_pence": approval_above_pence, "changed_at": now},
    )
    if not is_new and rule.approval_above_pence == approval_above_pence:
        return rule
    before = None if is_new else rule.approval_above_pence
    rule.approval_above_pence, rule.changed_at = approval_above_pence, now
    rule.save(update_fields=["approval_above_pence", "changed_at"])
    audit.record(
        actor=actor, verb="refund.rule-set", subject=rule, now=now,
        detail={"from": before, "to": approval_above_pence},
    )  # fmt: skip
    return rule
