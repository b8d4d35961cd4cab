"""Parking: enforcement's check of one vehicle among a million sessions, over HTTP."""

import http.client
import json
import random
import time
from collections.abc import Iterator
from typing import Any

from bench import programs
from bench.figures import Figure, percentile
from bench.ground import Ground

COUNCIL = "aldermoor"
WARM_UP = 20
#: Sessions of each vehicle, one a day; the newest runs.
DAYS = 10
_PATH = "/api/v1/parking/checks"

#: Vehicle number n is P and n in six figures, of which a 0 looks like an O.
_LOAD = """
    INSERT INTO parking_parkingsession (id, council_id, place_id, tariff_id, vrm, channel, language,
        state, asked_at, started_at, ends_at, pence, free_minutes)
    SELECT gen_random_uuid(), %(council)s, %(place)s, %(tariff)s, 'P' || lpad(v::text, 6, '0'),
        'web', 'en', 'paid', begins, begins, begins + interval '90 minutes', 120, 0
    FROM generate_series(1, %(vehicles)s) v, generate_series(0, %(days)s - 1) d,
        LATERAL (SELECT now() - d * interval '1 day' - (v %% 60) * interval '1 minute' AS begins) b
"""


def measure(ground: Ground) -> Iterator[Figure]:
    """
    This will fill a place with sessions and ask about vehicles with time, without, and alike ones.

    :raises RuntimeError: if an answer is wrong
    """
    vehicles = ground.effort.addresses // DAYS
    with ground.clone("demonstration") as database:
        told = ground.inside(database, "parking", COUNCIL)
        with ground.server.council_scope(database) as connection:
            connection.execute(
                _LOAD.encode(),
                {name: told[name] for name in ("council", "place", "tariff")}
                | {"vehicles": vehicles, "days": DAYS},
            )
            connection.execute("VACUUM ANALYZE")
        with programs.web(ground, database, workers=1) as running:
            took = _milliseconds(ground, running, told, vehicles)
    yield Figure(
        name="parking_check_p95_ms", value=percentile(took, 0.95), unit="ms", n=len(took),
        note=f"{vehicles * DAYS:,} sessions; median {percentile(took, 0.5):.1f}, "
        f"p99 {percentile(took, 0.99):.1f}",
    )  # fmt: skip


def _milliseconds(
    ground: Ground, running: programs.Web, told: dict[str, Any], vehicles: int
) -> list[float]:
    # A fixed seed: the same vehicles each time, and nothing here guards anything.
    dice = random.Random(7)
    connection = http.client.HTTPConnection(programs.HOST, running.port, timeout=60)
    headers = {
        "Host": running.host(COUNCIL),
        "Authorization": f"Bearer {told['key']}",
        "Content-Type": "application/json",
    }
    took = []
    for number in range(WARM_UP + ground.effort.requests):
        vrm = f"P{dice.randint(1, vehicles):06}"
        kind = ("valid", "near", "unknown", "valid")[number % 4]
        asked = {"valid": vrm, "near": vrm.replace("0", "O", 1), "unknown": f"Q{vrm[1:]}X"}[kind]
        body = json.dumps({"place": told["code"], "vrm": asked})
        began = time.perf_counter()
        connection.request("POST", _PATH, body, headers)
        answer = connection.getresponse()
        found = json.loads(answer.read())
        if number >= WARM_UP:
            took.append((time.perf_counter() - began) * 1000)
        _must_be_right(kind, asked, vrm, answer.status, found)
    connection.close()
    return took


def _must_be_right(kind: str, asked: str, vrm: str, status: int, found: dict[str, Any]) -> None:
    if status != http.HTTPStatus.OK:
        raise RuntimeError(f"A check was answered with {status}: {found}")
    near = [one["vrm"] for one in found["near_matches"]]
    right = {
        "valid": (True, []),
        "near": (asked == vrm, [] if asked == vrm else [vrm]),
        "unknown": (False, []),
    }[kind]
    if (found["valid"], near) != right:
        raise RuntimeError(f"{asked} ({kind}) was answered with {found}")
