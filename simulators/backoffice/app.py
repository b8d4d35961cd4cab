"""Puts Streetworks together from its parts."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from simulators import reception, trouble
from simulators.backoffice import jobs, open311
from simulators.backoffice.jurisdictions import Jurisdiction
from simulators.backoffice.screen import Screen
from simulators.ledger import Ledger
from simulators.panel import Panel

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

TITLE = "Streetworks"
LARGEST_UPLOAD = 32 * 1024 * 1024
JOBS_SHOWN = 100_000


def build(
    state: Path, jurisdictions: Mapping[str, Jurisdiction]
) -> "tuple[WSGIApplication, Ledger]":
    """Build the whole system upon what it remembers in this folder."""
    ledger = Ledger(state / "backoffice.sqlite3", trouble.SCHEMA, reception.SCHEMA, jobs.SCHEMA)
    troubles = trouble.Troubles(ledger, (*trouble.EVERYWHERE, *open311.TROUBLES))
    book = jobs.JobBook(ledger)
    interface = open311.Open311(book, jurisdictions, troubles)
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_UPLOAD
    app.register_error_handler(HTTPException, open311.show_http_error)
    app.register_blueprint(interface.blueprint())
    app.register_blueprint(Screen(book, jurisdictions, interface.now).blueprint())
    app.register_blueprint(
        Panel(
            title=TITLE,
            ledger=ledger,
            troubles=troubles,
            operations=open311.OPERATIONS,
            empty=lambda: ledger.empty(*jobs.TABLES, "received"),
        ).blueprint()
    )

    @app.get("/_jobs.json")
    def show_jobs() -> Response:
        """Show every job with all that is known of it, for tests."""
        where = [
            (condition, [value])
            for condition, value in (
                ("jurisdiction = ?", request.args.get("jurisdiction_id")),
                ("id IN (SELECT job_id FROM job_keys WHERE key = ?)", request.args.get("key")),
                (
                    "id IN (SELECT job_id FROM job_keys WHERE kind = 'external_id' AND key = ?)",
                    request.args.get("external_id"),
                ),
            )
            if value
        ]
        found = book.choose(where, limit=request.args.get("limit", JOBS_SHOWN, type=int))
        return jsonify(
            count=len(found),
            jobs=[_job_row(book, job) for job in found],
            jobs_per_key=book.jobs_per_key(),
        )

    reached = reception.Reception(
        app.wsgi_app,
        ledger=ledger,
        troubles=troubles,
        operation_of=open311.operation_of,
        error_shape=open311.error_shape,
    )
    return reached, ledger


def _job_row(book: jobs.JobBook, job: jobs.Job) -> dict[str, object]:
    """Show all that is known of a job."""
    return {
        "service_request_id": job.service_request_id,
        "jurisdiction_id": job.jurisdiction,
        "service_code": job.service_code,
        "status": job.status,
        "status_notes": job.status_notes,
        "scheduled_on": job.scheduled_on,
        "requested_at": job.requested_at,
        "updated_at": job.updated_at,
        "times_received": job.times_received,
        "keys": book.keys_of(job),
        **job.content,
        "photos": len(job.photos),
        "updates": [
            {
                "update_id": update.update_id,
                "status": update.status,
                "description": update.description,
                "at": update.at,
            }
            for update in job.updates
        ],
        "follow_ups": job.follow_ups,
    }
