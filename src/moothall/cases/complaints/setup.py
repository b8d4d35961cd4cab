"""The section `complaints` of a council's file: the stages, their days and the ombudsman."""

from pathlib import Path
from typing import Any

from moothall.cases.complaints.setting_up import set_procedure
from moothall.cases.complaints.usual import Procedure, Stage
from moothall.cases.section_files import checked, service_named
from moothall.councils.setup import SetupContext
from moothall.kernel.actors import system

SCHEMA = Path(__file__).with_name("section.schema.json")


def apply_complaints(context: SetupContext, data: Any) -> None:
    """
    Take over how the council deals with complaints.

    :raises SetupError: naming what cannot be used
    """
    for position, one in enumerate(checked("complaints", SCHEMA, data)):
        set_procedure(
            actor=system("add_council"),
            council_id=context.council.id,
            service_id=service_named(context, f"complaints/{position}", one.get("service", "")),
            procedure=Procedure(
                ombudsman_en=one["ombudsman"],
                ombudsman_cy=one.get("ombudsman_cy", ""),
                reached_en=one["reached"].strip(),
                reached_cy=one.get("reached_cy", "").strip(),
                stages=tuple(_stage(stage) for stage in one["stages"]),
            ),
            now=context.now,
        )


def _stage(data: dict[str, Any]) -> Stage:
    given = {key: value for key, value in data.items() if key != "name"}
    return Stage(
        **{"name_cy": "", "extension_days": data["answer_days"], **given, "name_en": data["name"]}
    )
