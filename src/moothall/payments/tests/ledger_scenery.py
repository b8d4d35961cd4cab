"""What tests of the books book."""

from uuid import uuid4

from moothall.payments.ledger.booking import CodedLine, PaymentTaken, book_payment
from moothall.payments.ledger.chart import AccountKind, AccountName, Coding
from moothall.payments.ledger.wallets import WalletMovement, book_top_up

PARKING = Coding(fund_code="PARK", gl_code="R100-4410", vat_code="STD", vat_rate=2000)
TAX = Coding(fund_code="CTAX", gl_code="B900-0001", vat_code="OOS")
CASH = AccountName(kind=AccountKind.BANK)


def line(pence, coding=TAX, vat=0, **more):
    values = {"line_id": uuid4(), "pence": pence, "coding": coding, "vat_pence": vat}
    return CodedLine(**{**values, **more})


def taken(council, now, *lines, **more):
    values = {
        "council_id": council.id,
        "payment_id": uuid4(),
        "gateway": "fake",
        "gateway_reference": uuid4().hex,
        "lines": lines or (line(1_000),),
        "occurred_at": now,
    }
    return PaymentTaken(**{**values, **more})


def fund_wallet(council, now, pence, wallet=None, **more):
    """Put money into a wallet, a new one unless told otherwise, and return its id."""
    wallet = wallet or uuid4()
    movement = WalletMovement(
        council_id=council.id, event_id=uuid4(), wallet_id=wallet, pence=pence,
        occurred_at=now, other=CASH, **more,
    )  # fmt: skip
    book_top_up(movement, now=now)
    return wallet


def pay(council, now, *lines, **more):
    return book_payment(taken(council, now, *lines, **more), now=now)


def finance_officer(council, now, name="Fiona Finance"):
    """Return the actor that keeps this council's books."""
    from moothall.kernel.actors import Actor, ActorKind
    from moothall.people.models import Role
    from moothall.people.roles import PERMISSIONS

    return Actor(
        kind=ActorKind.STAFF, identifier="finance", name=name,
        permissions={council.id: PERMISSIONS[Role.FINANCE]},
    )  # fmt: skip
