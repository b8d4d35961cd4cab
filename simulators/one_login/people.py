"""The people who can be at this One Login, and what it tells of them."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import yaml

HERE = Path(__file__).parent
NAMESPACE = "urn:fdc:gov.uk:2022:"


@dataclass(frozen=True)
class Person:
    """Somebody with a One Login."""

    id: str
    email: str
    phone: str
    level: str
    """How sure One Login can be who this is: P0 means not at all."""
    names: tuple[Mapping[str, str], ...]
    birth_date: str
    addresses: tuple[Mapping[str, object], ...]
    return_codes: tuple[str, ...]

    @property
    def full_name(self) -> str:
        """Return the present name."""
        return f"{self.names[0]['given']} {self.names[0]['family']}"

    def subject_for(self, sector: str) -> str:
        """Return the name by which clients of one sector know this person, and nobody else."""
        digest = sha256(f"{sector}|{self.id}".encode()).digest()
        return NAMESPACE + urlsafe_b64encode(digest).decode()

    def credential(self) -> dict[str, object]:
        """Return the proof of who this is, as the core identity holds it."""
        return {
            "type": ["VerifiableCredential", "IdentityCheckCredential"],
            "credentialSubject": {
                "name": [_name(name) for name in self.names],
                "birthDate": [{"value": self.birth_date}],
            },
        }


def load_people(path: Path | None = None) -> Mapping[str, Person]:
    """Read the people from a YAML or JSON file."""
    written = yaml.safe_load((path or HERE / "people.yaml").read_text("utf-8"))
    found = [
        Person(
            id=one["id"],
            email=one["email"],
            phone=one["phone"],
            level=one["level"],
            names=tuple(one["names"]),
            birth_date=one["birth_date"],
            addresses=tuple(one.get("addresses", ())),
            return_codes=tuple(one.get("return_codes", ())),
        )
        for one in written["people"]
    ]
    return {person.id: person for person in found}


def _name(name: Mapping[str, str]) -> dict[str, object]:
    parts = [{"type": "GivenName", "value": one} for one in name["given"].split()]
    parts.append({"type": "FamilyName", "value": name["family"]})
    written: dict[str, object] = {"nameParts": parts}
    if "valid_from" in name:
        written["validFrom"] = name["valid_from"]
    if "valid_until" in name:
        written["validUntil"] = name["valid_until"]
    return written
