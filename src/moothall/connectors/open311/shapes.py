"""What the standard calls things: our rows as its mappings. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from moothall.connectors.open311.questions import OfferedQuestion
from moothall.connectors.open311.records import RequestRow, UpdateRow
from moothall.connectors.status_words import extended_status, standard_status
from moothall.councils.rows import CouncilRow, ServiceTypeRow

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"

#: Our question types in the standard's words.
DATATYPES = {
    "radios": "singlevaluelist",
    "select": "singlevaluelist",
    "checkboxes": "multivaluelist",
    "number": "number",
    "date": "datetime",
    "textarea": "text",
}


def discovery(council: CouncilRow, *, changed_at: datetime) -> dict[str, Any]:
    """Return the discovery document of a council's endpoint."""
    return {
        "changeset": moment(changed_at),
        "contact": f"{council.contact.email}, {council.contact.phone}",
        "key_service": f"Write to {council.contact.email} for an api_key.",
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": f"{council.url}/open311/v2",
                "changeset": moment(changed_at),
                "type": "production",
                "formats": ["application/json", "text/xml"],
            }
        ],
    }


def service(row: ServiceTypeRow, *, has_metadata: bool) -> dict[str, Any]:
    """Return one entry of the service list."""
    return {
        "service_code": row.slug,
        "service_name": row.name,
        "description": row.summary,
        "metadata": has_metadata,
        "type": "realtime",
        "keywords": ",".join(row.synonyms),
        "group": row.team_name,
    }


def definition(service_code: str, questions: Iterable[OfferedQuestion]) -> dict[str, Any]:
    """Return a service's definition: what else is asked about it."""
    return {
        "service_code": service_code,
        "attributes": [
            {
                "variable": True,
                "code": question.key,
                "datatype": DATATYPES.get(question.kind, "string"),
                "required": question.is_required,
                "datatype_description": question.hint,
                "order": order,
                "description": question.label,
                "values": [{"key": key, "name": name} for key, name in question.options],
            }
            for order, question in enumerate(questions, start=1)
        ],
    }


def request(row: RequestRow) -> dict[str, Any]:
    """
    Return a service request; only the program that opened it is told what a person typed.

    Others learn what, where and how far: no description, address or photograph.
    """
    shape: dict[str, Any] = {
        "service_request_id": row.reference,
        "status": standard_status(row.status),
        "status_notes": row.status_words,
        "service_name": row.service_name,
        "service_code": row.service_slug,
        "requested_datetime": moment(row.created_at),
        "updated_datetime": moment(row.updated_at),
        "expected_datetime": moment(row.due_at),
        "agency_responsible": row.team_name,
        "lat": row.latitude,
        "long": row.longitude,
    }
    if row.is_theirs:
        shape |= {"description": row.summary, "address": row.place}
    return {name: value for name, value in shape.items() if value is not None}


def updates(rows: Sequence[UpdateRow]) -> list[Mapping[str, Any]]:
    """Return the service request updates, in the extended British vocabulary."""
    return [
        {
            "update_id": str(row.id),
            "service_request_id": row.reference,
            "status": extended_status(row.status),
            "updated_datetime": moment(row.happened_at),
            "description": row.text,
        }
        for row in rows
    ]


def moment(value: datetime) -> str:
    """Return the moment as W3C date and time in UTC, to the second."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
