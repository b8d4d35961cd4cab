"""What the sections of a council's file that belong to cases have in common."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from jsonschema import Draft202012Validator

from moothall.councils.queries import service_types, teams
from moothall.councils.setup import SetupContext, SetupError


def checked(section: str, schema: Path, data: Any) -> list[dict[str, Any]]:
    """
    Return what stands in a section.

    :raises SetupError: naming the first place that its schema does not allow
    """
    for mistake in Draft202012Validator(json.loads(schema.read_text("utf-8"))).iter_errors(data):
        place = "/".join(str(step) for step in mistake.path)
        raise SetupError(f"at {section}/{place}: {mistake.message}")
    return list(data)


def service_named(context: SetupContext, place: str, slug: str) -> UUID | None:
    """
    Return the id of a service by its name in the file, or nothing where none is named.

    :raises SetupError: if the council has no such service
    """
    if not slug:
        return None
    for one in service_types(context.council.id):
        if one.slug == slug:
            return one.id
    raise SetupError(f"at {place}: there is no service {slug!r}")


def team_named(context: SetupContext, place: str, slug: str) -> UUID | None:
    """
    Return the id of a team by its name in the file, or nothing where none is named.

    :raises SetupError: if the council has no such team
    """
    if not slug:
        return None
    for one in teams(context.council.id):
        if one.slug == slug:
            return one.id
    raise SetupError(f"at {place}: there is no team {slug!r}")
