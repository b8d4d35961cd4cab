"""Open311 GeoReport v2 as a server, in the British dialect."""

import re
import time
from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import HTTPException

from simulators.backoffice import asked, shown, wire
from simulators.backoffice.asked import RefusedError
from simulators.backoffice.jobs import Job, JobBook, NewJob
from simulators.backoffice.jurisdictions import Jurisdiction, Service
from simulators.trouble import Kind, Troubles

OPERATIONS = {
    "get_discovery": "asking what there is",
    "get_services": "asking for the list of services",
    "get_service": "asking what a service needs",
    "post_request": "sending a request",
    "get_requests": "asking for requests",
    "get_request": "asking for one request",
    "get_token": "asking what is behind a token",
    "get_updates": "asking for updates",
    "post_update": "sending an update",
}
_PATHS = (
    ("discovery", {"GET": "get_discovery"}),
    ("services", {"GET": "get_services"}),
    ("services/.+", {"GET": "get_service"}),
    ("requests", {"GET": "get_requests", "POST": "post_request"}),
    ("requests/.+", {"GET": "get_request"}),
    ("tokens/.+", {"GET": "get_token"}),
    ("servicerequestupdates", {"GET": "get_updates", "POST": "post_update"}),
)
TROUBLES = (
    Kind(
        "answer_twice",
        "Answer twice",
        "Answer one request with two service requests; the first is the right one.",
        {"second_is_a_stranger": False},
    ),
    Kind(
        "repeat_updates",
        "Repeat updates",
        "List every update twice, with the same number or a new one.",
        {"with_new_ids": False},
    ),
    Kind(
        "token",
        "Answer with a token",
        "The number follows after so many seconds.",
        {"seconds": 2.0},
    ),
    Kind("lists", "Short lists", "Answer every list with at most so many entries.", {"length": 0}),
    Kind(
        "forget_keys",
        "Forget the senders' keys",
        "Take a repeated request on as a new job, as most real systems do.",
    ),
    Kind(
        "clock",
        "Wrong clock",
        "Run ahead by so many seconds (behind, if below zero).",
        {"seconds": -120.0},
    ),
)
TOKEN_SECONDS = 2.0
MOST_REQUESTS = 1000


def operation_of(method: str, path: str) -> str | None:
    """Name what a request asks of the interface, if it asks anything."""
    wanted = re.fullmatch(r"/open311/v2/(.+)\.(?:xml|json)", path)
    if wanted is None:
        return None
    for pattern, operations in _PATHS:
        if re.fullmatch(pattern, wanted[1]):
            return operations.get("GET" if method == "HEAD" else method)
    return None


def error_shape(path: str, status: int, message: str) -> tuple[str, bytes]:
    """Write an error as the standard does."""
    extension = _extension(path)
    return wire.CONTENT_TYPES[extension], wire.write_errors(extension, [(status, message)])


