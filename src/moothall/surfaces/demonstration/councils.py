"""The demonstration's councils, their accounts and keys, as files tell and as programs are told."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from moothall.connectors.actions import issue_api_key
from moothall.councils.council_file import add_council
from moothall.councils.queries import all_councils, council_by_slug
from moothall.councils.rows import CouncilRow
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.surfaces.demonstration import parking, residents, secrets, websites

FOLDER = settings.CHECKOUT / "demo"
COUNCIL_FILES = FOLDER / "councils"
KEY_NAME = "Demonstration"


@dataclass(frozen=True)
class Account:
    """A staff account of the demonstration, with what is needed to sign in."""

    email: str
    name: str
    role: str
    password: str
    totp_secret: str
    councils: tuple[str, ...]

    def described(self) -> dict[str, Any]:
        """Return what `var/demo.json` tells of it."""
        return {
            "email": self.email,
            "name": self.name,
            "password": self.password,
            "totp_secret": self.totp_secret or None,
            "role": self.role,
            "councils": list(self.councils),
        }


def files() -> list[Path]:
    """Return the councils' files, in order of their names."""
    return sorted(COUNCIL_FILES.glob("*.yaml"))


def make_secrets() -> None:
    """Make every secret that the files name and that does not exist yet."""
    for name, value in secrets.KEYS_OF_SIMULATORS.items():
        secrets.ensure(name, value)
    for file in files():
        secrets.ensure(f"{file.stem}-notify-callback", secrets.api_key())
        secrets.ensure(f"{file.stem}-gocardless-webhook", secrets.api_key())
        secrets.ensure(f"{file.stem}-parking-texts", secrets.api_key())
        secrets.ensure(f"telephony-{file.stem}", secrets.webhook_key())
        for entry in _staff(file):
            secrets.ensure(entry["password_secret"], secrets.password())
            if "totp_secret" in entry:
                secrets.ensure(entry["totp_secret"], secrets.totp_secret())


def add_councils(*, now: datetime) -> list[CouncilRow]:
    """Bring the councils to life, each with an API key of the demonstration."""
    councils = [add_council(file, now=now) for file in files()]
    for council in councils:
        key = secrets.ensure(_key_of(council), secrets.api_key())
        with acting_for(council.id):
            issue_api_key(
                actor=system("create_demo"),
                council_id=council.id,
                name=KEY_NAME,
                key=key,
                now=now,
            )
    return councils


def described() -> dict[str, Any]:
    """Return what other programs may rely on: councils, accounts and keys."""
    councils = all_councils()
    return {
        "councils": [
            {
                "slug": council.slug,
                "name": council.name,
                "gss_code": council.gss_code,
                "url": f"{council.url}/",
                "languages": list(council.languages),
            }
            for council in councils
        ],
        "websites": websites.described(list(councils)),
        "residents": residents.described(),
        "accounts": [account.described() for account in accounts()],
        "api_keys": [
            {
                "council": council.slug,
                "name": KEY_NAME,
                "key": secrets.ensure(_key_of(council), secrets.api_key()),
                "url": f"{council.url}/open311/v2/",
            }
            for council in councils
        ],
        "parking": parking.described(list(councils)),
    }


def accounts() -> list[Account]:
    """Return the staff accounts that the files name."""
    found = []
    for file in files():
        own = council_by_slug(file.stem)
        for entry in _staff(file):
            is_shared = entry.get("for") == "partnership"
            members = [
                council.slug
                for council in all_councils()
                if council.id == own.id
                or (is_shared and council.partnership_id == own.partnership_id)
            ]
            totp = entry.get("totp_secret", "")
            found.append(
                Account(
                    email=entry["email"],
                    name=entry["name"],
                    role=entry["role"],
                    password=secrets.ensure(entry["password_secret"], secrets.password()),
                    totp_secret=secrets.ensure(totp, secrets.totp_secret()) if totp else "",
                    councils=tuple(members),
                )
            )
    return found


def _staff(file: Path) -> list[dict[str, str]]:
    entries: list[dict[str, str]] = yaml.safe_load(file.read_text(encoding="utf-8"))["staff"]
    return entries


def _key_of(council: CouncilRow) -> str:
    return f"demo-api-key-{council.slug}"
