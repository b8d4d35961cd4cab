"""What tests of refunds begin with: something paid, and people who ask and agree."""

from moothall.kernel.actors import Actor, ActorKind
from moothall.payments.models import Payment, PaymentLine
from moothall.payments.ports import Outcome
from moothall.payments.refunds import actions, policies
from moothall.payments.refunds.models import Refund
from moothall.payments.refunds.workflow import RefundReason


def clerk(council, name="Asha", *permissions):
    held = permissions or (policies.REQUEST, policies.APPROVE)
    return Actor(
        kind=ActorKind.STAFF,
        identifier=name.lower(),
        name=name,
        permissions={council.id: frozenset(held)},
    )


class Till:
    """A shop whose payments are refunded."""

    def __init__(self, shop):
        self.shop, self.council, self.now = shop, shop.council, shop.now
        self.asha, self.ben = clerk(shop.council), clerk(shop.council, "Ben")

    @property
    def gateway(self):
        return self.shop.gateway

    def paid(self, *items, person_id=None):
        basket = self.shop.basket(
            *(items or [self.shop.item(unit_pence=10_000)]), person_id=person_id
        )
        payment = self.shop.begin(basket)
        self.gateway.become(payment.pk, Outcome.PAID)
        return self.shop.check(payment)

    def limit(self, pence):
        actions.apply_refund_rule(
            actor=self.asha, council_id=self.council.id, approval_above_pence=pence, now=self.now
        )

    def ask_for(self, payment, *pence, actor=None, **more):
        lines = PaymentLine.objects.filter(payment_id=payment.pk).order_by("position")
        amounts = pence or [line.amount_pence for line in lines]
        given = {
            "actor": actor or self.asha,
            "payment_id": payment.pk,
            "parts": {line.pk: one for line, one in zip(lines, amounts, strict=False) if one},
            "reason": RefundReason.CANCELLED,
            "note": "",
            "now": self.now,
        }
        return actions.request_refund(**(given | more))

    def approve(self, refund, *, actor=None):
        return actions.approve_refund(
            actor=actor or self.ben, refund_id=refund.pk, note="", now=self.now
        )

    def ask_gateway(self, refund, *, now=None):
        return actions.ask_gateway(refund_id=refund.pk, now=now or self.now)

    def refunded(self, payment, *pence, **more):
        """Ask, agree, and have it done."""
        refund = self.ask_for(payment, *pence, **more)
        if refund.state == "requested":
            self.approve(refund)
        return self.ask_gateway(refund)


def sums(payment):
    """Return what is given back and what is held of a payment, and of its lines together."""
    row = Payment.objects.get(pk=payment.pk)
    lines = list(PaymentLine.objects.filter(payment_id=payment.pk))
    names = ("refunded_pence", "refund_held_pence")
    of_lines = tuple(sum(getattr(line, name) for line in lines) for name in names)
    assert of_lines == (row.refunded_pence, row.refund_held_pence)
    return of_lines


def state_of(refund):
    return Refund.objects.get(pk=refund.pk).state
