"""
Agents who ask at a steady pace, whether they were answered or not: `python -m bench.pacing`.

Reads a plan from standard input and prints how long each answer took, counted from the moment at
which it was to be asked, so that a server that falls behind cannot hide it. A process of its own.
"""

import http.client
import itertools
import json
import queue
import re
import sys
import threading
import time
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

HOST = "127.0.0.1"
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]*)"')
GOOD = (http.HTTPStatus.OK, http.HTTPStatus.FOUND, http.HTTPStatus.SEE_OTHER)


class Browser:
    """One agent's browser, with the cookies that came."""

    def __init__(self, port: int, host: str, cookie: str) -> None:
        self.port, self.host = port, host
        self.cookies = {cookie.partition("=")[0]: cookie}
        self.token = ""
        self.sent_to = ""

    def ask(
        self,
        connection: http.client.HTTPConnection,
        path: str,
        typed: dict[str, str] | None = None,
    ) -> bytes:
        """
        Ask once, to read or to send what was typed; where sending leads is kept in `sent_to`.

        :raises RuntimeError: if it is refused
        """
        headers = {"Host": self.host, "Cookie": "; ".join(self.cookies.values())}
        body = None
        if typed is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"http://{self.host}"
            body = urlencode({**typed, "csrfmiddlewaretoken": self.token})
        connection.request("GET" if body is None else "POST", path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status not in GOOD or (typed is not None) != (answer.status != GOOD[0]):
            raise RuntimeError(f"{path} answered {answer.status}.")
        for cookie in answer.headers.get_all("Set-Cookie", []):
            for one in SimpleCookie(cookie).values():
                self.cookies[one.key] = f"{one.key}={one.value}"
        self.sent_to = answer.headers.get("Location", "")
        return content

    def take_token(self, connection: http.client.HTTPConnection, path: str) -> None:
        """
        Open a page with a form, of which what is sent later needs the token.

        :raises RuntimeError: if it has none
        """
        found = _TOKEN.search(self.ask(connection, path))
        if found is None:
            raise RuntimeError(f"{path} has no form.")
        self.token = found[1].decode()


class Crowd:
    """The agents' browsers, and what came of what they asked."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        self.browsers = [
            Browser(plan["port"], agent["host"], agent["cookie"]) for agent in plan["agents"]
        ]
        self.waiting: queue.Queue[tuple[float, int, str]] = queue.Queue()
        self.ends: list[list[str]] = [[] for _ in self.browsers]
        self.took: list[float] = []
        self.failed: list[str] = []

    def warm_up(self) -> None:
        """Let each agent open some pages, and take the token of the form where one is sent."""
        connection = http.client.HTTPConnection(HOST, self.plan["port"], timeout=60)
        for browser, agent in zip(self.browsers, self.plan["agents"], strict=True):
            for path in agent["paths"][: self.plan["warm_up"]]:
                browser.ask(connection, path)
            if self.plan["typed"]:
                browser.take_token(connection, agent["paths"][0])
        for turn in range(self.plan["requests"] if self.plan["begins"] else 0):
            number, begin = turn % len(self.browsers), turn // len(self.browsers)
            self._begin(connection, number, begin)
        connection.close()

    def _begin(self, connection: http.client.HTTPConnection, number: int, begin: int) -> None:
        """Begin what can be ended once: the agent's next path is then where beginning it led."""
        browser, paths = self.browsers[number], self.plan["agents"][number]["paths"]
        browser.ask(connection, paths[begin % len(paths)], self.plan["begins"])
        self.ends[number].append(browser.sent_to)

    def answer(self) -> None:
        """Ask what waits, one after the other, until there is nothing more."""
        connection = http.client.HTTPConnection(HOST, self.plan["port"], timeout=60)
        while (asked := self.waiting.get())[2]:
            at, number, path = asked
            try:
                self.browsers[number].ask(connection, path, self.plan["typed"] or None)
                self.took.append((time.perf_counter() - at) * 1000)
            except (OSError, RuntimeError, http.client.HTTPException) as error:
                self.failed.append(str(error))
                connection.close()
        connection.close()

    def go(self) -> None:
        """Let something be asked at every tick of the clock."""
        threads = [threading.Thread(target=self.answer) for _ in range(self.plan["connections"])]
        for thread in threads:
            thread.start()
        agents = zip(self.ends, self.plan["agents"], strict=True)
        paths = [itertools.cycle(ends or agent["paths"]) for ends, agent in agents]
        begun = time.perf_counter()
        for turn in range(self.plan["requests"]):
            at = begun + turn / self.plan["per_second"]
            time.sleep(max(0.0, at - time.perf_counter()))
            number = turn % len(self.browsers)
            self.waiting.put((at, number, next(paths[number])))
        for _ in threads:
            self.waiting.put((0.0, 0, ""))
        for thread in threads:
            thread.join()


def main(plan: dict[str, Any]) -> dict[str, Any]:
    """This will ask so many times at such a pace, over as many connections as are wanted."""
    crowd = Crowd(plan)
    crowd.warm_up()
    crowd.go()
    return {"milliseconds": crowd.took, "failed": crowd.failed[:5]}


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
