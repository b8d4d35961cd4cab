"""The section `linked_accounts` of a council's file: which systems keep which kinds of accounts."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from moothall.councils.setup import SetupContext, SetupError
from moothall.kernel.actors import system
from moothall.people import actions
from moothall.people.linking_words import LinkedKind

SCHEMA = Path(__file__).with_name("linked_accounts_section.schema.json")


def apply_linked_accounts(context: SetupContext, data: Any) -> None:
    """
    Say for each kind of account which system keeps it; kinds that go unnamed stay as they are.

    :raises SetupError: naming what cannot be used
    """
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for mistake in Draft202012Validator(schema).iter_errors(data):
        place = "/".join(str(step) for step in mistake.path)
        raise SetupError(f"at linked_accounts/{place}: {mistake.message}")
    for entry in data:
        for kind in entry["kinds"]:
            try:
                actions.choose_account_system(
                    actor=system("add_council"),
                    council_id=context.council.id,
                    kind=LinkedKind(kind),
                    supplier=entry["supplier"],
                    options=entry.get("options", {}),
                    details_suffice=entry.get("details_suffice", False),
                    is_collected_here=kind in entry.get("collected_here", ()),
                    now=context.now,
                )
            except (LookupError, ValueError) as error:
                raise SetupError(f"at linked_accounts, {kind}: {error}") from error
