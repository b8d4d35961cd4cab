"""Where things lie in one checkout of Moothall."""

from __future__ import annotations

import hashlib
import os
import pwd
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from script.launch.console import LaunchError


@dataclass(frozen=True)
class Checkout:
    """One copy of the source on this machine, with everything that running it leaves behind."""

    root: Path
    #: What running leaves behind: data, logs, secrets. Deleting it begins anew.
    var: Path

    @classmethod
    def here(cls) -> Checkout:
        """
        This will find the checkout that this very file belongs to.

        What it leaves behind goes to `var` in it, or to the folder that MOOTHALL_VAR names: with
        one of its own, a second demonstration can run beside the first.
        """
        root = Path(__file__).resolve().parents[2]
        return cls(root, Path(os.environ.get("MOOTHALL_VAR") or root / "var").resolve())

    @property
    def venv(self) -> Path:
        """The virtual environment."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """The interpreter with all packages."""
        return self.venv / "bin" / "python"

    @property
    def logs(self) -> Path:
        """One file for each process."""
        return self.var / "log"

    @property
    def secrets(self) -> Path:
        """Files that hold one secret each."""
        return self.var / "secrets"

    @property
    def static(self) -> Path:
        """Style sheets, scripts and pictures, collected for the web server."""
        return self.var / "static"

    @property
    def identity(self) -> str:
        """A short name that no other running copy on this machine has."""
        return hashlib.sha256(os.fsencode(self.var)).hexdigest()[:10]

    def make_folders(self) -> None:
        """
        This will create the folders under `var`.

        :raises LaunchError: if the person may not write here, or somebody else did before
        """
        me = os.geteuid()
        if self.var.exists() and self.var.stat().st_uid != me:
            raise LaunchError(
                f"{self.var} belongs to {account_name(self.var.stat().st_uid)}, and you are "
                f"{account_name(me)}. Run this as the same user as before, or delete that folder "
                "(with all its data) to begin anew."
            )
        try:
            for folder in (self.var, self.logs, self.secrets):
                folder.mkdir(parents=True, exist_ok=True)
            self.secrets.chmod(0o700)
        except PermissionError as error:
            raise LaunchError(
                f"{account_name(me)} may not write in {self.var}. Use a checkout of your own."
            ) from error


def account_name(uid: int) -> str:
    """This will name a user of this machine, or give the number where there is no name."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def fingerprint(paths: Iterable[Path], *words: str) -> str:
    """
    This will digest the names and contents of files, and of all files in folders.

    Two equal fingerprints mean that a step done before need not be done again.
    """
    digest = hashlib.sha256()
    for word in words:
        digest.update(word.encode() + b"\0")
    for path in paths:
        for file in _files(path):
            digest.update(os.fsencode(file) + b"\0")
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return sorted(
        file
        for file in path.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and "node_modules" not in file.parts
    )


def is_stamped(stamp: Path, value: str) -> bool:
    """This will tell whether a step left this very fingerprint when it was last done."""
    return stamp.is_file() and stamp.read_text().strip() == value


def leave_stamp(stamp: Path, value: str) -> None:
    """This will note that a step is done, in one move so that no half-written note remains."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    partial = stamp.with_name(stamp.name + ".partial")
    partial.write_text(value + "\n")
    partial.replace(stamp)
