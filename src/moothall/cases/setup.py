"""The section `requests` of a council's file: what residents read about a status, and may do."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from moothall.cases import actions
from moothall.councils.setup import SetupContext, SetupError
from moothall.kernel.actors import system
from moothall.kernel.errors import NotFound

SCHEMA = Path(__file__).with_name("requests_section.schema.json")


def apply_request_rules(context: SetupContext, data: Any) -> None:
    """
    Take over a council's rules; those that the file does not name stay as they are.

    :raises SetupError: naming what cannot be used
    """
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for mistake in Draft202012Validator(schema).iter_errors(data):
        place = "/".join(str(step) for step in mistake.path)
        raise SetupError(f"at requests/{place}: {mistake.message}")
    for position, rule in enumerate(data):
        try:
            actions.guide_residents(
                actor=system("add_council"),
                council_id=context.council.id,
                status=rule["status"],
                service=rule.get("service", ""),
                kind=rule.get("kind", ""),
                label_en=rule.get("label", ""),
                label_cy=rule.get("label_cy", ""),
                text_en=rule.get("text", ""),
                text_cy=rule.get("text_cy", ""),
                acts=rule.get("acts"),
                reopen_days=rule.get("reopen_days"),
                staff_reopen_days=rule.get("staff_reopen_days"),
                now=context.now,
            )
        except NotFound as error:
            raise SetupError(f"at requests/{position}: {error}") from error
