"""The page on which texts and e-mails are read, and what tests may ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify, render_template, request

from simulators.notify.notifications import Notification, Register, as_json
from simulators.notify.services import Callback, Service

LOCAL = ZoneInfo("Europe/London")
PAGE_SIZE = 50
MESSAGES_SHOWN = 1000


@dataclass(frozen=True)
class Pages:
    """Notify's pages."""

    register: Register
    services: Mapping[str, Service]

    def blueprint(self) -> Blueprint:
        """Lay out the addresses."""
        pages = Blueprint(
            "pages",
            __name__,
            template_folder="templates",
            static_folder="static",
            static_url_path="/static",
        )
        pages.add_app_template_filter(_in_words, "moment")
        pages.add_url_rule("/", view_func=self.messages_page)
        pages.add_url_rule("/_messages.json", view_func=self.messages)
        pages.add_url_rule("/_callbacks", view_func=self.callbacks)
        pages.add_url_rule("/_callbacks", view_func=self.set_callback, methods=["POST"])
        return pages

    def messages_page(self) -> str:
        """Show the newest messages."""
        to = request.args.get("to", "")
        found = self._found(to, limit=PAGE_SIZE + 1, older_than=request.args.get("older_than", ""))
        return render_template(
            "messages.html",
            messages=found[:PAGE_SIZE],
            older=found[PAGE_SIZE - 1].id if len(found) > PAGE_SIZE else "",
            to=to,
        )

    def messages(self) -> Response:
        """Show messages, newest first, for tests."""
        found = self._found(
            request.args.get("to", ""),
            reference=request.args.get("reference", ""),
            limit=request.args.get("limit", MESSAGES_SHOWN, type=int),
        )
        return jsonify(count=len(found), messages=[as_json(one) for one in found])

    def callbacks(self) -> Response:
        """Show how telling the services went."""
        return jsonify(callbacks=self.register.callbacks())

    def set_callback(self) -> Response | tuple[Response, int]:
        """Set where a service wants to be told, as one does on Notify's own pages."""
        asked = request.get_json(silent=True)
        wanted = asked if isinstance(asked, dict) else {}
        service = self.services.get(str(wanted.get("service_id")))
        url, bearer_token = wanted.get("url"), wanted.get("bearer_token")
        if service is None or not isinstance(url, str) or not isinstance(bearer_token, str):
            return jsonify(error="Send a known service_id, a url and a bearer_token."), 400
        self.register.set_callback_address(service, Callback(url, bearer_token))
        return jsonify(service_id=service.id, url=url)

    def _found(
        self, to: str, *, limit: int, reference: str = "", older_than: str = ""
    ) -> list[Notification]:
        """Find messages by their recipient, however a telephone number is spaced."""
        recipient = to.strip().lower() if "@" in to else "".join(to.split())
        return self.register.newest(
            recipient=recipient, reference=reference, older_than=older_than, limit=limit
        )


def _in_words(seconds: float) -> str:
    """Write a moment for a reader."""
    return datetime.fromtimestamp(seconds, LOCAL).strftime("%-d %B %Y, %H:%M:%S")
