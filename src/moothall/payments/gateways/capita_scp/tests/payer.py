"""What a payer does at the simulator's page."""

from simulators.tests.program import CLIENT

GOOD, REFUSED, BROKEN = "4444333322221111", "4000000000000002", "4000000000000119"


def act(page, do, number=""):
    """Press a button, with a card where one is given."""
    card = {"number": number, "month": "12", "year": "2099", "code": "123"} if number else {}
    return CLIENT.post(page, data={"do": do, **card})


def pay(page, number=GOOD):
    return act(page, "pay", number)
