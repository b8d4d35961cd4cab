"""
Secrets of outside systems, from the environment or from files, never from the database.

Rows hold only a secret's name. Under `MOOTHALL_SECRETS_DIR` each secret is a file of that name;
an environment variable `MOOTHALL_SECRET_<NAME>` (upper case, dashes as underscores) goes first.
"""

import os
import re
from pathlib import Path

from django.conf import settings

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


class SecretMissing(LookupError):
    """A secret that a row names was given neither in the environment nor as a file."""


def secret(name: str) -> str:
    """
    Return the secret of this name, without a trailing line end.

    :raises SecretMissing: if it was not given, or the name is not a plain lower-case word
    """
    if not NAME.fullmatch(name):
        raise SecretMissing(f"{name!r} is not a secret's name: use a-z, 0-9 and dashes.")
    variable = "MOOTHALL_SECRET_" + name.upper().replace("-", "_")
    if (value := os.environ.get(variable)) is not None:
        return value
    folder: Path | None = settings.SECRETS_DIR
    if folder and (folder / name).is_file():
        return (folder / name).read_text(encoding="utf-8").rstrip("\n")
    raise SecretMissing(f"Set {variable}, or put a file {name!r} into MOOTHALL_SECRETS_DIR.")
