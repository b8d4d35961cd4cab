"""What One Login's words mean to us, and ours to it."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from moothall.people.ports import (
    Fact,
    IdentityLevel,
    ProvenAddress,
    ProvenName,
    RefusalReason,
    SignInRefused,
    Strength,
)

VOCABULARY = "https://vocab.account.gov.uk/v1/"
CORE_IDENTITY = f"{VOCABULARY}coreIdentityJWT"
ADDRESS = f"{VOCABULARY}address"
RETURN_CODE = f"{VOCABULARY}returnCode"

CREDENTIAL_TRUST: Mapping[Strength, str] = {
    Strength.ONE_FACTOR: "Cl",
    Strength.TWO_FACTORS: "Cl.Cm",
}

#: What comes back in the browser's address where there is no code. Words that are not here are
#: about our request, so about how we are set up.
_REASONS: Mapping[str, RefusalReason] = {
    "access_denied": RefusalReason.CANCELLED,
    "temporarily_unavailable": RefusalReason.TEMPORARILY_UNAVAILABLE,
    "server_error": RefusalReason.TEMPORARILY_UNAVAILABLE,
    "login_required": RefusalReason.EXPIRED,
    "unmet_authentication_requirements": RefusalReason.LEVEL_TOO_LOW,
}
#: The token endpoint's word for a code that was used, is too old, or was never given.
_USED_UP = "invalid_grant"

#: The parts of an address as it is written on an envelope, one line each.
_LINES = (
    ("organisationName",),
    ("departmentName",),
    ("subBuildingName",),
    ("buildingName",),
    ("buildingNumber", "dependentStreetName", "streetName"),
    ("doubleDependentAddressLocality",),
    ("dependentAddressLocality",),
    ("addressLocality",),
)
#: In characters: of words for people to read, and of names that machines compare.
LONGEST_TEXT = 200
LONGEST_IDENTIFIER = 255
MOST_ENTRIES = 50


def vector_of_trust(strength: Strength, identity: IdentityLevel) -> str:
    """Return how we ask for a level: one vector, so that what is granted can be compared."""
    parts = [CREDENTIAL_TRUST[strength], *([identity] if identity else [])]
    return json.dumps([".".join(parts)])


def claims_asked(facts: frozenset[Fact]) -> str:
    """Return how we ask for what proves an identity."""
    asked: dict[str, None] = {CORE_IDENTITY: None}
    if Fact.ADDRESS in facts:
        asked[ADDRESS] = None
    if Fact.RETURN_CODES in facts:
        asked[RETURN_CODE] = None
    return json.dumps({"userinfo": asked})


def refusal_of_answer(error: str, description: str) -> SignInRefused:
    """Return what an error in the browser's address means."""
    reason = _REASONS.get(error, RefusalReason.MISCONFIGURED)
    return SignInRefused(reason, f"authorize: {text(error)}: {text(description)}")


def refusal_of_exchange(status: int, body: Mapping[str, Any]) -> SignInRefused:
    """Return what a refusal of the token endpoint means."""
    error = text(body.get("error"))
    reason = RefusalReason.EXPIRED if error == _USED_UP else RefusalReason.MISCONFIGURED
    return SignInRefused(reason, f"token: {status} {error}: {text(body.get('error_description'))}")


def text(value: object) -> str:
    """Return a value as text that a database can keep; anything but text and numbers is empty."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    written = str(value)[:LONGEST_TEXT].replace("\0", "").strip()
    return written.encode(errors="replace").decode()


def identifier(value: object) -> str:
    """Return a value that means nothing unless it is whole, or empty if it cannot be kept so."""
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_IDENTIFIER:
        return ""
    return value if value.isprintable() and " " not in value else ""


def moment(value: object) -> datetime | None:
    """Return the moment that a token's number of seconds means, if it means one."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, tz=UTC)
    except (OverflowError, OSError, ValueError):
        return None


def identity_level(value: object) -> IdentityLevel:
    """Return the level in a core identity's `vot`; whatever is no level proves nothing."""
    try:
        return IdentityLevel(value) if isinstance(value, str) else IdentityLevel.NONE
    except ValueError:
        return IdentityLevel.NONE


def names_in(claims: Mapping[str, Any]) -> tuple[ProvenName, ...]:
    """Return the names of a core identity, as they are listed."""
    return tuple(
        ProvenName(
            given=_name_parts(entry, "GivenName"),
            family=_name_parts(entry, "FamilyName"),
            valid_from=_day(entry.get("validFrom")),
            valid_until=_day(entry.get("validUntil")),
        )
        for entry in _subject_entries(claims, "name")
    )


def birth_dates_in(claims: Mapping[str, Any]) -> tuple[date, ...]:
    """Return the birth dates of a core identity; several where documents differ."""
    days = (_day(entry.get("value")) for entry in _subject_entries(claims, "birthDate"))
    return tuple(day for day in days if day is not None)


def addresses_in(userinfo: Mapping[str, Any]) -> tuple[ProvenAddress, ...]:
    """Return where somebody lives or lived, as it is listed."""
    return tuple(
        ProvenAddress(
            lines=_address_lines(entry),
            postcode=text(entry.get("postalCode")),
            uprn=text(entry.get("uprn")),
            country=text(entry.get("addressCountry")),
            valid_from=_day(entry.get("validFrom")),
            valid_until=_day(entry.get("validUntil")),
        )
        for entry in _entries(userinfo.get(ADDRESS))
    )


def return_codes_in(userinfo: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the codes that say why an identity could not be proven."""
    codes = (text(entry.get("code")) for entry in _entries(userinfo.get(RETURN_CODE)))
    return tuple(code for code in codes if code)


def _entries(value: object) -> list[Mapping[str, Any]]:
    if not isinstance(value, list):
        return []
    return [entry for entry in value[:MOST_ENTRIES] if isinstance(entry, dict)]


def _subject_entries(claims: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    credential = claims.get("vc")
    subject = credential.get("credentialSubject") if isinstance(credential, dict) else None
    return _entries(subject.get(name)) if isinstance(subject, dict) else []


def _name_parts(entry: Mapping[str, Any], kind: str) -> str:
    parts = _entries(entry.get("nameParts"))
    return " ".join(text(part.get("value")) for part in parts if part.get("type") == kind)


def _address_lines(entry: Mapping[str, Any]) -> tuple[str, ...]:
    lines = (" ".join(filter(None, (text(entry.get(p)) for p in parts))) for parts in _LINES)
    return tuple(line for line in lines if line)


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
