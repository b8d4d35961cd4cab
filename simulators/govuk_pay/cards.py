"""Test cards, and what becomes of a payment with each: GOV.UK Pay's own, and a few of Stripe's."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

LONGEST, SHORTEST = 19, 12


@dataclass(frozen=True)
class TestCard:
    """What a number stands for."""

    brand: str
    type: str
    fate: str
    label: str


CARDS: Mapping[str, TestCard] = {
    "4242424242424242": TestCard("Visa", "credit", "paid", "Paid"),
    "4444333322221111": TestCard("Visa", "credit", "paid", "Paid"),
    "4000056655665556": TestCard("Visa", "debit", "paid", "Paid"),
    "5105105105105100": TestCard("Mastercard", "debit", "paid", "Paid"),
    "5200828282828210": TestCard("Mastercard", "debit", "paid", "Paid"),
    "371449635398431": TestCard("American Express", "credit", "paid", "Paid"),
    "4000000000000002": TestCard("Visa", "credit", "declined", "Declined"),
    "4000000000000069": TestCard("Visa", "credit", "declined", "Card has expired"),
    "4000000000009995": TestCard("Visa", "credit", "declined", "Not enough money"),
    "4000000000000127": TestCard("Visa", "credit", "declined", "Wrong security code"),
    "4000000000000119": TestCard("Visa", "credit", "error", "The card company fails"),
    "6759649826438453": TestCard("Maestro", "debit", "not_accepted", "Kind of card not taken"),
    "4000000000000341": TestCard("Visa", "credit", "paid_once", "Paid once, repeats declined"),
    "4000000000000259": TestCard("Visa", "credit", "disputed_lost", "Paid, disputed, lost"),
    "4000000000002685": TestCard("Visa", "credit", "disputed_won", "Paid, disputed, won"),
}
UNKNOWN = TestCard("Visa", "credit", "declined", "Declined")


@dataclass(frozen=True)
class Shown:
    """What is kept of a card: never its number."""

    brand: str
    type: str
    fate: str
    cardholder_name: str
    expiry_date: str
    first_digits: str
    last_digits: str
    line1: str = ""
    line2: str = ""
    city: str = ""
    postcode: str = ""
    country: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return it for keeping."""
        return asdict(self)


def card_of(number: str) -> TestCard:
    """Say what a number stands for; one that is no test card is declined."""
    return CARDS.get(number, UNKNOWN)


def keep(number: str, *, name: str, expiry: str, **address: str) -> Shown:
    """Keep of a card what Pay shows of it."""
    card = card_of(number)
    return Shown(
        brand=card.brand,
        type=card.type,
        fate=card.fate,
        cardholder_name=name,
        expiry_date=expiry,
        first_digits=number[:6],
        last_digits=number[-4:],
        **address,
    )


def is_card_number(digits: str) -> bool:
    """Tell whether digits pass the check that every card number passes."""
    if not digits.isdigit() or not SHORTEST <= len(digits) <= LONGEST:
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
