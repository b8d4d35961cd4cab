"""
The books: an account is made from the authority's seed and its own number whenever it is asked for.

Nothing is stored, so that fifty thousand accounts an authority cost neither time nor memory, and
the same number is the same account for ever. What people change lies beside it (`changes.py`).
"""

from dataclasses import dataclass, field, replace
from datetime import date
from random import Random

from simulators.revenues import ledgers
from simulators.revenues.authorities import Authority
from simulators.revenues.characters import CHARACTERS, Character
from simulators.revenues.ledgers import Books, Terms
from simulators.revenues.names import TRADES, Name, comparable, draw_name
from simulators.revenues.references import ACCOUNTS, Kind, normalised, number_of, reference_of

BLOCK = 1000
"""In each thousand council tax accounts forty belong to one landlord and forty to twenty people."""
LANDLORDS = 40
PAIRS_END = 80

JOINT_SHARE = 0.45
CLOSED_SHARE = 0.1
EXEMPT_SHARE = 0.04
ARREARS_SHARE = 0.08
DIRECT_DEBIT_SHARE = 0.6
E_BILLING_SHARE = 0.3
OLDEST_ACCOUNT = 12


@dataclass(frozen=True)
class Party:
    """Somebody who answers for an account, alone or with others."""

    key: str
    name: Name
    relationship: str
    email: str = ""
    phone: str = ""
    ended_on: date | None = None


@dataclass(frozen=True)
class Account:
    """One account, as the books have it."""

    authority: Authority
    kind: Kind
    number: int
    reference: str
    address: tuple[str, ...]
    postcode: str
    parties: tuple[Party, ...]
    status: str
    method: str
    e_billing: bool
    is_protected: bool
    opened_on: date
    books: Books = field(repr=False)

    def party(self, key: str) -> Party | None:
        """Return one of those who answer for it."""
        return next((party for party in self.parties if party.key == key), None)

    def matching(self, surname: str, given: str) -> Party | None:
        """
        Return who has this surname; of several, the one of this given name.

        Where that does not tell them apart the answer is somebody without a key, who is shown
        nobody's details.
        """
        wanted = comparable(surname)
        found = [one for one in self.parties if wanted and comparable(one.name.surname) == wanted]
        if len(found) > 1:
            named = [one for one in found if comparable(one.name.given) == comparable(given)]
            if len(named) == 1:
                return named[0]
            return replace(found[0], key="", name=Name("", found[0].name.surname))
        return found[0] if found else None


@dataclass(frozen=True)
class Library:
    """All the books of one authority, as they stand on a day."""

    authority: Authority
    today: date

    def find(self, kind: Kind, reference: str) -> Account | None:
        """Return the account of this reference, if there is one."""
        number = number_of(kind, reference)
        return None if number is None else self.account(kind, number)

    def prove(self, kind: Kind, reference: str, *, surname: str, postcode: str) -> Account | None:
        """Return the account if the postcode is right and one of its parties has this surname."""
        account = self.find(kind, reference)
        if account is None or normalised(postcode) != normalised(account.postcode):
            return None
        return account if account.matching(surname, "") else None

    def account(self, kind: Kind, number: int) -> Account:
        """Make the account of this number, which must be one of its book."""
        if not 0 <= number < ACCOUNTS[kind]:
            raise LookupError(number)
        dice = Random(f"{self.authority.seed}/{kind}/{number}")
        character = CHARACTERS.get((kind, number)) or _drawn(dice, kind, self._owner(kind, number))
        terms = Terms(
            kind=kind,
            status=character.status,
            opened_on=date(
                self.today.year - dice.randint(1, OLDEST_ACCOUNT), dice.randint(1, 12), 1
            ),
            in_arrears=character.in_arrears,
            today=self.today,
        )
        street = self.authority.streets[dice.randrange(len(self.authority.streets))]
        house = 1 + dice.randrange(180)
        postcode = (
            f"{self.authority.postcode_area}{1 + house % 9} "
            f"{1 + dice.randrange(9)}{dice.choice('ABDEFGHJLN')}{dice.choice('PQRSTUWXYZ')}"
        )
        return Account(
            authority=self.authority,
            kind=kind,
            number=number,
            reference=reference_of(kind, number),
            address=(f"{house} {street}", self.authority.town),
            postcode=postcode,
            parties=self._parties(kind, number, character),
            status=character.status,
            method=character.method,
            e_billing=character.e_billing,
            is_protected=character.is_protected,
            opened_on=terms.opened_on,
            books=ledgers.books_of(terms, dice),
        )

    def _owner(self, kind: Kind, number: int) -> int:
        """Return the number that stands for who answers for an account: some have several."""
        if kind is not Kind.COUNCIL_TAX:
            return number
        block, place = divmod(number, BLOCK)
        if place < LANDLORDS:
            return block * BLOCK
        return number - number % 2 if place < PAIRS_END else number

    def _parties(self, kind: Kind, number: int, character: Character) -> tuple[Party, ...]:
        """Return those whom the books name, or drawn ones as many as are wanted."""
        owner = self._owner(kind, number)
        dice = Random(f"{self.authority.seed}/{kind}/people/{owner}")
        drawn = [draw_name(dice) for _ in character.relationships]
        if kind is Kind.BUSINESS_RATES and not character.names:
            drawn = [Name("", f"{name.surname} {dice.choice(TRADES)}") for name in drawn]
        names = character.names or tuple(drawn)
        return tuple(
            Party(
                key=f"P{place}",
                name=name,
                relationship=relationship,
                email=f"{comparable(name.given) or 'post'}.{comparable(name.surname)}@mail.example",
                phone=f"07700 900{dice.randrange(1000):03}",
                ended_on=date(self.today.year - 1, 9, 30) if place in character.left else None,
            )
            for place, (name, relationship) in enumerate(
                zip(names, character.relationships, strict=True), start=1
            )
        )


def _drawn(dice: Random, kind: Kind, owner: int) -> Character:
    """Draw what an account is like; those of a landlord or a pair have one person each."""
    joint = kind in {Kind.COUNCIL_TAX, Kind.RENT} and dice.random() < JOINT_SHARE
    landlord = kind is Kind.COUNCIL_TAX and owner % BLOCK == 0
    alone = kind is Kind.COUNCIL_TAX and owner % BLOCK < PAIRS_END
    relationships = ("landlord",) if landlord else ("liable",)
    luck = dice.random()
    status = "open"
    if luck < CLOSED_SHARE:
        status = "closed"
    elif luck < CLOSED_SHARE + EXEMPT_SHARE and kind is Kind.COUNCIL_TAX:
        status = "exempt"
    in_arrears = status == "open" and dice.random() < ARREARS_SHARE
    by_debit = not in_arrears and dice.random() < DIRECT_DEBIT_SHARE
    return Character(
        relationships=("joint", "joint") if joint and not alone else relationships,
        status=status,
        in_arrears=in_arrears,
        method="direct_debit" if by_debit else dice.choice(("card", "bank_transfer", "cash")),
        e_billing=dice.random() < E_BILLING_SHARE,
    )
