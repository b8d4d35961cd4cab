"""
People who sign in with a code by e-mail, each time in a new browser and from another address.

Reads a plan from standard input, prints how many came to their account; a process of its own. The
code is taken from the queue, where it waits for the worker who would mail it.
"""

import http.client
import itertools
import json
import random
import re
import sys
import threading
import time
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg

HOST = "127.0.0.1"
MOST_REDIRECTS = 8
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]*)"')
_NEXT = re.compile(rb'name="next" value="([^"]*)"')
_CODE = """
    DELETE FROM procrastinate_jobs WHERE task_name = 'people.send_sign_in_mail'
    AND args ->> 'mail' = 'login_code' AND args ->> 'email' = %s
    RETURNING args -> 'values' ->> 'code'
"""


class Signer:
    """Somebody at their computer."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        self.connection = http.client.HTTPConnection(HOST, plan["port"], timeout=60)
        self.mail = psycopg.connect(plan["database"], autocommit=True)
        self.dice = random.Random()
        self.requests = 0

    def sign_in(self, email: str) -> None:
        """
        Go to the account, prove who one is and come back to it.

        :raises RuntimeError: if that does not lead there
        """
        self.requests = 0
        self.jars: dict[str, SimpleCookie] = {}
        self.address = f"198.51.{self.dice.randrange(256)}.{self.dice.randrange(256)}"
        page = self._go("GET", f"http://{self.plan['council']}/account/", None)
        page = self._go("POST", "/sign-in/login/", {**_hidden(page), "email": email})
        row = self.mail.execute(_CODE, [email]).fetchone()
        if row is None:
            raise RuntimeError(f"{email} got no code.")
        page = self._go("POST", "/sign-in/login/code/", {**_hidden(page), "code": row[0]})
        if self.here != (self.plan["council"], "/account/"):
            raise RuntimeError(f"Signing in led to {self.here}.")

    def _go(self, method: str, address: str, typed: dict[str, str] | None) -> bytes:
        """
        Ask, and follow where one is sent.

        :raises RuntimeError: if it is refused
        """
        for _ in range(MOST_REDIRECTS):
            parts = urlsplit(address)
            host = parts.netloc or self.here[0]
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            status, location, content = self._ask(method, host, path, typed)
            self.here = host, parts.path
            if status not in {http.HTTPStatus.FOUND, http.HTTPStatus.SEE_OTHER}:
                return content
            method, address, typed = "GET", location, None
        raise RuntimeError(f"{address} leads round in circles.")

    def _ask(
        self, method: str, host: str, path: str, typed: dict[str, str] | None
    ) -> tuple[int, str, bytes]:
        jar = self.jars.setdefault(host, SimpleCookie())
        headers = {"Host": host, "X-Forwarded-For": self.address, "User-Agent": "Firefox"}
        if jar:
            headers["Cookie"] = "; ".join(f"{one.key}={one.value}" for one in jar.values())
        body = None
        if typed is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"http://{host}"
            body = urlencode(typed)
        self.connection.request(method, path, body=body, headers=headers)
        answer = self.connection.getresponse()
        content = answer.read()
        self.requests += 1
        if answer.status >= http.HTTPStatus.BAD_REQUEST:
            raise RuntimeError(f"{method} {host}{path}: {answer.status}")
        for cookie in answer.headers.get_all("Set-Cookie", []):
            jar.load(cookie)
        return answer.status, answer.headers.get("Location", ""), content


def _hidden(page: bytes) -> dict[str, str]:
    """Return what a form sends along without being asked."""
    found = {"csrfmiddlewaretoken": _TOKEN.search(page), "next": _NEXT.search(page)}
    return {
        name: one[1].decode().replace("&amp;", "&")
        for name, one in found.items()
        if one is not None
    }


def main(plan: dict[str, Any]) -> dict[str, Any]:
    """This will let so many people sign in for so long."""
    signers = [Signer(plan) for _ in range(plan["people"])]
    addresses = itertools.cycle(plan["addresses"])
    lock, failed, signed_in = threading.Lock(), list[str](), 0
    for signer in signers:
        signer.sign_in(next(addresses))
    end = time.perf_counter() + plan["seconds"]

    def go(signer: Signer) -> None:
        nonlocal signed_in
        try:
            while time.perf_counter() < end:
                with lock:
                    email = next(addresses)
                signer.sign_in(email)
                with lock:
                    signed_in += 1
        except (OSError, RuntimeError, http.client.HTTPException, psycopg.Error) as error:
            failed.append(str(error))

    begun = time.perf_counter()
    threads = [threading.Thread(target=go, args=(signer,)) for signer in signers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {
        "signed_in": signed_in,
        "seconds": time.perf_counter() - begun,
        "requests": signers[0].requests,
        "failed": failed[:5],
    }


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
