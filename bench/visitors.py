"""
Visitors who come when they come: requests at a rate, at random moments, over kept connections.

How long one waited is counted from the moment it wanted to be served, so that a server that stands
still is not spared the requests that it keeps waiting. Reads a plan from standard input, prints
milliseconds; a process of its own, so that one council's visitors do not slow the other's.
"""

import http.client
import json
import queue
import random
import sys
import threading
import time
from typing import Any

HOST = "127.0.0.1"
THREADS = 16


def main(plan: dict[str, Any]) -> dict[str, Any]:
    """This will send the plan's requests and give how long each took, and what failed."""
    dice = random.Random(plan["host"])
    headers = {"Host": plan["host"], "Sec-Fetch-Site": "same-origin"}
    waiting: queue.SimpleQueue[tuple[float, str, str] | None] = queue.SimpleQueue()
    took: list[float] = []
    failed: list[str] = []

    def serve(address: str) -> None:
        connection = http.client.HTTPConnection(
            HOST, plan["port"], timeout=60, source_address=(address, 0)
        )
        while (wanted := waiting.get()) is not None:
            due, method, path = wanted
            try:
                connection.request(method, path, headers=headers)
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException) as error:
                failed.append(str(error))
                connection.close()
                continue
            if answer.status >= http.HTTPStatus.BAD_REQUEST:
                failed.append(f"{method} {path}: {answer.status}")
            took.append((time.perf_counter() - due) * 1000)
        connection.close()

    # Each from an address of its own, as visitors have: how often one may send forms is limited.
    threads = [
        threading.Thread(target=serve, args=(f"127.0.{dice.randrange(1, 255)}.{number + 1}",))
        for number in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    due = time.perf_counter()
    for method, path in plan["requests"]:
        due += dice.expovariate(plan["rate"])
        time.sleep(max(0.0, due - time.perf_counter()))
        waiting.put((due, method, path))
    for _ in threads:
        waiting.put(None)
    for thread in threads:
        thread.join()
    return {"milliseconds": took, "failed": failed[:5]}


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