class Open311:
    """The interface: it reads requests, asks the book of jobs and writes answers."""

    def __init__(
        self, book: JobBook, jurisdictions: Mapping[str, Jurisdiction], troubles: Troubles
    ) -> None:
        """Answer for these councils."""
        self._book = book
        self._jurisdictions = jurisdictions
        self._troubles = troubles

    def blueprint(self) -> Blueprint:
        """Lay out the addresses."""
        pages = Blueprint("open311", __name__, url_prefix="/open311/v2")
        add = pages.add_url_rule
        add("/discovery.<any(xml, json):form>", view_func=self.discovery)
        add("/services.<any(xml, json):form>", view_func=self.services)
        add("/services/<code>.<any(xml, json):form>", view_func=self.service)
        add("/requests.<any(xml, json):form>", view_func=self.requests)
        add("/requests.<any(xml, json):form>", view_func=self.post_request, methods=["POST"])
        add("/requests/<number>.<any(xml, json):form>", view_func=self.request)
        add("/tokens/<token>.<any(xml, json):form>", view_func=self.token)
        add("/servicerequestupdates.<any(xml, json):form>", view_func=self.updates)
        add(
            "/servicerequestupdates.<any(xml, json):form>",
            view_func=self.post_update,
            methods=["POST"],
        )
        pages.register_error_handler(RefusedError, _show_refusal)
        return pages

    def now(self) -> float:
        """Read this system's clock, which can be told to be wrong."""
        wrong = self._troubles.take("clock", "clock")
        return time.time() + (float(wrong["seconds"]) if wrong else 0.0)

    def discovery(self, form: str) -> Response:
        """Say where the interface is and what it speaks."""
        content: dict[str, wire.Value] = {
            "changeset": "2026-01-05T09:00:00+00:00",
            "contact": "Streetworks, systems desk: systems@streetworks.example",
            "key_service": "Ask the systems desk for an API key.",
            "endpoints": [
                {
                    "specification": "http://wiki.open311.org/GeoReport_v2",
                    "url": url_for("open311.discovery", form="xml", _external=True).removesuffix(
                        "/discovery.xml"
                    ),
                    "changeset": "2026-01-05T09:00:00+00:00",
                    "type": "test",
                    "formats": ["text/xml", "application/json"],
                }
            ],
        }
        return _answer(form, wire.write_one(form, "discovery", content))

    def services(self, form: str) -> Response:
        """List what a council may ask for."""
        rows: list[dict[str, wire.Value]] = [
            {
                "service_code": service.code,
                "service_name": service.name,
                "description": service.description,
                "metadata": True,
                "type": service.type,
                "keywords": ",".join(service.keywords),
                "group": service.group,
            }
            for service in self._jurisdiction().services.values()
        ]
        return self._list(form, "get_services", "services", "service", rows)

    def service(self, form: str, code: str) -> Response:
        """Say what a service needs to know."""
        service = self._service(self._jurisdiction(), code)
        attributes: list[wire.Value] = [
            {
                "variable": True,
                "code": attribute.code,
                "datatype": attribute.datatype,
                "required": attribute.required,
                "datatype_description": "",
                "order": order,
                "description": attribute.description,
                **({"automated": attribute.automated} if attribute.automated else {}),
                "values": [{"key": key, "name": name} for key, name in attribute.values.items()],
            }
            for order, attribute in enumerate(service.attributes, start=1)
        ]
        content: dict[str, wire.Value] = {"service_code": service.code, "attributes": attributes}
        return _answer(form, wire.write_one(form, "service_definition", content))

    def post_request(self, form: str) -> Response:
        """Take a request on."""
        jurisdiction = self._jurisdiction()
        asked.require_key(jurisdiction)
        service = self._service(jurisdiction, request.form.get("service_code", ""))
        attributes = asked.attributes()
        complaints = [*asked.place_complaints(), *asked.attribute_complaints(service, attributes)]
        if len(request.form.get("description", "")) > jurisdiction.description_limit:
            complaints.append(
                f"description is longer than {jurisdiction.description_limit} characters"
            )
        if complaints:
            raise RefusedError(400, *complaints)
        at = self.now()
        forgets = self._troubles.take("forget_keys", "post_request") is not None
        job = self._book.receive(
            jurisdiction,
            NewJob(
                service=service,
                content={
                    **{name: request.form.get(name, "") for name in asked.CONTENT_FIELDS},
                    "media_url": asked.media_urls(),
                    "attributes": attributes,
                },
                keys=asked.keys(),
                photos=[
                    (photo.filename or "", photo.mimetype, photo.read())
                    for photo in request.files.values()
                ],
            ),
            at=at,
            keys_are_honoured=not forgets,
        )
        return self._acknowledge(form, service, job, at)

    def _acknowledge(self, form: str, service: Service, job: Job, at: float) -> Response:
        """Answer with the job's number, or with a token for it."""
        told = self._troubles.take("token", "post_request")
        if told is not None or service.type == "batch":
            seconds = float(told["seconds"]) if told else TOKEN_SECONDS
            rows: list[dict[str, wire.Value]] = [
                {"token": self._book.issue_token(job, ready_at=at + seconds)}
            ]
        elif service.type == "blackbox":
            rows = [{"service_notice": service.notice, "account_id": None}]
        else:
            rows = [
                {
                    "service_request_id": job.service_request_id,
                    "service_notice": service.notice,
                    "account_id": None,
                }
            ]
        twice = self._troubles.take("answer_twice", "post_request")
        if twice is not None:
            stranger = {"service_request_id": f"{job.service_request_id}-2"}
            rows = [*rows, {**rows[0], **(stranger if twice["second_is_a_stranger"] else {})}]
        return _answer(form, wire.write_list(form, "service_requests", "request", rows))

    def token(self, form: str, token: str) -> Response:
        """Say which request is behind a token, once that is known."""
        found = self._book.behind_token(self._jurisdiction().id, token)
        if found is None:
            raise RefusedError(404, "token not found")
        number, ready_at = found
        known: dict[str, wire.Value] = {"service_request_id": number}
        row = {"token": token, **(known if self.now() >= ready_at else {})}
        return _answer(form, wire.write_list(form, "service_requests", "request", [row]))

    def requests(self, form: str) -> Response:
        """List requests: those named, or those of a while, newest first."""
        where: list[tuple[str, Sequence[object]]] = [
            ("jurisdiction = ?", [self._jurisdiction().id])
        ]
        named = asked.named("service_request_id")
        if named:
            where.append(asked.one_of("service_request_id", named))
        elif request.args.get("external_id"):
            where.append(
                (
                    "id IN (SELECT job_id FROM job_keys WHERE kind = 'external_id' AND key = ?)",
                    [request.args["external_id"]],
                )
            )
        else:
            where.append(("requested_at BETWEEN ? AND ?", asked.period(self.now())))
            if asked.named("service_code"):
                where.append(asked.one_of("service_code", asked.named("service_code")))
            if asked.named("status"):
                where.append(asked.with_state(asked.named("status")))
        size = min(request.args.get("page_size", MOST_REQUESTS, type=int), MOST_REQUESTS)
        page = max(request.args.get("page", 1, type=int), 1)
        jobs = self._book.choose(where, limit=max(size, 1), skip=(page - 1) * max(size, 1))
        rows = [shown.request_row(self._jurisdictions[job.jurisdiction], job) for job in jobs]
        return self._list(form, "get_requests", "service_requests", "request", rows)

    def request(self, form: str, number: str) -> Response:
        """Show one request."""
        jurisdiction = self._jurisdiction()
        job = self._book.find(number, jurisdiction=jurisdiction.id)
        if job is None:
            raise RefusedError(404, "service_request_id not found")
        rows = [shown.request_row(jurisdiction, job)]
        return _answer(form, wire.write_list(form, "service_requests", "request", rows))

    def updates(self, form: str) -> Response:
        """List what crews said in a while, oldest first."""
        jurisdiction = self._jurisdiction()
        start, end = asked.period(self.now())
        rows = [
            shown.update_row(update)
            for update in self._book.updates_between(jurisdiction.id, start, end)
        ]
        repeat = self._troubles.take("repeat_updates", "get_updates")
        if repeat is not None:
            suffix = "-again" if repeat["with_new_ids"] else ""
            rows = [
                one
                for row in rows
                for one in (row, {**row, "update_id": f"{row['update_id']}{suffix}"})
            ]
        return self._list(form, "get_updates", "service_request_updates", "request_update", rows)

    def post_update(self, form: str) -> Response:
        """Take what a council passes on about a job."""
        jurisdiction = self._jurisdiction()
        asked.require_key(jurisdiction)
        job = self._book.find(
            request.form.get("service_request_id", ""), jurisdiction=jurisdiction.id
        )
        if job is None:
            raise RefusedError(404, "service_request_id not found")
        if not request.form.get("description") and not request.form.get("media_url"):
            raise RefusedError(400, "description is required")
        number = self._book.add_follow_up(
            job,
            update_id=request.form.get("update_id") or request.headers.get("Idempotency-Key"),
            content={
                **{name: request.form.get(name, "") for name in asked.FOLLOW_UP_FIELDS},
                "media_url": asked.media_urls(),
            },
            at=self.now(),
        )
        rows: list[dict[str, wire.Value]] = [{"update_id": number}]
        return _answer(
            form, wire.write_list(form, "service_request_updates", "request_update", rows)
        )

    def _list(
        self,
        form: str,
        operation: str,
        root: str,
        item: str,
        rows: Sequence[Mapping[str, wire.Value]],
    ) -> Response:
        """Answer with a list, which can be told to be short."""
        short = self._troubles.take("lists", operation)
        if short is not None:
            rows = rows[: int(short["length"])]
        return _answer(form, wire.write_list(form, root, item, rows))

    def _jurisdiction(self) -> Jurisdiction:
        """Find the council that is asked about; there are several, so it must be named."""
        named = request.values.get("jurisdiction_id", "")
        if not named:
            raise RefusedError(400, "jurisdiction_id was not provided")
        found = self._jurisdictions.get(named)
        if found is None:
            raise RefusedError(404, "jurisdiction_id provided was not found")
        return found

    def _service(self, jurisdiction: Jurisdiction, code: str) -> Service:
        """Find a service of a council."""
        if not code:
            raise RefusedError(400, "service_code was not provided")
        if code not in jurisdiction.services:
            raise RefusedError(404, "service_code provided was not found")
        return jurisdiction.services[code]


def _show_refusal(refusal: Exception) -> Response:
    """Write a refusal in the standard's shape."""
    if not isinstance(refusal, RefusedError):
        raise refusal
    form = _extension(request.path)
    errors = [(refusal.status, reason) for reason in refusal.reasons]
    return _answer(form, wire.write_errors(form, errors), refusal.status)


def show_http_error(error: HTTPException) -> Response | HTTPException:
    """Write an unknown address of the interface in the standard's shape too."""
    if not request.path.startswith("/open311/"):
        return error
    form = _extension(request.path)
    status = error.code or 500
    return _answer(form, wire.write_errors(form, [(status, error.name)]), status)


def _answer(form: str, content: bytes, status: int = 200) -> Response:
    """Send an answer as what it is."""
    return Response(content, status, content_type=wire.CONTENT_TYPES[form])


def _extension(path: str) -> str:
    """Read the format from an address; XML, which the standard requires, if it is unclear."""
    return "json" if path.endswith(".json") else "xml"
