"""A council's YAML file, read whole, checked, and applied in one transaction."""

import json
import os
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, transaction
from jsonschema import Draft202012Validator

from moothall.councils import actions
from moothall.councils.queries import council_by_id
from moothall.councils.rows import CouncilRow
from moothall.councils.setup import SetupContext, SetupError, sections
from moothall.kernel.scope import acting_for
from moothall.kernel.short_memory import forget_all

#: A place where addresses that differ by installation come from: ${NAME}.
VARIABLE = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")

SCHEMA = Path(__file__).with_name("council_file.schema.json")


def add_council(file: Path, *, now: datetime) -> CouncilRow:
    """
    Apply a council's file, whole or not at all, and return the council.

    :raises SetupError: with every mistake found, each with its place in the file
    """
    data = _read(file)
    try:
        with transaction.atomic():
            council = actions.apply_council(
                data=data["council"], logo_svg=_logo(file, data["council"]), now=now
            )
            forget_all()
            row = council_by_id(council.pk)
            with acting_for(row.id):
                for part in sections:
                    if part.key in data:
                        part.apply(SetupContext(row, file.parent, now), data[part.key])
    except ValidationError as error:
        raise SetupError("; ".join(error.messages)) from error
    except (ObjectDoesNotExist, IntegrityError) as error:
        raise SetupError(str(error)) from error
    finally:
        forget_all()
    return row


class _OneOfEach(yaml.SafeLoader):
    """Refuses a key that stands twice: one of the two would silently count for nothing."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - PyYAML's own
        """
        Return the mapping.

        :raises yaml.constructor.ConstructorError: naming the key and its line
        """
        seen: set[str] = set()
        for key, _value in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key.value!r} stands here a second time", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def _read(file: Path) -> dict[str, Any]:
    try:
        written = yaml.load(file.read_text(encoding="utf-8"), Loader=_OneOfEach)  # noqa: S506
        data = _filled_in(written)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SetupError(f"The file cannot be read: {error}") from error
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    mistakes = sorted(Draft202012Validator(schema).iter_errors(data), key=lambda e: list(e.path))
    if mistakes:
        raise SetupError(
            "; ".join(
                f"at {'/'.join(str(step) for step in mistake.path) or 'the top'}: {mistake.message}"
                for mistake in mistakes
            )
        )
    unknown = [key for key in data if key != "council" and key not in sections]
    if unknown:
        raise SetupError(f"No part of the product reads {', '.join(map(repr, unknown))}.")
    result: dict[str, Any] = data
    return result


def _filled_in(value: Any) -> Any:
    """Return the file's data with each ${NAME} replaced by the environment's value."""
    if isinstance(value, dict):
        return {key: _filled_in(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_filled_in(entry) for entry in value]
    return VARIABLE.sub(_from_environment, value) if isinstance(value, str) else value


def _from_environment(match: re.Match[str]) -> str:
    try:
        return os.environ[match[1]]
    except KeyError:
        raise SetupError(f"The file names ${{{match[1]}}}, which the environment lacks.") from None


def _logo(file: Path, council: dict[str, Any]) -> str:
    if "logo" not in council:
        return ""
    try:
        return file.parent.joinpath(str(council["logo"])).read_text(encoding="utf-8")
    except OSError as error:
        raise SetupError(f"at council/logo: {error}") from error
