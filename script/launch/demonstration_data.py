"""The demonstration's schema and data, brought up to the source whenever that has changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from script.launch import environment
from script.launch.checkout import Checkout, fingerprint, is_stamped, leave_stamp
from script.launch.console import LaunchError, step


@dataclass
class DemonstrationData:
    """
    What the commands of the product make, and the note of the source that made it.

    While that source is unchanged nothing is done, so that a second start takes seconds.
    """

    checkout: Checkout
    surroundings: Mapping[str, str]
    database_is_the_same: bool

    def __post_init__(self) -> None:
        """Look once whether anything is to be done, before the first step changes the answer."""
        self._wanted = self._fingerprint()
        self._is_done = (
            self.database_is_the_same
            and self._description.exists()
            and is_stamped(self._stamp, self._wanted)
        )

    @classmethod
    def forget(cls, checkout: Checkout) -> None:
        """This will have the next start do everything."""
        for file in (checkout.var / "demo.stamp", checkout.var / "demo-description.json"):
            file.unlink(missing_ok=True)

    @property
    def _stamp(self) -> Path:
        return self.checkout.var / "demo.stamp"

    @property
    def _description(self) -> Path:
        return self.checkout.var / "demo-description.json"

    def _fingerprint(self) -> str:
        root = self.checkout.root
        source = [root / "requirements" / "base.txt", root / "demo", *(root / "src").rglob("*.py")]
        return fingerprint(sorted(source), self.surroundings["MOOTHALL_PUBLIC_PORT"])

    def migrate(self) -> None:
        """
        This will make the schema, as the owner of the database, and load the addresses.

        Most of a first start is spent migrating. The addresses need no tables but their own, so
        they are loaded by the second core as soon as those are there.

        :raises LaunchError: with everything it had to say, if either fails
        """
        if self._is_done:
            return
        self._stamp.unlink(missing_ok=True)
        as_owner = {**self.surroundings, "MOOTHALL_DATABASE_ROLE": "owner"}
        with step("Database migrated, addresses loaded"), ThreadPoolExecutor() as pool:
            environment.manage_in_turn(
                self.checkout, as_owner, "prepare_database", "migrate places"
            )
            places = pool.submit(
                environment.manage_in_turn,
                self.checkout,
                self.surroundings,
                "create_demo --only places",
            )
            environment.manage_in_turn(self.checkout, as_owner, "migrate", "createcachetable")
            places.result()

    def create(self) -> dict[str, Any]:
        """
        This will make the data, as the application, and return what they are.

        :raises LaunchError: with everything it had to say, if that fails
        """
        if not self._is_done:
            with step("Demonstration data created"):
                told = environment.manage_in_turn(
                    self.checkout,
                    self.surroundings,
                    "create_demo --only councils",
                    "create_demo --only money",
                    "create_demo --describe",
                )
            self._description.touch(mode=0o600)
            self._description.write_text(told.strip().rpartition("\n")[2] + "\n")
            leave_stamp(self._stamp, self._wanted)
        try:
            return dict(json.loads(self._description.read_text()))
        except ValueError as error:
            raise LaunchError("create_demo --describe does not end with a line of JSON.") from error
