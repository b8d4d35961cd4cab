"""The services that the made-up GOV.UK Pay knows, each with its key."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Account:
    """One service's account."""

    slug: str
    name: str
    name_cy: str
    provider: str
    live: bool
    features: frozenset[str]
    api_key: str
    webhook_secret: str


def load_accounts(path: Path | None = None) -> Mapping[str, Account]:
    """Read the accounts from a YAML or JSON file."""
    written = yaml.safe_load((path or HERE / "accounts.yaml").read_text("utf-8"))
    found = [
        Account(
            slug=str(one["slug"]),
            name=str(one["name"]),
            name_cy=str(one.get("name_cy", one["name"])),
            provider=str(one["provider"]),
            live=bool(one["live"]),
            features=frozenset(map(str, one.get("features", []))),
            api_key=str(one["api_key"]),
            webhook_secret=str(one["webhook_secret"]),
        )
        for one in written["accounts"]
    ]
    return {account.slug: account for account in found}


def account_of(authorisation: str, accounts: Mapping[str, Account]) -> Account | None:
    """Find whose key a request carries."""
    scheme, _, key = authorisation.partition(" ")
    if scheme.lower() != "bearer":
        return None
    for account in accounts.values():
        if hmac.compare_digest(account.api_key.encode(), key.encode()):
            return account
    return None
