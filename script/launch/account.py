"""Which user of the machine runs the database server."""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from script.launch.console import LaunchError


class PopenAccount(TypedDict, total=False):
    """The part of subprocess's arguments that says as whom a program runs."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """A user of the machine; PostgreSQL refuses to run as root, so root borrows another."""

    name: str
    uid: int
    gid: int
    is_borrowed: bool

    @classmethod
    def for_server(cls) -> Account:
        """
        This will choose `nobody` when root asks, and whoever asks otherwise.

        :raises LaunchError: if the account has no name, which PostgreSQL insists on
        """
        me = os.geteuid()
        try:
            entry = pwd.getpwnam("nobody") if me == 0 else pwd.getpwuid(me)
        except KeyError as error:
            raise LaunchError(
                f"User {me} of this machine has no name, and PostgreSQL wants one: "
                "add it with adduser, or set DATABASE_URL to a PostgreSQL elsewhere."
            ) from error
        return cls(entry.pw_name, entry.pw_uid, entry.pw_gid, is_borrowed=me == 0)

    def for_popen(self) -> PopenAccount:
        """This will give the arguments with which subprocess runs a program as this user."""
        if not self.is_borrowed:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def give(self, path: Path) -> None:
        """This will make the user the owner of a file or folder."""
        if self.is_borrowed:
            os.chown(path, self.uid, self.gid)
