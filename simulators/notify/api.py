"""Notify's API, version 2: texts and e-mails."""

import re
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, request, url_for

from simulators.notify.notifications import PAGE_SIZE, New, Notification, Register
from simulators.notify.postman import write_moment
from simulators.notify.refusals import RefusedError, bad_request, error_body, validation
from simulators.notify.services import ApiKey, Service, Template
from simulators.notify.tokens import authenticate
from simulators.notify.wording import fill, read_email_address, read_phone_number
from simulators.trouble import Kind, Troubles

OPERATIONS = {
    "post_sms": "sending a text",
    "post_email": "sending an e-mail",
    "get_notification": "asking about one notification",
    "get_notifications": "asking about notifications",
}
TROUBLES = (
    Kind(
        "rate_limit",
        "Say that it is too much",
        "Answer HTTP 429: too many in this minute, or today.",
        {"for_today": False},
        ("post",),
    ),
)
RECIPIENT_FIELDS = {"sms": "phone_number", "email": "email_address"}
FIELDS = {
    "sms": {"phone_number", "template_id", "personalisation", "reference", "sms_sender_id"},
    "email": {
        "email_address", "template_id", "personalisation", "reference", "email_reply_to_id",
        "one_click_unsubscribe_url", "sanitise_content_for",
    },
}  # fmt: skip


def operation_of(method: str, path: str) -> str | None:
    """Name what a request asks of the API, if it asks anything."""
    if method == "POST" and path in {"/v2/notifications/sms", "/v2/notifications/email"}:
        return f"post_{path.rpartition('/')[2]}"
    if method == "GET" and path == "/v2/notifications":
        return "get_notifications"
    if method == "GET" and re.fullmatch(r"/v2/notifications/[^/]+", path):
        return "get_notification"
    return None


def error_shape(path: str, status: int, message: str) -> tuple[str, bytes]:
    """Write an error as Notify does."""
    del path
    names = {400: "BadRequestError", 403: "AuthError", 429: "TooManyRequestsError"}
    known = status in names
    body = error_body(
        status, names.get(status, "Exception"), message if known else "Internal server error"
    )
    return "application/json", body


@dataclass(frozen=True)
class Api:
    """The API: it reads requests, asks the register and writes answers."""

    register: Register
    services: Mapping[str, Service]
    troubles: Troubles
    pace: float

    def blueprint(self) -> Blueprint:
        """Lay out the addresses."""
        pages = Blueprint("api", __name__, url_prefix="/v2")
        pages.add_url_rule(
            "/notifications/<any(sms, email):kind>", view_func=self.send, methods=["POST"]
        )
        pages.add_url_rule("/notifications/<notification_id>", view_func=self.show)
        pages.add_url_rule("/notifications", view_func=self.show_all)
        pages.register_error_handler(RefusedError, _show_refusal)
        return pages

    def send(self, kind: str) -> tuple[Response, int]:
        """Take a text or an e-mail on."""
        service, key = self._caller()
        asked = _asked(kind)
        self._check_limits(key)
        written = str(asked[RECIPIENT_FIELDS[kind]])
        plain = read_phone_number(written) if kind == "sms" else read_email_address(written)
        if key.type == "team" and plain not in service.guest_list:
            raise bad_request("Can’t send to this recipient using a team-only API key")
        template = _template(service, kind, str(asked["template_id"]))
        personalisation = asked.get("personalisation")
        subject, body = fill(template, personalisation if isinstance(personalisation, dict) else {})
        reference = asked.get("reference")
        now = time.time()
        notification = self.register.take_on(
            New(
                service=service,
                template=template,
                recipient=written,
                plain_recipient=plain,
                reference=None if reference is None else str(reference),
                subject=subject,
                body=body,
            ),
            at=now,
            due_at=now + self.pace,
        )
        return jsonify(_acknowledgement(notification)), 201

    def show(self, notification_id: str) -> Response:
        """Show one notification."""
        service, _ = self._caller()
        if not _is_uuid(notification_id):
            raise validation("notification_id is not a valid UUID")
        found = self.register.find(service.id, notification_id)
        if found is None:
            raise RefusedError(404, "NoResultFound", "No result found")
        return jsonify(_shown(found))

    def show_all(self) -> Response:
        """Show notifications, newest first, a page at a time."""
        service, _ = self._caller()
        found = self.register.newest(
            service_id=service.id,
            reference=request.args.get("reference", ""),
            status=request.args.get("status", ""),
            kind=request.args.get("template_type", ""),
            older_than=request.args.get("older_than", ""),
        )
        links = {"current": request.url}
        if len(found) == PAGE_SIZE:
            links["next"] = url_for("api.show_all", older_than=found[-1].id, _external=True)
        return jsonify(notifications=[_shown(one) for one in found], links=links)

    def _caller(self) -> tuple[Service, ApiKey]:
        """Find out who is asking."""
        return authenticate(
            request.headers.get("Authorization", ""), self.services, now=time.time()
        )

    def _check_limits(self, key: ApiKey) -> None:
        """Refuse what is too much, when told to."""
        told = self.troubles.take("rate_limit", f"post_{request.path.rpartition('/')[2]}")
        if told is None:
            return
        if told["for_today"]:
            raise RefusedError(
                429, "TooManyRequestsError", "Exceeded send limits (sms: 250000) for today"
            )
        raise RefusedError(
            429,
            "RateLimitError",
            f"Exceeded rate limit for key type {key.type.upper()} of 3000 requests per 60 seconds",
        )


