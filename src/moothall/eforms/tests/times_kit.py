"""Scenery for tests of times that are chosen within a form: a diary, a form, a person."""

import re

from moothall.bookings.models import Booking
from moothall.bookings.tests.kit import Diary, activity, room
from moothall.eforms.models import Draft
from moothall.eforms.tests.browser import Browser
from moothall.eforms.tests.factories import document, options, page, publish, question, text
from moothall.kernel.scope import acting_for

#: The day after the tests' now, a Thursday.
DAY = "2026-11-19"
WHEN = "Thursday 19 November 2026 at 9:30am"


def form(*, settings=None, before=(), more=(), **rest):
    """Return a form that asks for a time, for whom it is, and why."""
    return document(
        *before,
        page(
            "when",
            question("slot", "booking", settings={"activity": "birth", **(settings or {})}),
        ),
        page(
            "you",
            question("who", "name", name="person.name"),
            question("mail", "email", name="person.email"),
            title=text("You"),
        ),
        *more,
        page("why", question("why")),
        **rest,
    )


class Town:
    """A council with a diary and a form, and people who fill it in without scripts."""

    def __init__(self, council, now, **activities):
        self.council, self.now = council, now
        with acting_for(council.id):
            self.diary = Diary(council, now)
            self.diary.open(
                room("one"),
                activities=[
                    activity("birth", bring={"en": ["The red book"]}, **activities),
                    activity("death"),
                ],
            )

    def publish(self, document=None):
        publish(self.council, document or form(), self.now)
        return self

    def somebody(self, client, prefix=""):
        return Browser(client, host=f"{self.council.slug}.test", prefix=prefix)

    def slot(self, clock, day=DAY):
        """Return what the button of a time sends."""
        with acting_for(self.council.id):
            site = self.diary.site()
            return f"{self.diary.at(day, clock):%Y%m%dT%H%M}Z.{site.pk}"

    def bookings(self):
        with acting_for(self.council.id):
            return list(Booking.objects.order_by("number"))

    def statuses(self):
        return [one.status for one in self.bookings()]

    def draft(self):
        with acting_for(self.council.id):
            return Draft.objects.get()


def choose(browser, town, clock="09:30", day=DAY, name="slot"):
    """Go to the day on the page of the question and press the time's button."""
    path = browser.path.split("?")[0]
    browser.get(f"{path}?day={day}")
    return browser.post({name: town.slot(clock, day)}, path=path)


def tell(browser):
    """Fill in the pages after the time, up to the check page."""
    browser.post({"who": "Ann Person", "mail": "ann@example.test"})
    browser.post({"why": "Because"})


def words(browser):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", browser.html))


__all__ = [
    "DAY",
    "WHEN",
    "Town",
    "choose",
    "form",
    "options",
    "page",
    "question",
    "tell",
    "text",
    "words",
]
