"""The pages on which one sees mandates and payments, and lets things happen to them."""

from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from simulators.gocardless.register import STEPS, Register, StepRefusedError

REASONS = ("", "ARUDD-0", "ARUDD-1", "ARUDD-2", "ARUDD-B", "ADDACS-1", "AUDDIS-5", "DDICA-5")


@dataclass(frozen=True)
class Pages:
    """What stands for the company's own dashboard, and for the banks."""

    register: Register

    def blueprint(self) -> Blueprint:
        """Lay out the addresses."""
        pages = Blueprint(
            "pages",
            __name__,
            template_folder="templates",
            static_folder="static",
            static_url_path="/static",
        )
        pages.add_url_rule("/", view_func=self.show)
        pages.add_url_rule("/_step", view_func=self.step, methods=["POST"])
        pages.add_url_rule("/_things.json", view_func=self.things)
        pages.add_url_rule("/_webhooks", view_func=self.set_endpoint, methods=["POST"])
        return pages

    def show(self) -> str:
        """Show mandates and payments, each with what can happen to it."""
        shown = {
            kind: [
                {**one, "steps": [n for n, (of, _to) in steps.items() if one["status"] in of]}
                for one in self.register.everything(kind)
            ]
            for kind, steps in STEPS.items()
        }
        mistake = request.args.get("mistake", "")
        return render_template("gocardless.html", shown=shown, reasons=REASONS, mistake=mistake)

    def step(self) -> AnyResponse | tuple[Response, int]:
        """Let something happen: from the page's form, or as JSON from a test."""
        sent = request.get_json(silent=True)
        asked = sent if isinstance(sent, dict) else request.form
        try:
            done = self.register.step(
                str(asked.get("kind")),
                str(asked.get("id")),
                str(asked.get("action")),
                reason_code=str(asked.get("reason_code") or ""),
            )
        except (StepRefusedError, LookupError) as mistake:
            if sent is None:
                return redirect(url_for("pages.show", mistake=str(mistake)), 303)
            return jsonify(error=str(mistake)), 409
        return redirect(url_for("pages.show"), 303) if sent is None else (jsonify(done), 200)

    def things(self) -> Response:
        """Show everything, for tests."""
        kinds = ("customers", "customer_bank_accounts", "mandates", "payments")
        return jsonify({kind: self.register.everything(kind) for kind in kinds})

    def set_endpoint(self) -> Response | tuple[Response, int]:
        """Set where events are told, as one does in the dashboard."""
        asked = request.get_json(silent=True) or {}
        url, secret = asked.get("url"), asked.get("secret")
        if not isinstance(url, str) or not url.startswith("http") or not isinstance(secret, str):
            return jsonify(error="Send a url and a secret."), 400
        self.register.set_endpoint(url, secret)
        return jsonify(url=url)
