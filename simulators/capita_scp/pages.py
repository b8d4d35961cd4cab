"""The page that shows all sales, and what tests may ask."""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify, render_template, request, url_for

from simulators.capita_scp.portals import Portal
from simulators.capita_scp.register import Register, Sale

LOCAL = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Pages:
    """Pay360's own pages."""

    register: Register
    portals: Mapping[int, Portal]

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
        pages.add_app_template_filter(_in_pounds, "pounds")
        pages.add_url_rule("/", view_func=self.home)
        pages.add_url_rule("/_sales.json", view_func=self.sales)
        return pages

    def home(self) -> str:
        """Show the newest sales."""
        wanted = request.args.get("reference", "").strip()
        found = self.register.newest(now=time.time(), reference=wanted)
        return render_template("sales.html", sales=found, portals=self.portals, wanted=wanted)

    def sales(self) -> Response:
        """Show sales, newest first, for tests."""
        found = self.register.newest(
            now=time.time(),
            reference=request.args.get("reference", ""),
            request_id=request.args.get("request_id", ""),
        )
        return jsonify(count=len(found), sales=[_as_json(sale) for sale in found])


def _as_json(sale: Sale) -> dict[str, object]:
    return {
        "scp_reference": sale.scp_reference,
        "page": url_for("payer.show", page_key=sale.page_key, _external=True),
        "state": "COMPLETE" if sale.status else "IN_PROGRESS",
        "status": sale.status,
        "opened": sale.opened_at is not None,
        "rejections": sale.rejections,
        "payment": sale.payment,
        **asdict(sale.order),
    }


def _in_words(seconds: float) -> str:
    """Write a moment for a reader."""
    return datetime.fromtimestamp(seconds, LOCAL).strftime("%-d %B %Y, %H:%M:%S")


def _in_pounds(pence: int) -> str:
    """Write an amount for a reader."""
    return f"£{pence // 100:,}.{pence % 100:02d}"
