"""Whom the books are about: people and companies who exist here alone."""

import re
import unicodedata
from dataclasses import dataclass
from random import Random

GIVEN = (
    "Aisha", "Alun", "Amara", "Angharad", "Beata", "Bethan", "Callum", "Carys", "Chidi", "Daniel",
    "Dewi", "Eilidh", "Elin", "Farah", "Gareth", "George", "Gurpreet", "Hannah", "Harriet", "Imran",
    "Isla", "Jakub", "Joan", "Kwame", "Leila", "Lowri", "Marek", "Margaret", "Megan", "Mohammed",
    "Nia", "Oliver", "Owain", "Patrick", "Priya", "Rosa", "Ruth", "Sioned", "Stephen", "Zofia",
)  # fmt: skip
SURNAMES = (
    "Abbott", "Achebe", "Ahmed", "Bevan", "Brennan", "Carter", "Clarke", "Davies", "Dhillon",
    "Edwards", "Ellis", "Evans", "Fletcher", "Green", "Griffiths", "Hall", "Harris", "Hughes",
    "Iqbal", "James", "Jenkins", "Kaur", "Kowalska", "Lewis", "Llewellyn", "Mackenzie", "Morgan",
    "Nowak", "O’Brien", "Okafor", "Owen", "Patel", "Price", "Rees", "Shah", "Smith-Jones",
    "Thomas", "Vaughan", "Walker", "Williams",
)  # fmt: skip
TRADES = (
    "Bakery",
    "Books",
    "Cycles",
    "Dental Practice",
    "Florist",
    "Garage",
    "Joinery",
    "Tea Rooms",
)


@dataclass(frozen=True)
class Name:
    """What somebody is called."""

    given: str
    surname: str

    def __str__(self) -> str:
        return f"{self.given} {self.surname}".strip()


def draw_name(dice: Random) -> Name:
    """Draw somebody's name."""
    return Name(dice.choice(GIVEN), dice.choice(SURNAMES))


def comparable(text: str) -> str:
    """Return a name without case, marks and signs: O’Brien and o'brien are the same."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", plain.lower())
