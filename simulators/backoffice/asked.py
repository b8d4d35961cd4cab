"""Reading what is asked of the interface, and saying what is wrong with it."""

import re
from collections.abc import Mapping, Sequence

from flask import request

from simulators.backoffice import wire
from simulators.backoffice.jobs import STATUSES
from simulators.backoffice.jurisdictions import Jurisdiction, Service

DEFAULT_DAYS = 90
DAY = 86400
KEY_FIELDS = {
    "external_id": ("external_id", "attribute[external_id]", "attribute[fixmystreet_id]"),
}
CONTENT_FIELDS = (
    "description", "address_string", "address_id", "email", "device_id", "account_id",
    "first_name", "last_name", "phone", "title", "lat", "long",
)  # fmt: skip
FOLLOW_UP_FIELDS = (
    "status", "description", "updated_datetime", "email", "first_name", "last_name", "title",
    "phone", "account_id",
)  # fmt: skip


class RefusedError(Exception):
    """The request cannot be answered, for these reasons."""

    def __init__(self, status: int, *reasons: str) -> None:
        """Refuse with this HTTP status."""
        super().__init__(*reasons)
        self.status = status
        self.reasons = reasons


def require_key(jurisdiction: Jurisdiction) -> None:
    """Let only the council itself write."""
    if request.values.get("api_key", "") not in jurisdiction.api_keys:
        raise RefusedError(403, "Missing or invalid api_key")


def keys() -> dict[str, str]:
    """Read the sender's own references, the surest first."""
    keys = {}
    if request.headers.get("Idempotency-Key"):
        keys["idempotency_key"] = request.headers["Idempotency-Key"]
    for kind, names in KEY_FIELDS.items():
        given = [request.form[name] for name in names if request.form.get(name)]
        if given:
            keys[kind] = given[0]
    return keys


def attributes() -> dict[str, list[str]]:
    """Read the answers to further questions; several values come by either spelling."""
    found: dict[str, list[str]] = {}
    for name, values in request.form.lists():
        wanted = re.fullmatch(r"attribute\[([^\]]+)\](?:\[\d*\])?", name)
        if wanted is not None:
            found.setdefault(wanted[1], []).extend(values)
    return found


def attribute_complaints(service: Service, given: Mapping[str, list[str]]) -> list[str]:
    """Say what is wrong with the answers to a service's questions."""
    complaints = (
        attribute.complaint_about(given.get(attribute.code, [])) for attribute in service.attributes
    )
    return [complaint for complaint in complaints if complaint is not None]


def place_complaints() -> list[str]:
    """Say what is wrong with the place; there has to be one of some kind."""
    lat, long = request.form.get("lat", ""), request.form.get("long", "")
    if lat or long:
        try:
            inside = abs(float(lat)) <= 90 and abs(float(long)) <= 180
        except ValueError:
            inside = False
        return [] if inside else ["lat and long must be decimal degrees (WGS84)"]
    if request.form.get("address_string") or request.form.get("address_id"):
        return []
    return ["a location is required: lat and long, address_string or address_id"]


def media_urls() -> list[str]:
    """Read the addresses of photos, of which there may be several."""
    return [url for url in request.form.getlist("media_url") if url]


def named(name: str) -> list[str]:
    """Read a list of values separated by commas."""
    return [one.strip() for one in request.args.get(name, "").split(",") if one.strip()]


def one_of(column: str, values: Sequence[object]) -> tuple[str, Sequence[object]]:
    """Ask for one of several values."""
    return f"{column} IN ({', '.join('?' * len(values))})", values


def with_state(states: Sequence[str]) -> tuple[str, Sequence[object]]:
    """Ask for what is open or closed; the standard knows only these two."""
    wanted = {state.lower() == "closed" for state in states}
    return one_of("status", [one.code for one in STATUSES.values() if one.closes in wanted])


def period(now: float) -> tuple[float, float]:
    """
    Read the time that is asked about: 90 days, unless it is said.

    :raises RefusedError: if a date is none, or names no time zone
    """
    try:
        end = request.args.get("end_date", "")
        until = wire.read_moment(end) if end else now + DAY
        start = request.args.get("start_date", "")
        since = wire.read_moment(start) if start else until - DEFAULT_DAYS * DAY
    except ValueError as mistake:
        raise RefusedError(
            400, "start_date and end_date must be W3C dates with a time zone"
        ) from mistake
    return since, until
