"""Our words into Open311's and back."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from moothall.connectors.ports import CaseToSend, StatusUpdate
from moothall.connectors.systems.open311.options import Options
from moothall.connectors.systems.open311.wire import text

#: What the standard asks for where a place is not known by a point.
NOT_PINPOINTED = "#NOTPINPOINTED#"

#: What is kept of a system's own names for things; longer ones of updates are told by a digest.
LONGEST_REFERENCE = 120
LONGEST_TOKEN = 200
LONGEST_KEY = 120


def to_form(case: CaseToSend, options: Options) -> dict[str, Any]:
    """Return the form of POST Service Request; empty values are left out."""
    first, _, last = case.name.strip().rpartition(" ")
    form: dict[str, Any] = {
        "service_code": case.external_code,
        "description": shortened(case.description, options.description_limit),
        "address_string": case.address,
        "first_name": first or last,
        "last_name": last if first else "",
        "email": case.email or options.email_required,
        "phone": case.phone,
        "requested_datetime": moment(case.requested_at),
    }
    if case.latitude is not None and case.longitude is not None:
        form["lat"] = f"{case.latitude:.6f}"
        form["long"] = f"{case.longitude:.6f}"
    elif not case.address:
        form["address_id"] = NOT_PINPOINTED
    if case.media_urls:
        form["media_url"] = case.media_urls[0]
    for code, value in case.attributes.items():
        key = f"attribute[{code}]"
        form[key if isinstance(value, str) else f"{key}[]"] = value
    if options.idempotency != "header":
        form[f"attribute[{options.external_id_attribute}]"] = case.idempotency_key
    return {name: value for name, value in form.items() if value not in ("", (), [])}


def to_update(answer: Mapping[str, Any], *, by: datetime) -> StatusUpdate | None:
    """Return an update, or nothing if it has no id or names no case that could be ours."""
    reference = text(answer, "service_request_id")
    key = text(answer, "update_id")
    if not (reference and key) or len(reference) > LONGEST_REFERENCE:
        return None
    return StatusUpdate(
        update_key=key if len(key) <= LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest(),
        reference=reference,
        status=text(answer, "status").upper(),
        description=text(answer, "description"),
        happened_at=read_moment(text(answer, "updated_datetime")) or by,
        raw=repr(dict(answer)),
    )


def moment(value: datetime) -> str:
    """Return the moment as W3C date and time in UTC, to the second."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_moment(value: str) -> datetime | None:
    """Read a W3C date and time; one without a zone is taken as UTC."""
    try:
        found = datetime.fromisoformat(value)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (OverflowError, ValueError):
        return None


def shortened(value: str, limit: int) -> str:
    """Return the text, cut at the system's limit with a sign that there is more."""
    return value if len(value) <= limit else value[: limit - 1].rstrip() + "…"
