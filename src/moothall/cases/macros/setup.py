"""The section `macros` of a council's file."""

from pathlib import Path
from typing import Any

from moothall.cases.deeds.deed import Deed
from moothall.cases.macros.actions import save_macro
from moothall.cases.macros.models import Macro
from moothall.cases.section_files import checked, team_named
from moothall.councils.setup import SetupContext, SetupError
from moothall.kernel.actors import system
from moothall.kernel.errors import Conflict

SCHEMA = Path(__file__).with_name("section.schema.json")


def apply_macros(context: SetupContext, data: Any) -> None:
    """
    Make the macros that the file names, or change those that have their names.

    :raises SetupError: naming what cannot be used
    """
    for position, one in enumerate(checked("macros", SCHEMA, data)):
        place = f"macros/{position}"
        team = team_named(context, place, one.get("team", ""))
        task = one.get("task", {})
        tasked = team_named(context, f"{place}/task", task.get("team", ""))
        known = Macro.objects.filter(council_id=context.council.id, name=one["name"]).first()
        try:
            save_macro(
                actor=system("add_council"),
                council_id=context.council.id,
                name=one["name"],
                team_id=team_named(context, place, one.get("for_team", "")),
                macro_id=known.pk if known else None,
                deed=Deed(
                    status=one.get("status", ""),
                    words_en=one.get("words", "").strip(),
                    words_cy=one.get("words_cy", "").strip(),
                    note=one.get("note", "").strip(),
                    team=str(team) if team else "",
                    priority=one.get("priority", ""),
                    task=task.get("title", "").strip(),
                    task_team=str(tasked) if tasked else "",
                    task_days=str(task.get("working_days", "")),
                ),
                now=context.now,
            )
        except Conflict as error:
            raise SetupError(f"at {place}: {error}") from error
