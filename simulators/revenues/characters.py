"""The accounts that tests and demonstrations know by name; every authority has them."""

from dataclasses import dataclass

from simulators.revenues.names import Name
from simulators.revenues.references import Kind

LANDLORD_OF_FORTY = Name("Leonard", "Quill")


@dataclass(frozen=True)
class Character:
    """What an account is like, before its figures are drawn."""

    relationships: tuple[str, ...] = ("liable",)
    names: tuple[Name, ...] = ()
    """Who answers for it, if not whoever is drawn."""
    status: str = "open"
    in_arrears: bool = False
    method: str = "card"
    e_billing: bool = False
    is_protected: bool = False
    """The authority's safeguarding mark: nobody may open it from outside."""
    left: tuple[int, ...] = ()
    """The places (from 1) of those who no longer answer for it."""


RHIAN, TOMOS = Name("Rhian", "Evans"), Name("Tomos", "Price")
DELYTH = Name("Delyth", "Morris")
FORTY = 40

CHARACTERS: dict[tuple[Kind, int], Character] = {
    (Kind.COUNCIL_TAX, 100): Character(("joint", "joint"), (RHIAN, TOMOS)),
    (Kind.COUNCIL_TAX, 101): Character(names=(Name("Ceri", "Pugh"),), status="closed"),
    (Kind.COUNCIL_TAX, 102): Character(names=(Name("Mabel", "Stone"),), in_arrears=True),
    (Kind.COUNCIL_TAX, 103): Character(names=(Name("Yusuf", "Rahman"),), status="exempt"),
    (Kind.COUNCIL_TAX, 104): Character(names=(DELYTH,), method="direct_debit", e_billing=True),
    (Kind.COUNCIL_TAX, 105): Character(names=(DELYTH,)),
    (Kind.COUNCIL_TAX, 106): Character(
        ("joint", "joint"), (Name("Anna", "Field"), Name("Piotr", "Zawada")), left=(2,)
    ),
    (Kind.COUNCIL_TAX, 107): Character(names=(Name("Grace", "Harrow"),), is_protected=True),
    (Kind.COUNCIL_TAX, 108): Character(("executor",), (Name("Simon", "Bell"),)),
    (Kind.COUNCIL_TAX, 109): Character(
        ("joint", "joint"), (Name("Gwen", "Parry"), Name("Ivor", "Parry"))
    ),
    (Kind.BENEFITS, 0): Character(names=(RHIAN,)),
    (Kind.RENT, 0): Character(("joint", "joint"), (RHIAN, TOMOS)),
    (Kind.RENT, 1): Character(names=(Name("Mabel", "Stone"),), in_arrears=True),
    (Kind.BUSINESS_RATES, 0): Character(("agent",), (RHIAN,), method="direct_debit"),
    (Kind.PARKING, 0): Character(names=(RHIAN,)),
    (Kind.LIBRARY, 0): Character(names=(RHIAN,)),
} | {
    (Kind.COUNCIL_TAX, number): Character(("landlord",), (LANDLORD_OF_FORTY,))
    for number in range(FORTY)
}
