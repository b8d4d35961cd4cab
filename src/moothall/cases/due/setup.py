"""The section `due_rules` of a council's file."""

from pathlib import Path
from typing import Any

from moothall.cases.due.actions import add_rule
from moothall.cases.due.models import DueRule
from moothall.cases.section_files import checked, service_named
from moothall.councils.setup import SetupContext
from moothall.kernel.actors import system

SCHEMA = Path(__file__).with_name("section.schema.json")


def apply_due_rules(context: SetupContext, data: Any) -> None:
    """
    Make the rules that the file names; one that is there already and the same stays as it is.

    :raises SetupError: naming what cannot be used
    """
    for position, one in enumerate(checked("due_rules", SCHEMA, data)):
        service_id = service_named(context, f"due_rules/{position}", one.get("service", ""))
        same = DueRule.objects.filter(
            council_id=context.council.id,
            service_type_id=service_id,
            percent=one.get("percent"),
            hours_after=one.get("hours_after"),
            tells=sorted(one["tells"]),
        )
        if same.exists():
            continue
        add_rule(
            actor=system("add_council"),
            council_id=context.council.id,
            service_id=service_id,
            percent=one.get("percent"),
            hours_after=one.get("hours_after"),
            tells=one["tells"],
            now=context.now,
        )
