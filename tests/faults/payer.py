"""Somebody who fills a basket with three things, pays it, and tries again after each mishap."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx
import pytest

from tests.faults.open_shop import FEE, FORM, TOP_UP
from tests.installation import Installation, wait_until
from tests.resident import Resident

BILL = 3500
TOTAL = FEE + BILL + TOP_UP


@dataclass
class Payer:
    """One browser with the cookie of one basket."""

    running: Installation
    council: str
    basket_id: str
    secret: str
    resident: Resident = field(init=False)

    def __post_init__(self):
        self.resident = Resident(self.running, council=self.council, cookie=f"basket={self.secret}")

    @property
    def email(self):
        return f"payer-{self.basket_id}@resident.example"

    def attempt(self, path, data, point=""):
        """Send a form; where a point is named the web dies there, and it is sent once more."""
        if point:
            self.running.kill_at("web", point)
            with pytest.raises(httpx.HTTPError):
                self.resident._post(path, data)
            self.running.wait_for_death("web")
            self.running.let_a_minute_pass()
        return self.resident._post(path, data)

    def take_bill(self, point=""):
        """Put a bill into the basket; after a mishap the payer looks into the basket first."""
        bill = {"reference": "HB042", "amount": "35"}
        if point == "bill-in-basket":
            self.running.kill_at("web", point)
            with pytest.raises(httpx.HTTPError):
                self.resident._post("/pay/allotment/", bill)
            return
        self.attempt("/pay/allotment/", bill, point)

    def fill_in_form(self, point=""):
        path = self.resident.fill_in(FORM)
        done = self.attempt(path, {}, point)
        assert done.headers["location"] == "/basket/", done.text

    def shows_all(self):
        page = self.resident._get("/basket/").text
        return page.count('data-testid="line"') == 3 and "£65" in page

    def begin(self, point=""):
        """Press the button to pay, until a page leads on to the gateway."""
        page = self.attempt("/basket/pay/", {"email": self.email}, point)
        assert page.status_code == 200, page.text
        assert self.payment()["next_url"] in page.text.replace("&amp;", "&")

    def is_not_asked_about_by_the_clock(self):
        """Put the clock's question off, so that the payer's own return is the first to ask."""
        waiting = (
            "SELECT count(*) FROM procrastinate_jobs"
            " WHERE task_name = 'payments.check' AND status IN ('todo', 'doing')"
        )
        for _ in range(2):  # a question that is under way sets its own next time
            with self.running.connect() as database:
                database.execute(
                    "UPDATE payments_payment SET check_at = check_at + interval '1 hour'"
                    " WHERE basket_id = %s",
                    [self.basket_id],
                )
            wait_until(lambda: not self.running.count(waiting), what="The clock's question")

    def comes_back(self, address, point=""):
        """Come back from the gateway; where a point is named the web dies, and it is reloaded."""
        path = urlsplit(address).path
        if point:
            self.running.kill_at("web", point)
            with pytest.raises(httpx.HTTPError):
                self.resident._get(path)
            self.running.wait_for_death("web")
        page = self.resident._get(path)
        assert page.status_code == 200
        assert self.payment()["state"] == "paid"

    def payment(self):
        """Return the one payment of the basket."""
        columns = "id", "reference", "gateway_reference", "next_url", "state", "is_surplus"
        with self.running.connect() as database:
            rows = database.execute(
                f"SELECT {', '.join(columns)} FROM payments_payment WHERE basket_id = %s",
                [self.basket_id],
            ).fetchall()
        (row,) = rows
        return dict(zip(columns, row, strict=True))
