"""The section `forms` of a council's file: the forms it publishes, by path or by name."""

from pathlib import Path
from typing import Any

import yaml

from moothall.councils.setup import SetupContext, SetupError
from moothall.eforms import library
from moothall.eforms.actions import publish_form
from moothall.eforms.errors import FormNotPublishable
from moothall.kernel.actors import system

#: What stands before the name of a form that comes with Moothall.
FROM_LIBRARY = "library:"


def apply_forms(context: SetupContext, data: Any) -> None:
    """
    Publish each form whose document changed since it was published last.

    :raises SetupError: naming the file and the place of each mistake in it
    """
    if not isinstance(data, list) or not all(isinstance(path, str) for path in data):
        raise SetupError("at forms: give a list of the paths of form files")
    for path in data:
        document = _document(context.folder, path)
        try:
            publish_form(
                actor=system("add_council"),
                council_id=context.council.id,
                document=document,
                now=context.now,
            )
        except FormNotPublishable as error:
            raise SetupError(
                "; ".join(f"in {path} {mistake}" for mistake in error.mistakes)
            ) from error


def _document(folder: Path, path: str) -> Any:
    if not path.startswith(FROM_LIBRARY):
        return _read(folder / path, path)
    try:
        return library.form(path.removeprefix(FROM_LIBRARY))
    except LookupError as error:
        raise SetupError(f"at forms: {error}") from error


def _read(file: Path, path: str) -> Any:
    try:
        return yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SetupError(f"at forms: {path} cannot be read: {error}") from error
