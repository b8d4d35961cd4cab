"""The pages that every simulator has: is it ready, what was it told, what did it receive."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from simulators.ledger import Ledger
from simulators.reception import received
from simulators.trouble import Troubles, UnknownTroubleError

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src * data:; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)


@dataclass(frozen=True)
class Panel:
    """The pages under ``/_control``, ``/_received.json``, ``/_ready`` and ``/trouble``."""

    title: str
    ledger: Ledger
    troubles: Troubles
    operations: Mapping[str, str]
    """The names of what the interface can be asked, each in plain words."""
    empty: Callable[[], None]
    """Forgets all that the simulator was told."""

    def blueprint(self) -> Blueprint:
        """Lay out the addresses, and guard all pages of the program."""
        pages = Blueprint("panel", __name__, template_folder="templates")
        pages.before_app_request(_refuse_other_sites)
        pages.after_app_request(_harden)
        pages.add_url_rule("/_ready", view_func=self.ready)
        pages.add_url_rule("/_control", view_func=self.show_control)
        pages.add_url_rule("/_control", view_func=self.control, methods=["POST"])
        pages.add_url_rule("/_received.json", view_func=self.show_received)
        pages.add_url_rule("/trouble", view_func=self.show_trouble)
        pages.add_url_rule("/trouble", view_func=self.change_trouble, methods=["POST"])
        return pages

    def ready(self) -> Response:
        """Say that requests are being answered."""
        return jsonify(ready=True, program=self.title)

    def show_control(self) -> Response:
        """Show what is in force and what there is."""
        return jsonify(
            program=self.title,
            troubles={name: held.as_json() for name, held in self.troubles.standing().items()},
            available={
                kind.name: {"explanation": kind.explanation, "options": dict(kind.options)}
                for kind in self.troubles.kinds.values()
            },
            operations=dict(self.operations),
        )

    def control(self) -> Response | tuple[Response, int]:
        """Put troubles in force or end them; ``calm`` ends all, ``empty`` forgets all."""
        wishes = request.get_json(silent=True)
        if not isinstance(wishes, dict):
            return jsonify(error="Send a JSON object."), 400
        calm, forget = wishes.pop("calm", False), wishes.pop("empty", False)
        try:
            self.troubles.tell(wishes, calm_first=bool(calm))
        except UnknownTroubleError as mistake:
            return jsonify(error=str(mistake)), 400
        if forget:
            self.empty()
        return self.show_control()

    def show_received(self) -> Response:
        """Show the requests that came in, word for word, newest first."""
        return jsonify(
            requests=received(
                self.ledger,
                operation=request.args.get("operation", ""),
                limit=request.args.get("limit", 200, type=int),
            )
        )

    def show_trouble(self) -> str:
        """Offer the troubles as a page."""
        return render_template(
            "trouble.html",
            kinds=self.troubles.kinds.values(),
            standing=self.troubles.standing(),
            operations=self.operations,
            mistake=request.args.get("mistake", ""),
        )

    def change_trouble(self) -> AnyResponse:
        """Put one trouble in force, or end one or all."""
        if request.form.get("calm"):
            self.troubles.calm()
            return redirect(url_for("panel.show_trouble"), 303)
        name = request.form.get("name", "")
        try:
            self.troubles.tell({name: self._wish(name) if request.form.get("begin") else None})
        except (UnknownTroubleError, ValueError) as mistake:
            return redirect(url_for("panel.show_trouble", mistake=str(mistake)), 303)
        return redirect(url_for("panel.show_trouble"), 303)

    def _wish(self, name: str) -> dict[str, object]:
        """
        Read a trouble's own small form.

        :raises ValueError: if a number is not one
        """
        kind = self.troubles.kinds.get(name)
        if kind is None:
            return {}
        wish: dict[str, object] = {}
        if request.form.get("times", "").strip():
            wish["times"] = int(request.form["times"])
        if request.form.get("only"):
            wish["only"] = request.form["only"]
        for option, default in kind.options.items():
            written = request.form.get(f"option-{option}", "").strip()
            if isinstance(default, bool):
                wish[option] = bool(written)
            elif written:
                wish[option] = type(default)(written)
        return wish


def _refuse_other_sites() -> None:
    """Refuse a form that some other web site makes a reader's browser send."""
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(403)


def _harden(response: Response) -> Response:
    """Forbid scripts, and framing by others."""
    response.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response
