"""
Somebody who books over plain HTTP, and a crowd of them in a program of its own.

    python -m tests.faults.visitor ADDRESS HOST PATH COUNT

So many visitors look at a day, and the program says "ready" and waits for a line; then all press
the first time together. It prints a line of JSON for each: the answer's status, and which times it
offers instead.
"""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from urllib.parse import urlsplit

import httpx
from lxml import html

from tests.installation import Installation

PATIENCE = 120


#: A day with so many free times has some left that do not overlap the first.
WHOLE_DAY = 10


@dataclass
class Visitor:
    """Somebody without an account at one council's site."""

    installation: Installation
    council: str = "aldermoor"
    email: str = "wanda@resident.example"

    def first_day(self, activity: str) -> str:
        """Return the path of the first day on which there is a free time."""
        page = html.fromstring(self._get(f"/book/{activity}/").text)
        [first, *_] = page.xpath("//*[@data-testid='days']//a/@href")
        return urlsplit(first).path

    def whole_day(self, activity: str) -> str:
        """Return the path of the first day of which more than an evening is free."""
        page = html.fromstring(self._get(f"/book/{activity}/").text)
        days = [urlsplit(one).path for one in page.xpath("//*[@data-testid='days']//a/@href")]
        return next(day for day in days if len(self.times(day)[0]) >= WHOLE_DAY)

    def times(self, day: str) -> tuple[list[str], str]:
        """Return the times of a day as its buttons say them, and what marks this look at it."""
        return times_in(self._get(day).text)

    def keep(self, day: str, slot: str, once: str = "") -> httpx.Response:
        """Press a time."""
        return self.installation.post(day, {"slot": slot, "once": once}, host=self.council)

    def say_who(self, details: str) -> str:
        """Give name and address; return the path of the page on which all is looked over."""
        answer = self.installation.post(
            details, {"name": "Wanda Purse", "email": self.email}, host=self.council
        )
        assert answer.status_code == 302, answer.text
        return path_of(answer)

    def book(self, check: str) -> httpx.Response:
        """Press the last button."""
        return self.installation.post(check, {}, host=self.council)

    def _get(self, path: str) -> httpx.Response:
        answer = self.installation.get(path, host=self.council)
        assert answer.status_code == 200, answer.text
        return answer


def path_of(answer: httpx.Response) -> str:
    """Return where an answer leads."""
    assert answer.status_code == 302, (answer.status_code, answer.text)
    return urlsplit(answer.headers["location"]).path


def times_in(page: str) -> tuple[list[str], str]:
    """Return the times that a page offers, and what marks this look at it."""
    tree = html.fromstring(page)
    marks = tree.xpath("//input[@name='once']/@value")
    return tree.xpath("//*[@data-testid='times']//button/@value"), marks[0] if marks else ""


def offered_instead(page: str) -> list[str]:
    """Return the times that a page offers in place of one that is taken."""
    return html.fromstring(page).xpath("//*[@data-testid='next-best']//button/@value")


def main(address: str, host: str, day: str, count: int) -> None:
    """Let a crowd look at a day; when told, let all press its first time."""
    headers = {"Host": host, "Sec-Fetch-Site": "same-origin"}
    begin = Barrier(count)

    def look(_number: int) -> tuple[httpx.Client, dict[str, str]]:
        browser = httpx.Client(base_url=address, headers=headers, trust_env=False, timeout=PATIENCE)
        [first, *_], once = times_in(browser.get(day).text)
        return browser, {"slot": first, "once": once}

    def press(seen: tuple[httpx.Client, dict[str, str]]) -> list:
        browser, chosen = seen
        begin.wait(PATIENCE)
        answer = browser.post(day, data=chosen)
        browser.close()
        is_taken = answer.status_code == httpx.codes.CONFLICT
        return [answer.status_code, offered_instead(answer.text) if is_taken else []]

    with ThreadPoolExecutor(count) as crowd:
        seen = list(crowd.map(look, range(count)))
        print("ready", flush=True)
        sys.stdin.readline()
        for told in crowd.map(press, seen):
            print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
