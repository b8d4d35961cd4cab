"""Residents who sign in with a code by e-mail, all the way to their account at a council."""

import json
import subprocess
import sys
from collections.abc import Iterator

from bench import programs
from bench.figures import Figure
from bench.ground import Ground

COUNCIL = "aldermoor"
SIGN_IN_HOST = "id.localhost"
#: As many at once as keep two workers busy.
PEOPLE = 4
#: A minute's worth, since an address may ask for five codes in a quarter of an hour.
ACCOUNTS_A_SECOND = 15
SECONDS = 60


def measure(ground: Ground) -> Iterator[Figure]:
    """
    This will let people sign in, one after the other, each with a browser of their own.

    :raises RuntimeError: if one of them did not come to their account
    """
    count = max(PEOPLE * 2, int(ground.effort.seconds * ACCOUNTS_A_SECOND))
    extra = {"MOOTHALL_SIGN_IN_HOST": SIGN_IN_HOST, "MOOTHALL_TRUSTED_PROXIES": "1"}
    with ground.clone("demonstration") as database:
        addresses = ground.inside(database, "accounts", COUNCIL, str(count))
        with programs.web(ground, database, extra=extra) as running:
            wanted = {
                "port": running.port, "council": running.host(COUNCIL), "people": PEOPLE,
                "sign_in_host": f"{SIGN_IN_HOST}:{running.port}", "addresses": addresses,
                "seconds": ground.effort.seconds, "database": ground.server.url(database),
            }  # fmt: skip
            before = running.cpu_seconds(), ground.server.cpu_seconds(database)
            answer = subprocess.run(
                [sys.executable, "-m", "bench.signers"], input=json.dumps(wanted),
                capture_output=True, text=True, check=True, cwd=ground.checkout.root,
            )  # fmt: skip
            used = (
                running.cpu_seconds() - before[0],
                ground.server.cpu_seconds(database) - before[1],
            )
    found = json.loads(answer.stdout)
    if found["failed"] or not found["signed_in"]:
        raise RuntimeError(f"Signing in failed: {found['failed']}")
    done = found["signed_in"] + PEOPLE  # each warmed up with one
    yield Figure(
        name="sign_ins_per_minute", value=found["signed_in"] / found["seconds"] * SECONDS,
        unit="sign-ins/min", floor=ground.floor.commits_per_second, n=found["signed_in"],
        note=f"{PEOPLE} people, {found['requests']} requests each; a core's use for one: web "
        f"{used[0] / done * 1000:.0f} ms, PostgreSQL {used[1] / done * 1000:.0f} ms; no mail sent",
    )  # fmt: skip
