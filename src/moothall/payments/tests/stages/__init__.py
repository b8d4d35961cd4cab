"""
Gateways with somebody at the other end, for the test that all must pass; a file for each.

A file `<key>.py` has `running(folder)`, which starts what the gateway talks to and yields something
with `stage(settings)`: a `Stage` on which nothing has happened yet.
"""

from contextlib import AbstractContextManager
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Protocol

from moothall.kernel.options import Options
from moothall.payments.disputes.ports import DisputeOutcome
from moothall.payments.ports import PaymentGateway


class Stage(Protocol):
    """A gateway, a council's options with it, and what payer, bank and bad luck do there."""

    gateway: PaymentGateway
    options: Options
    #: What this company leaves to its payers or to chance: "find", "cancel", or
    #: "tell the amount at once".
    cannot: frozenset[str]

    def begun(self, reference: str) -> int:
        """Count the payments that the other end has under our reference."""

    def can_be_paid(self, reference: str) -> int:
        """Count those of them that a payer has the address of, and that are open."""

    def pay(self, gateway_reference: str) -> None:
        """Have the payer pay, and the bank take it."""

    def decline(self, gateway_reference: str) -> None:
        """Have the payer type a card that is declined."""

    def give_up(self, gateway_reference: str) -> None:
        """Have the payer press Cancel."""

    def expire(self, gateway_reference: str) -> None:
        """Have the payer do nothing for too long."""

    def lose_answer(self) -> None:
        """Have the next thing that is asked for done, and its answer lost."""

    def be_down(self) -> None:
        """Have the next thing that is asked for not done, for a passing reason."""

    def refuse(self) -> None:
        """Have the next thing that is asked for refused for good."""

    def catch_up(self) -> None:
        """Have searches see all that was done, and banks do what they do soon."""

    def settle(self, gateway_reference: str) -> None:
        """Have a paid payment's money paid out, and that of its refunds."""

    def dispute(self, gateway_reference: str, outcome: DisputeOutcome) -> None:
        """Have the payer's bank dispute a paid payment, or decide, where the gateway tells."""

    def hint(self, gateway_reference: str) -> tuple[dict[str, str], bytes]:
        """Return what the gateway tells unasked of a payment, where it tells anything."""

    def forged_hint(self, gateway_reference: str) -> tuple[dict[str, str], bytes]:
        """Return the same from somebody else."""


class Running(Protocol):
    """Whatever a gateway talks to, started."""

    def stage(self, settings) -> Stage:
        """Return an empty stage."""


def names() -> list[str]:
    """Name the gateways that have a stage."""
    return sorted(module.name for module in iter_modules(__path__))


def running(name: str, folder: Path) -> AbstractContextManager[Running]:
    """Start what a gateway talks to."""
    return import_module(f"{__name__}.{name}").running(folder)
