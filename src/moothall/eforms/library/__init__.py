"""
The forms that come with Moothall: complete, in English and Welsh, for a council to adopt.

One YAML document a form, in a folder for each topic. Their Welsh is a machine's draft until
somebody has read it (`about.drafted_by_machine`).
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).parent


@cache
def files() -> Mapping[str, Path]:
    """Return the file of each form, by the form's name."""
    return {file.stem: file for file in sorted(_FOLDER.glob("*/*.yaml"))}


def form(name: str) -> Any:
    """
    Return the document of one form.

    :raises LookupError: if the library has none of this name
    """
    try:
        file = files()[name]
    except KeyError:
        raise LookupError(f"the library has no form {name!r}") from None
    return yaml.safe_load(file.read_text(encoding="utf-8"))
