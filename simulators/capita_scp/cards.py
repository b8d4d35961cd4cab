"""The cards that may be typed here: test numbers alone, so that nobody types one of their own."""

from dataclasses import dataclass
from datetime import date

from simulators.capita_scp.register import Card

APPROVED, REJECTED, BROKEN = "approved", "rejected", "broken"
SECURITY_CODE_LENGTHS = (3, 4)
KNOWN = {
    "4444333322221111": ("VISA", "CREDIT", APPROVED),
    "4242424242424242": ("VISA", "CREDIT", APPROVED),
    "4000056655665556": ("VISA", "DEBIT", APPROVED),
    "5105105105105100": ("MASTERCARD", "DEBIT", APPROVED),
    "371449635398431": ("AMERICAN EXPRESS", "CREDIT", APPROVED),
    "4000000000000002": ("VISA", "CREDIT", REJECTED),
    "4000000000000069": ("VISA", "CREDIT", REJECTED),
    "4000000000000119": ("VISA", "CREDIT", BROKEN),
}


@dataclass(frozen=True)
class Typed:
    """What a payer typed, for as long as a request lasts."""

    number: str
    month: str
    year: str
    security_code: str

    def mistakes(self, today: date) -> dict[str, str]:
        """Return what is wrong with it, by field."""
        found = {}
        if self.digits not in KNOWN:
            found["number"] = "Enter one of the test card numbers"
        if not self._is_good_until(today):
            found["expiry"] = "Enter the month and year in which the card ends, such as 11 30"
        code = self.security_code
        if not (code.isdigit() and len(code) in SECURITY_CODE_LENGTHS):
            found["code"] = "Enter the 3 or 4 figures of the security code"
        return found

    @property
    def digits(self) -> str:
        """Return the number without what people put between its figures."""
        return "".join(self.number.split()).replace("-", "")

    @property
    def fate(self) -> str:
        """Tell what becomes of it."""
        return KNOWN[self.digits][2]

    def shown(self) -> Card:
        """Return what may be kept of it."""
        brand, kind, _ = KNOWN[self.digits]
        digits = self.digits
        return Card(f"{digits[:6]}{'*' * (len(digits) - 10)}{digits[-4:]}", brand, kind)

    def _is_good_until(self, today: date) -> bool:
        try:
            month, year = int(self.month), 2000 + int(self.year) % 100
            return date(year, month, 1) >= today.replace(day=1)
        except ValueError:
            return False
