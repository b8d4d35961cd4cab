"""The gateway in memory."""

from contextlib import contextmanager
from datetime import UTC, date, datetime
from uuid import UUID

from moothall.kernel.errors import GiveUp, Retry
from moothall.kernel.options import Options
from moothall.payments.disputes.ports import DisputeStatus
from moothall.payments.ports import LostAnswer, Outcome, Settled, SettledKind, gateways


class FakeStage:
    cannot = frozenset()

    def __init__(self):
        self.gateway = gateways.get("fake")
        self.options = Options()
        self.gateway.forget()

    def begun(self, reference):
        asked = [*self.gateway.requests.values(), *self.gateway.repeats.values()]
        return sum(one.reference == reference for one in asked)

    can_be_paid = begun

    def pay(self, gateway_reference):
        self.gateway.become(UUID(gateway_reference), Outcome.PAID)

    def decline(self, gateway_reference):
        self.gateway.become(UUID(gateway_reference), Outcome.FAILED, code="declined")

    def give_up(self, gateway_reference):
        self.gateway.become(UUID(gateway_reference), Outcome.CANCELLED)

    def expire(self, gateway_reference):
        self.gateway.become(UUID(gateway_reference), Outcome.EXPIRED)

    def lose_answer(self):
        self.gateway.troubles.append(LostAnswer("gone"))

    def be_down(self):
        self.gateway.troubles.append(Retry("down"))

    def refuse(self):
        self.gateway.troubles.append(GiveUp("no"))

    def catch_up(self):
        pass

    def settle(self, gateway_reference):
        self.gateway.settlements.append(
            Settled(
                kind=SettledKind.PAYMENT,
                gateway_reference=gateway_reference,
                own_reference="",
                reference=self.gateway.requests[gateway_reference].reference,
                pence=self.gateway.payments[gateway_reference].amount_pence,
                fee_pence=0,
                settled_on=date(2026, 11, 30),
            )
        )

    def dispute(self, gateway_reference, outcome):
        told = self.gateway.disputed
        told[:] = [one for one in told if one.gateway_reference != gateway_reference]
        told.append(
            DisputeStatus(
                dispute_reference=f"dispute-of-{gateway_reference}",
                gateway_reference=gateway_reference,
                outcome=outcome,
                amount_pence=self.gateway.payments[gateway_reference].amount_pence,
                fee_pence=2_000,
                reason="general",
                raised_at=datetime(2026, 11, 30, tzinfo=UTC),
                respond_by=datetime(2026, 12, 7, tzinfo=UTC),
            )
        )

    def hint(self, gateway_reference):
        return {}, gateway_reference.encode()

    def forged_hint(self, gateway_reference):
        return {}, b"not " + gateway_reference.encode()


class Memory:
    def stage(self, settings):
        return FakeStage()


@contextmanager
def running(folder):
    yield Memory()
    gateways.get("fake").forget()
