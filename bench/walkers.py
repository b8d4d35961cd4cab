"""
People who fill in a two-page form to its end, one form after the other, as fast as it lets them.

Reads a plan from standard input, prints how many were sent and how long each request took; a
process of its own. Every walker comes from addresses of its own: how often one may begin forms is
limited.
"""

import http.client
import json
import random
import re
import sys
import threading
import time
from typing import Any
from urllib.parse import urlencode

HOST = "127.0.0.1"
#: Fewer than one address may begin in an hour.
JOURNEYS_AN_ADDRESS = 400
_REVISION = re.compile(rb'name="revision" value="([^"]*)"')


class Walker:
    """Somebody with a browser that keeps its connection."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        self.took: list[float] = []
        self.sent = 0
        self.dice = random.Random()
        self._come_from_elsewhere()

    def _come_from_elsewhere(self) -> None:
        address = f"127.{self.dice.randrange(1, 255)}.{self.dice.randrange(255)}.7"
        self.connection = http.client.HTTPConnection(
            HOST, self.plan["port"], timeout=60, source_address=(address, 0)
        )

    def ask(self, method: str, path: str, typed: dict[str, str] | None = None) -> Any:
        """
        Send one request and note how long it took.

        :raises RuntimeError: if it is refused
        """
        headers = {"Host": self.plan["host"], "Sec-Fetch-Site": "same-origin"}
        body = None
        if typed is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(typed)
        begun = time.perf_counter()
        self.connection.request(method, path, body=body, headers=headers)
        answer = self.connection.getresponse()
        content = answer.read()
        self.took.append((time.perf_counter() - begun) * 1000)
        if answer.status >= http.HTTPStatus.BAD_REQUEST:
            raise RuntimeError(f"{method} {path}: {answer.status}")
        return answer.headers.get("Location", ""), content

    def walk(self) -> None:
        """Fill in the form from its start page to the confirmation."""
        start = self.plan["start"]
        self.ask("GET", start)
        here, _ = self.ask("POST", start, {})
        here, _ = self.ask("GET", here)
        for typed in self.plan["typed"]:
            _, content = self.ask("GET", here)
            revision = _REVISION.search(content)
            given = {**typed, "revision": revision[1].decode() if revision else ""}
            here, _ = self.ask("POST", here, {**given, "action": "continue"})
        self.ask("GET", here)
        done, _ = self.ask("POST", here, {})
        _, content = self.ask("GET", done)
        if b"govuk-panel" not in content:
            raise RuntimeError(f"{done} is no confirmation.")
        self.sent += 1
        if self.sent % JOURNEYS_AN_ADDRESS == 0:
            self.connection.close()
            self._come_from_elsewhere()


def main(plan: dict[str, Any]) -> dict[str, Any]:
    """This will let so many people walk for so long."""
    walkers = [Walker(plan) for _ in range(plan["people"])]
    failed: list[str] = []
    for walker in walkers:
        walker.walk()
        walker.took.clear()
        walker.sent = 0
    end = time.perf_counter() + plan["seconds"]

    def go(walker: Walker) -> None:
        try:
            while time.perf_counter() < end:
                walker.walk()
        except (OSError, RuntimeError, http.client.HTTPException) as error:
            failed.append(str(error))

    begun = time.perf_counter()
    threads = [threading.Thread(target=go, args=(walker,)) for walker in walkers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {
        "sent": sum(walker.sent for walker in walkers),
        "seconds": time.perf_counter() - begun,
        "milliseconds": [one for walker in walkers for one in walker.took],
        "failed": failed[:5],
    }


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
