"""The diary as programs read it: moments with their offset, and what the local clock shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from moothall.bookings import queries
from moothall.bookings.rows import ActivityRow, BookingRow, SiteRow, Slot
from moothall.councils.rows import CouncilRow

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Telling:
    """Whom a program is told by, and how much: places by their keys, people only if it may."""

    council: CouncilRow
    places: Mapping[UUID, str] = field(default_factory=dict)
    with_people: bool = False

    def moment(self, moment: datetime) -> str:
        """Return a moment by the council's clock, with its offset (RFC 3339)."""
        return moment.astimezone(ZoneInfo(self.council.time_zone)).isoformat()

    def times(self, row: "Slot | BookingRow") -> Json:
        """Return when something begins and ends."""
        return {
            "starts_at": self.moment(row.starts_at),
            "ends_at": self.moment(row.ends_at),
            "local": {
                "day": row.local_on.isoformat(),
                "time": f"{row.local_time:%H:%M}",
                "zone": self.council.time_zone,
            },
            "place": self.places.get(row.site_id) if row.site_id else None,
        }

    def slot(self, slot: Slot) -> Json:
        """Return a free time."""
        return {
            **self.times(slot),
            "left": slot.left,
            "distance_metres": None if slot.distance is None else round(slot.distance),
        }

    def booking(self, row: BookingRow, secret: str) -> Json:
        """Return a booking; whom it is for, and its page, only to a program that may know."""
        told = {
            "id": str(row.id),
            "reference": row.reference,
            "status": row.status,
            "activity": row.activity_key,
            **self.times(row),
            "party_size": row.party_size,
            "is_video": row.is_video,
            "fee_pence": row.fee_pence,
            "deposit_pence": row.deposit_pence,
            "due_pence": row.due_pence,
            "has_open_questions": row.has_open_questions,
            "payment": row.payment,
            "refund_pence": row.refund_pence,
            "held_until": self.moment(row.held_until) if row.held_until else None,
            "change_until": self.moment(row.change_until),
            "cancel_until": self.moment(row.cancel_until),
            "is_closed": row.closure_id is not None,
            "group": str(row.group_id) if row.group_id else None,
            "version": row.version,
        }
        if self.with_people:
            told["person"] = {
                "name": row.name,
                "email": row.email,
                "phone": row.phone,
                "note": row.note,
                "language": row.language,
            }
            told["page"] = f"{self.council.url}/booking/{secret}/"
        return told

    def bookings(self, rows: Iterable[BookingRow]) -> list[Json]:
        """Return bookings; one query more where people may be known."""
        found = list(rows)
        secrets = queries.secrets_of([row.id for row in found]) if self.with_people else {}
        return [self.booking(row, secrets.get(row.id, "")) for row in found]


def activity_of(row: ActivityRow) -> Json:
    """Return something that can be booked."""
    return {
        "key": row.key,
        "name": dict(row.name),
        "description": dict(row.description),
        "bring": {language: list(lines) for language, lines in row.bring.items()},
        "duration_minutes": row.duration_minutes,
        "horizon_days": row.horizon_days,
        "hold_minutes": row.hold_minutes,
        "party_most": row.party_most,
        "together_most": row.together_most,
        "places_in_a_session": row.capacity,
        "fee_pence": row.fee_pence,
        "fee_is_each": row.fee_is_each,
        "fee_varies": row.has_fee_rules,
        "deposit_pence": row.deposit_pence,
        "form": row.form_key or None,
        "is_video": row.video == "always",
        "change_notice_hours": row.change_notice_hours,
        "cancel_notice_hours": row.cancel_notice_hours,
        "lgsl": row.lgsl,
    }


def place_of(row: SiteRow) -> Json:
    """Return a place, with how far away it is where somebody asked."""
    return {
        "key": row.key,
        "name": dict(row.name),
        "address": row.address,
        "directions": dict(row.directions),
        "features": list(row.features),
        "easting": row.easting,
        "northing": row.northing,
        "distance_metres": None if row.distance is None else round(row.distance),
    }
