"""All writes to cases; each file holds a few verbs that belong together."""

from moothall.cases.actions.beginning import complain, tell_again, write_to_council
from moothall.cases.actions.changing import add_note, assign_team, change_status, set_priority
from moothall.cases.actions.data_requests import DataRight, ask_about_data
from moothall.cases.actions.files import attach_files
from moothall.cases.actions.forgetting import forget_details, forget_report
from moothall.cases.actions.guiding import drop_guide, guide_residents
from moothall.cases.actions.interactions import log_interaction
from moothall.cases.actions.opening import open_case
from moothall.cases.actions.own_acts import (
    add_to_case,
    answer_question,
    reopen_case,
    say_how_it_went,
    withdraw_case,
    write_to_team,
)
from moothall.cases.actions.replying import open_follow_up, reopen_by_reply
from moothall.cases.actions.talking import (
    ask_resident,
    note_that_resident_looked,
    take_note,
    write_to_resident,
)

__all__ = [
    "DataRight",
    "add_note",
    "add_to_case",
    "answer_question",
    "ask_about_data",
    "ask_resident",
    "assign_team",
    "attach_files",
    "change_status",
    "complain",
    "drop_guide",
    "forget_details",
    "forget_report",
    "guide_residents",
    "log_interaction",
    "note_that_resident_looked",
    "open_case",
    "open_follow_up",
    "reopen_by_reply",
    "reopen_case",
    "say_how_it_went",
    "set_priority",
    "take_note",
    "tell_again",
    "withdraw_case",
    "write_to_council",
    "write_to_resident",
    "write_to_team",
]