def _show_refusal(refusal: Exception) -> Response:
    """Write a refusal in Notify's shape."""
    if not isinstance(refusal, RefusedError):
        raise refusal
    return Response(refusal.body, refusal.status, content_type="application/json")


def _asked(kind: str) -> dict[str, object]:
    """Read what is to be sent, and check its shape."""
    asked = request.get_json(force=True, silent=True)
    if not isinstance(asked, dict):
        raise bad_request("Invalid JSON supplied in POST data")
    recipient = RECIPIENT_FIELDS[kind]
    complaints = [
        f"{name} is a required property" for name in (recipient, "template_id") if name not in asked
    ]
    complaints += [
        f"Additional properties are not allowed ({name} was unexpected)"
        for name in asked
        if name not in FIELDS[kind]
    ]
    if recipient in asked and not isinstance(asked[recipient], str):
        complaints.append(f"{recipient} {asked[recipient]} is not of type string")
    if "template_id" in asked and not _is_uuid(str(asked["template_id"])):
        complaints.append("template_id is not a valid UUID")
    if not isinstance(asked.get("personalisation", {}), dict):
        complaints.append(f"personalisation {asked['personalisation']} is not of type object")
    if complaints:
        raise validation(*complaints)
    return asked


def _template(service: Service, kind: str, template_id: str) -> Template:
    """Find the wording."""
    template = service.templates.get(template_id)
    if template is None:
        raise bad_request("Template not found")
    if template.type != kind:
        raise bad_request(f"{template.type} template is not suitable for {kind} notification")
    return template


def _template_link(notification: Notification) -> dict[str, object]:
    """Point to a notification's wording."""
    return {
        "id": notification.template_id,
        "version": notification.template_version,
        "uri": f"{request.url_root}v2/template/{notification.template_id}",
    }


def _acknowledgement(notification: Notification) -> dict[str, object]:
    """Answer that a notification was taken on."""
    content = (
        {"body": notification.body, "from_number": notification.sender}
        if notification.type == "sms"
        else {
            "subject": notification.subject,
            "body": notification.body,
            "from_email": notification.sender,
        }
    )
    return {
        "id": notification.id,
        "reference": notification.reference,
        "content": content,
        "uri": f"{request.url_root}v2/notifications/{notification.id}",
        "template": _template_link(notification),
    }


def _shown(notification: Notification) -> dict[str, object]:
    """Show a notification as Notify does."""
    is_text = notification.type == "sms"
    return {
        "id": notification.id,
        "reference": notification.reference,
        "email_address": None if is_text else notification.recipient,
        "phone_number": notification.recipient if is_text else None,
        **{f"line_{number}": None for number in range(1, 8)},
        "postage": None,
        "type": notification.type,
        "status": notification.status,
        "template": _template_link(notification),
        "body": notification.body,
        "subject": None if is_text else notification.subject,
        "created_at": write_moment(notification.created_at),
        "created_by_name": None,
        "sent_at": write_moment(notification.sent_at),
        "completed_at": write_moment(notification.completed_at),
        "scheduled_for": None,
        "one_click_unsubscribe": None,
    }


def _is_uuid(text: str) -> bool:
    """Tell whether this reads as a UUID."""
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
