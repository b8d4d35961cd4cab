"""All writes to cases; each file holds a few verbs that belong together."""

from moothall.cases.actions.changing import add_note, assign_team, change_status
from moothall.cases.actions.data_requests import DataRight, ask_about_data
from moothall.cases.actions.files import attach_files
from moothall.cases.actions.forgetting import forget_details, forget_report
from moothall.cases.actions.interactions import log_interaction
from moothall.cases.actions.opening import open_case

__all__ = [
    "DataRight",
    "add_note",
    "ask_about_data",
    "assign_team",
    "attach_files",
    "change_status",
    "forget_details",
    "forget_report",
    "log_interaction",
    "open_case",
]
