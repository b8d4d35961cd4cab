"""An agent at work in a browser: each page is looked at, each click towards a wrap-up counted."""

from dataclasses import dataclass, field

import httpx
from playwright.sync_api import Page, expect

from tests.installation import Installation, wait_until

#: What the agent's pages say of each council: its whole name, and what stands on a contact.
COUNCILS = {"aldermoor": "Aldermoor", "cwm-helyg": "Cwm Helyg"}
NUMBERS = {"aldermoor": "01632 960100", "cwm-helyg": "01632 960200"}
EXTENSION = "2101"
MOST_CLICKS = 2
SERVER_ERROR = 500


@dataclass
class Exchange:
    """The simulated telephone exchange, which tells the product what happens to calls."""

    url: str
    talk: httpx.Client = field(default_factory=lambda: httpx.Client(trust_env=False, timeout=20))

    def tell(self, address: str, host: str, secret: str) -> None:
        """Say where events are told."""
        self._post("/_webhooks", url=address, host=host, secret=secret)

    def ring(self, caller: str, council: str) -> str:
        """Ring a council's number, answer at the agent's extension, and return the call."""
        call = self._post("/_ring", to=NUMBERS[council], agents=[EXTENSION], **{"from": caller})
        self._post(f"/_calls/{call['id']}/answer", extension=EXTENSION)
        self.until_told()
        return call["id"]

    def hang_up(self, call: str) -> None:
        """End a call."""
        self._post(f"/_calls/{call}/hang-up", cause="hangup")
        self.until_told()

    def until_told(self) -> None:
        """Wait until the product has heard everything."""
        wait_until(
            lambda: all(one["outcome"] == "204" for one in self._events()), what="The events"
        )

    def _events(self) -> list[dict]:
        return self.talk.get(f"{self.url}/_calls.json").json()["events"]

    def _post(self, path: str, **asked) -> dict:
        answer = self.talk.post(f"{self.url}{path}", json=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()


@dataclass
class Agent:
    """Somebody who serves both councils, one contact after the other."""

    running: Installation
    page: Page
    exchange: Exchange
    people: dict
    council: str = ""
    call: str = ""
    clicks: int = 0
    pages: int = 0
    broken: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Hear of every page that a server could not make."""
        self.page.on(
            "response",
            lambda came: (
                self.broken.append(f"{came.status} {came.url}")
                if came.status >= SERVER_ERROR
                else None
            ),
        )

    # Pages, none of which leaves open for whom the agent acts

    def open(self, path: str, *, council: str = "") -> None:
        """Go to a page of the workspace, from here on for one council if that is said."""
        self.council = council or self.council
        self.page.goto(self.running.url(path))
        self.look()

    def press(self, test_id: str) -> None:
        """Press what leads to another page."""
        self.lead(self.page.get_by_test_id(test_id).first)

    def lead(self, what) -> None:
        """Click on something, and look at the page that it leads to."""
        self.clicks += 1
        with self.page.expect_navigation():
            what.click()
        self.look()

    def choose(self, name: str, value: str) -> None:
        """Choose one of a group of radio buttons."""
        self.clicks += 1
        self.page.locator(f'main input[name="{name}"][value="{value}"]').check()

    def look(self) -> None:
        """Fail unless the page says for which council it acts, in a contact for that one alone."""
        self.pages += 1
        if self.council:
            self.see_council(self.council)
        else:
            mark = self.page.get_by_test_id("acting-for")
            for name in COUNCILS.values():
                expect(mark).to_contain_text(name)

    def see_council(self, council: str) -> None:
        """Fail unless the mark of this council, and of no other, stands at the top of the page."""
        mark = self.page.get_by_test_id("acting-for")
        expect(mark).to_contain_text(COUNCILS[council])
        for slug, name in COUNCILS.items():
            if slug != council:
                expect(mark).not_to_contain_text(name)
        strip = self.page.get_by_test_id("contact-council")
        if strip.count():
            expect(strip).to_have_text(COUNCILS[council])

    # How a contact begins

    def answer(self, council: str, caller: str, take: str = "take-as") -> None:
        """Take a call that pops up."""
        self.call = self.exchange.ring(caller, council)
        self.open("/workspace/calls/")
        expect(self.page.get_by_test_id("pop-council")).to_have_text(COUNCILS[council])
        self.council = council
        self.press(take)
        expect(self.page.get_by_test_id("contact-council")).to_have_text(COUNCILS[council])

    def meet(self, council: str, key: str, channel: str) -> None:
        """Find somebody by name and begin with them, in whatever way they are in touch."""
        self.find(self.people[key]["name"], council)
        self.choose("channel", channel)

    def meet_nobody(self, council: str, channel: str) -> None:
        """Begin with somebody who gives no name."""
        self.open("/workspace/calls/new/")
        self.council = council
        self.press(f"no-name-{council}")
        self.choose("channel", channel)

    def find(self, text: str, council: str) -> None:
        """Look for somebody and choose them."""
        self.open(f"/workspace/calls/new/?q={text}")
        self.council = council
        self.press("choose-person")

    # What is done, and how it ends

    def say(self, words: str) -> None:
        """Write down what it was about."""
        self.page.locator("#id_summary").fill(words)

    def keep(self, words: str) -> None:
        """Write it down and wait until it is kept, to go elsewhere meanwhile."""
        self.say(words)
        expect(self.page.get_by_text("Kept", exact=True)).to_be_visible()

    def do(self, outcome: str) -> None:
        """Choose what happens next and go on to it; from here on clicks count."""
        self.choose("outcome", outcome)
        self.press("continue")
        self.clicks = 0

    def done(self) -> None:
        """Count from here how many clicks it takes to be free again."""
        self.clicks = 0

    def wrap_up(self, *, outcome: str, avoidable: str, chosen: bool = False) -> None:
        """Finish: what is proposed is right, unless the agent must choose why it was avoidable."""
        page = self.page
        if self.call:
            self.exchange.hang_up(self.call)
            self.call = ""
        if not page.url.split("?")[0].endswith("/wrap-up/"):
            self.press("strip-wrap-up")
        if chosen:
            self.choose("avoidable", avoidable)
        expect(page.locator(f'[name=avoidable][value="{avoidable}"]')).to_be_checked()
        expect(page.locator(f'[name=outcome][value="{outcome}"]')).to_be_checked()
        self.clicks += 1
        council, self.council = self.council, ""
        with page.expect_navigation():
            page.get_by_test_id("finish").click()
        expect(page.get_by_test_id("flash").first).to_have_text("The contact is written down.")
        expect(page.get_by_test_id("contact-strip")).to_have_count(0)
        self.pages += 1
        expect(page.get_by_test_id("acting-for")).to_contain_text(COUNCILS[council])
        assert self.clicks <= MOST_CLICKS, f"{self.clicks} clicks to wrap up"
