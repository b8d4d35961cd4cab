"""Showing jobs and updates as Open311 does."""

from datetime import datetime

from simulators.backoffice import wire
from simulators.backoffice.jobs import STATUSES, Job, Update
from simulators.backoffice.jurisdictions import Jurisdiction


def request_row(jurisdiction: Jurisdiction, job: Job) -> dict[str, wire.Value]:
    """Show a job as the standard does."""
    expected = f"{job.scheduled_on}T17:00:00" if job.scheduled_on else ""
    return {
        "service_request_id": job.service_request_id,
        "status": "closed" if job.is_closed else "open",
        "status_notes": job.status_notes,
        "service_name": job.service_name,
        "service_code": job.service_code,
        "description": str(job.content["description"]),
        "agency_responsible": jurisdiction.agency,
        "service_notice": jurisdiction.services[job.service_code].notice
        if job.service_code in jurisdiction.services
        else "",
        "requested_datetime": wire.write_moment(job.requested_at),
        "updated_datetime": wire.write_moment(job.updated_at),
        "expected_datetime": datetime.fromisoformat(expected).replace(tzinfo=wire.LOCAL).isoformat()
        if expected
        else None,
        "address": str(job.content["address_string"]),
        "address_id": str(job.content["address_id"]),
        "zipcode": None,
        "lat": str(job.content["lat"]) or None,
        "long": str(job.content["long"]) or None,
        "media_url": _one_or_many(job.content["media_url"]),
    }


def update_row(update: Update) -> dict[str, wire.Value]:
    """Show an update as the British dialect does."""
    return {
        "update_id": update.update_id,
        "service_request_id": update.service_request_id,
        "status": update.status,
        "external_status_code": STATUSES[update.status].crew_code,
        "updated_datetime": wire.write_moment(update.at),
        "description": update.description,
        "media_url": None,
        **({"extras": {"scheduled_date": update.scheduled_on}} if update.scheduled_on else {}),
    }


def _one_or_many(urls: object) -> wire.Value:
    """Show no address, the one or the list."""
    found = [str(url) for url in urls] if isinstance(urls, list) else []
    return (found[0] if len(found) == 1 else [*found]) if found else None
